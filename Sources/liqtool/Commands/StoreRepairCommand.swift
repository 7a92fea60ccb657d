import ArgumentParser
import Basics
import Store

/// `liqtool store repair`: the catalog anew from the segments.
struct StoreRepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Rebuild the catalog from the segments' own footers.",
    discussion: "Refused rows and backtest trials are lost when the old catalog cannot be read.")

  @OptionGroup var wait: WaitOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let report = try Store.repair(at: store.path, wait: wait.duration)
    if common.json {
      Console.line(json(report).text(indented: true))
    } else {
      for problem in report.problems {
        Console.line("\(problem.path): \(problem.kind.rawValue): \(problem.detail)")
      }
      Console.line("\(report.segments) segments of \(report.imports) imports are in the catalog.")
    }
    if !report.keptLedger {
      common.note("refused rows, some counts and backtest trials could not be recovered.")
    }
    guard report.problems.isEmpty else {
      let count = report.problems.count
      let files = count == 1 ? "1 file" : "\(count) files"
      throw Failure(.io, "\(files) could not be read and left out of the store (see above).")
    }
  }

  private func json(_ report: RepairReport) -> JSONValue {
    .object([
      JSONMember("segments", .integer(Int64(report.segments))),
      JSONMember("imports", .integer(Int64(report.imports))),
      JSONMember("ledger_kept", .bool(report.keptLedger)),
      JSONMember("problems", .array(report.problems.map(\.json))),
    ])
  }
}
