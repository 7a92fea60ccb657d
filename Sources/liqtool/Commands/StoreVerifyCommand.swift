import ArgumentParser
import Basics
import Store

/// `liqtool store verify`: every checksum and every catalog row.
struct StoreVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte of the store against its checksums and its catalog.",
    discussion: "Exit code 74 when something is wrong.\n\n  liqtool store verify --json")

  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let report = try await Store.open(at: store.path, mode: .read).verify(jobs: common.width)
    if common.json {
      Console.line(json(report).text(indented: true))
    } else {
      for problem in report.problems {
        Console.line("\(problem.path): \(problem.kind.rawValue): \(problem.detail)")
      }
      let word = report.isGood ? "whole" : "not whole"
      Console.line("\(HumanNumber.grouped(Int64(report.segments))) segments checked: \(word)")
    }
    guard report.isGood else {
      throw Failure(
        .io, "the store in \(store.path) is damaged in \(report.problems.count) places (see above)."
      )
    }
  }

  private func json(_ report: VerifyReport) -> JSONValue {
    .object([
      JSONMember("ok", .bool(report.isGood)),
      JSONMember("segments", .integer(Int64(report.segments))),
      JSONMember("problems", .array(report.problems.map(\.json))),
    ])
  }
}

extension VerifyReport.Problem {
  /// As `--json` has it.
  var json: JSONValue {
    .object([
      JSONMember("path", .string(path)),
      JSONMember("kind", .string(kind.rawValue)),
      JSONMember("detail", .string(detail)),
    ])
  }
}
