package import Basics

/// A report as its folder keeps it: `report.json`, read back.
package struct SavedReport: Sendable, Equatable {
  /// Where it was read, for messages.
  package let name: String
  package let document: JSONValue

  /// Reads the bytes of a `report.json`. O(size).
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: Its path, for messages.
  /// - Throws: When the bytes are no JSON, or the JSON is no report of liqtool.
  package init(_ bytes: [UInt8], name: String) throws(SavedReportError) {
    do throws(JSONError) {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw .notJSON(file: name, error)
    }
    guard document.members != nil else { throw .notAReport(file: name, field: "") }
    guard let run = document["run"], run.members != nil else {
      throw .notAReport(file: name, field: "run")
    }
    self.name = name
  }

  /// What changed from this run to `later`. O(size of both).
  package func changes(to later: SavedReport) -> ReportDiff {
    ReportDiff(document, later.document)
  }
}

/// Why a `report.json` cannot be read.
package enum SavedReportError: Error, Equatable, CustomStringConvertible {
  case notJSON(file: String, JSONError)
  /// `field` is missing or has another type; empty stands for the document.
  case notAReport(file: String, field: String)

  package var description: String {
    switch self {
    case .notJSON(let file, let error): "\(file): \(error)"
    case .notAReport(let file, ""): "\(file) is no report of liqtool: it holds no object"
    case .notAReport(let file, let field):
      "\(file) is no report of liqtool: it has no object \"\(field)\""
    }
  }
}

extension SavedReport {
  /// The report as far as its numbers and sentences tell it, for `TerminalReport`: key numbers,
  /// findings, caveats, and the further members as tables. It has no pictures.
  package var report: Report {
    let command = document["run"]?["command"]?.text
    let title = document["title"]?.text ?? command ?? "Report"
    var report = Report(title: title, run: document["run"] ?? .null)
    report.keyNumbers = (document["key_numbers"]?.elements ?? []).compactMap { KeyNumber($0) }
    report.findings = (document["findings"]?.elements ?? []).compactMap { finding in
      (finding["sentence"]?.text ?? finding.text).map {
        Finding($0, section: finding["section"]?.text ?? "")
      }
    }
    report.caveats = (document["caveats"]?.elements ?? []).compactMap(\.text)
    let words: Set = ["run", "title", "key_numbers", "findings", "caveats"]
    report.sections = (document.members ?? []).filter { !words.contains($0.key) }
      .compactMap(Self.section)
    return report
  }

  private static func section(_ member: JSONMember) -> Section? {
    var section = Section(name: member.key, title: member.key)
    let table: Table? =
      switch member.value {
      case .array(let rows): table(rows, name: member.key)
      case .object(let members) where members.contains { $0.value["status"]?.text != nil }:
        statuses(members, name: member.key)
      case .object(let members): values(members, name: member.key)
      default: nil
      }
    guard let table else { return nil }
    section.tables = [table]
    return section
  }

  /// A row for each object of a list, a column for each of its scalars.
  private static func table(_ rows: [JSONValue], name: String) -> Table? {
    var keys: [String] = []
    for case .object(let members) in rows {
      for member in members where member.value.shown != nil && !keys.contains(member.key) {
        keys.append(member.key)
      }
    }
    guard !keys.isEmpty else { return nil }
    let columns = keys.map { key in
      Column(key, .text(rows.map { $0[key]?.shown ?? "" }))
    }
    return Table(name: name, title: name, columns: columns, rowsShown: rows.count)
  }

  /// A row for each analysis: how it ended, and its first numbers or why it has none.
  private static func statuses(_ members: [JSONMember], name: String) -> Table {
    let words = members.map { member -> String in
      if let reason = member.value["reason"]?.text { return reason }
      return values(of: member.value).filter { $0.name != "status" }.prefix(4)
        .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    }
    return Table(
      name: name, title: name,
      columns: [
        Column("name", .text(members.map(\.key))),
        Column("status", .text(members.map { $0.value["status"]?.text ?? "" })),
        Column("numbers", .text(words)),
      ], rowsShown: members.count)
  }

  private static func values(_ members: [JSONMember], name: String) -> Table? {
    let found = values(of: .object(members))
    guard !found.isEmpty else { return nil }
    return Table(
      name: name, title: name,
      columns: [
        Column("name", .text(found.map(\.name))), Column("value", .text(found.map(\.value))),
      ], rowsShown: found.count)
  }

  /// The scalars of an object and of the objects in it, their names joined by points.
  private static func values(of value: JSONValue) -> [(name: String, value: String)] {
    (value.members ?? []).flatMap { member -> [(name: String, value: String)] in
      if let text = member.value.shown { return [(member.key, text)] }
      return values(of: member.value).map { ("\(member.key).\($0.name)", $0.value) }
    }
  }
}

extension JSONValue {
  /// A scalar as people read it; nil for lists and objects.
  fileprivate var shown: String? {
    if elements != nil || members != nil { return nil }
    if let text { return text }
    guard let double else { return self == .null ? NumberText.undefined : text() }
    let shown = NumberText.text(double, .significant(6))
    guard shown.contains("."), !shown.contains("e") else { return shown }
    let zeros = shown.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    let kept = shown.dropLast(zeros)
    return String(kept.last == "." ? kept.dropLast() : kept)
  }
}
