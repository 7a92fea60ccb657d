import ArgumentParser
import Basics
import Reports
import Store

/// `liqtool store imports`: the ledger.
struct StoreImportsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imports",
    abstract: "List every import: file, format, rows, times.")

  @Option(help: ArgumentHelp("Show the refused rows of this import instead.", valueName: "id"))
  var refused: Int64?

  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .read)
    if let refused { return try show(store.refusedRows(ofImport: refused)) }
    let records = try store.imports()
    if common.json {
      Console.line(JSONValue.array(records.map(json)).text(indented: true))
    } else if records.isEmpty {
      Console.line("Nothing has been imported yet.")
    } else {
      Console.data(TerminalTable(table(records), rows: .max, width: 140).text)
    }
  }

  private func show(_ rows: [LedgerRefusal]) throws {
    if common.json {
      let rows = rows.map { row in
        JSONValue.object([
          JSONMember("line", .integer(Int64(row.line))),
          JSONMember("reason", .string(row.reason)),
          JSONMember("raw", .string(row.raw)),
        ])
      }
      return Console.line(JSONValue.array(rows).text(indented: true))
    }
    for row in rows { Console.line("\(row.line): \(row.reason)  \(Console.visible(row.raw))") }
  }

  private func json(_ record: ImportRecord) -> JSONValue {
    let file = ImportedFile(ledger: record)
    return .object([JSONMember("import_id", .integer(record.id))] + (file.json.members ?? []))
  }

  private func table(_ records: [ImportRecord]) -> Table {
    Table(
      name: "imports", title: "Imports",
      columns: [
        Column("id", .integer(records.map(\.id))),
        Column("file", .text(records.map(\.path))),
        Column("format", .text(records.map(\.identity.format))),
        Column("accepted", .text(records.map { HumanNumber.grouped(Int64($0.counts.accepted)) })),
        Column("duplicate", .text(records.map { HumanNumber.grouped(Int64($0.counts.duplicate)) })),
        Column("refused", .text(records.map { HumanNumber.grouped(Int64($0.counts.refused)) })),
        Column("first", .time(records.map { $0.firstTime ?? .min })),
        Column("last", .time(records.map { $0.lastTime ?? .min })),
      ])
  }
}
