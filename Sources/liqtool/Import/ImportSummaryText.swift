import Basics
import Reports

/// What an import did, for a person: a line a file, then the totals.
struct ImportSummaryText {
  private let result: ImportResult
  private let isDryRun: Bool

  init(_ result: ImportResult, isDryRun: Bool) {
    self.result = result
    self.isDryRun = isDryRun
  }

  var text: String { TerminalTable(table, rows: 60, width: width).text + "\n" + totals + "\n" }

  /// Files and pipes take longer lines than terminals.
  private var width: Int { Console.isTerminal ? Console.width : 140 }

  private var table: Table {
    let files = result.records
    return Table(
      name: "imports", title: "Imports",
      columns: [
        Column("file", .text(names)),
        Column("format", .text(files.map(\.format))),
        Column("status", .text(files.map(\.status.rawValue))),
        Column("accepted", .integer(files.map { Int64($0.accepted) })),
        Column("duplicate", .integer(files.map { Int64($0.duplicate) })),
        Column("refused", .integer(files.map { Int64($0.refused) })),
        Column("skipped", .integer(files.map { Int64($0.skipped) })),
        Column("first", .time(files.map { $0.firstTime ?? .min })),
        Column("last", .time(files.map { $0.lastTime ?? .min })),
      ])
  }

  /// The paths without the folders that all of them are in: those told nothing apart, and took the
  /// room of what does.
  private var names: [String] {
    let paths = result.records.map(\.path)
    let parts = paths.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
    guard let first = parts.first, parts.count > 1 else { return paths }
    let shared = parts.dropFirst().reduce(first.dropLast()) { shared, parts in
      let same = zip(shared, parts.dropLast()).prefix { $0.0 == $0.1 }
      return shared.prefix(same.count)
    }
    return parts.map { $0.dropFirst(shared.count).joined(separator: "/") }
  }

  private var totals: String {
    let rows = result.total(\.accepted)
    let bytes = result.total(\.bytes)
    let rate = result.elapsed > 0 ? Double(result.total(\.read)) / result.elapsed : 0
    let verb = isDryRun ? "would be imported" : "imported"
    return
      "\(HumanNumber.grouped(rows)) rows \(verb) from \(HumanNumber.bytes(bytes)) in "
      + "\(HumanNumber.seconds(result.elapsed)) (\(HumanNumber.count(rate)) rows/s)"
  }
}
