import ArgumentParser
import Store

/// `liqtool store remove --import ID`: undoes an import.
struct StoreRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take the rows of one import out of the store.",
    discussion: "'liqtool store imports' lists the ids.\n\n  liqtool store remove --import 3")

  @Option(name: .customLong("import"), help: ArgumentHelp("The import to undo.", valueName: "id"))
  var importID: Int64

  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .write())
    _ = try await store.remove(importID: importID, jobs: common.width)
    common.note("the rows of import \(importID) are out of the store.")
  }
}
