import ArgumentParser
import Basics
import Importers
import MarketData
import Store

/// `liqtool store reprice`: contracts turned into quantities once their rules are known.
struct StoreRepriceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reprice",
    abstract: "Fill in quantity and notional of rows that have contracts only.",
    discussion: "  liqtool store reprice --instruments contracts.csv")

  @Option(
    help: ArgumentHelp(
      "Contract rules as CSV: exchange,symbol,kind,multiplier,base,quote.", valueName: "file"))
  var instruments: String

  @OptionGroup var wait: WaitOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let rules = try InstrumentsFile.read(instruments).rules
    let store = try Store.open(at: store.path, mode: .write(wait: wait.duration))
    let report = try await store.reprice(rules, jobs: common.width)
    if common.json {
      return Console.line(
        JSONValue.object([
          JSONMember("rows_repriced", .integer(Int64(report.rowsRepriced))),
          JSONMember("rows_unknown", .integer(Int64(report.rowsUnknown))),
          JSONMember("segments_rewritten", .integer(Int64(report.segmentsRewritten))),
        ]).text(indented: true))
    }
    Console.line(
      "\(HumanNumber.grouped(Int64(report.rowsRepriced))) rows got a quantity, "
        + "\(HumanNumber.grouped(Int64(report.rowsUnknown))) still have contracts of unknown size.")
  }
}
