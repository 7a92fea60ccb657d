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

  var text: String { TerminalTable(table, rows: 60, width: 140).text + "\n" + totals + "\n" }

  private var table: Table {
    let files = result.records
    return Table(
      name: "imports", title: "Imports",
      columns: [
        Column("file", .text(files.map(\.path))),
        Column("format", .text(files.map(\.format))),
        Column("accepted", .text(files.map { HumanNumber.grouped($0.accepted) })),
        Column("duplicate", .text(files.map { HumanNumber.grouped($0.duplicate) })),
        Column("refused", .text(files.map { HumanNumber.grouped($0.refused) })),
        Column("skipped", .text(files.map { HumanNumber.grouped($0.skipped) })),
        Column("first", .text(files.map { $0.firstTime.map(TimeText.rfc3339) ?? "" })),
        Column("last", .text(files.map { $0.lastTime.map(TimeText.rfc3339) ?? "" })),
        Column("status", .text(files.map(\.status.rawValue))),
      ])
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
