import ArgumentParser
import Basics
import Store

/// `liqtool store remove --import ID`: undoes an import.
struct StoreRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take the rows of one import out of the store.",
    discussion: "'liqtool store imports' lists the ids.\n\n  liqtool store remove --import 3")

  @Option(name: .customLong("import"), help: ArgumentHelp("The import to undo.", valueName: "id"))
  var importID: Int64

  @OptionGroup var wait: WaitOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .write(wait: wait.duration))
    let report = try await store.remove(importID: importID, jobs: common.width)
    if common.json { return Console.line(json(report).text(indented: true)) }
    Console.line(
      "\(HumanNumber.grouped(Int64(report.rowsRemoved))) rows of import \(importID) "
        + "(\(report.removed.path)) are out of the store.")
    for other in report.incomplete {
      common.note(
        "import \(other.id) may have counted some of them as its duplicates: import "
          + "\(other.path) again to have them back.")
    }
  }

  private func json(_ report: RemovalReport) -> JSONValue {
    .object([
      JSONMember("import_id", .integer(importID)),
      JSONMember("path", .string(report.removed.path)),
      JSONMember("rows_removed", .integer(Int64(report.rowsRemoved))),
      JSONMember("import_again", .array(report.incomplete.map { .string($0.path) })),
    ])
  }
}
