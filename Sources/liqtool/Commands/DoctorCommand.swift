import Analytics
import ArgumentParser
import Basics
import MarketData
import Store

/// `liqtool doctor`: what is wrong or doubtful in a store.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is wrong or doubtful in the store, and what to do.",
    discussion: """
      Sides and prices are held against candles of the same symbol; import some first.

        liqtool doctor --exchange binance-futures
        liqtool doctor --strict --json
      """)

  @Option(help: ArgumentHelp("Only these exchanges.", valueName: "a,b"))
  var exchange: String?

  @Option(help: ArgumentHelp("Only these symbols.", valueName: "X,Y"))
  var symbol: String?

  @Flag(help: "End with exit code 65 when something is wrong.")
  var strict = false

  @OptionGroup var window: WindowOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .read)
    let ward = try DoctorWard(
      store, window: window.range(), exchanges: list(exchange), symbols: list(symbol),
      jobs: common.width)
    var examination = DoctorExamination()
    try await ward.show(to: &examination)
    let findings = examination.findings()
    if common.json {
      let json = JSONValue.object([JSONMember("findings", .array(findings.map(json)))])
      Console.line(json.text(indented: true))
    } else {
      show(findings)
    }
    let wrong = findings.count { $0.verdict == .wrong }
    if strict, wrong > 0 {
      throw Failure(.badData, "\(wrong) findings are wrong (see above).")
    }
  }

  private func list(_ text: String?) -> [String]? {
    text?.split(separator: ",").map(String.init)
  }

  private func json(_ finding: DoctorFinding) -> JSONValue {
    .object([
      JSONMember("check", .string(finding.check)),
      JSONMember("exchange", .string(finding.exchange)),
      JSONMember("symbol", finding.symbol.map { .string($0) } ?? .null),
      JSONMember("value", JSONValue(finding.value)),
      JSONMember("expected", .string(finding.expected)),
      JSONMember("verdict", .string(finding.verdict.rawValue)),
      JSONMember("advice", .string(finding.advice)),
    ])
  }

  private func show(_ findings: [DoctorFinding]) {
    if findings.isEmpty {
      return Console.line("There are no liquidations here to look at; 'liqtool import' adds some.")
    }
    for finding in findings where finding.verdict != .ok {
      let name = [finding.exchange, finding.symbol].compactMap(\.self).joined(separator: " ")
      let value = (finding.value * 10_000).rounded() / 10_000
      Console.line(
        Console.visible(
          "\(finding.verdict.rawValue): \(finding.check) of \(name) is \(value), expected "
            + "\(finding.expected). \(finding.advice)"))
    }
    let good = findings.count { $0.verdict == .ok }
    Console.line("\(good) of \(findings.count) findings are ok.")
  }
}
