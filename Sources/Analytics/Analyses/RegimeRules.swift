package import Basics
package import MarketData
import Reports
import Statistics

/// Calm, normal, stressed or in crisis, hour by hour, by rules that never look ahead.
package struct RegimeRules: Analysis {
  package static let name = "regime_rules"
  package static let summary = "volatility regimes by quantiles of the past"

  private let warmUp: Int
  private let dwell: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    warmUp = try parameters.integer("warmup_h", default: 72, in: 10...100_000)
    dwell = try parameters.integer("min_dwell_h", default: 2, in: 1...1_000)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Regimes by rules")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolRegimeRules(inputs, $0, warmUp: warmUp, dwell: dwell)
    }
    guard !answers.isEmpty else {
      let reason = "needs more than \(warmUp) hours of candles of a symbol with liquidations"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers), hoursTable(answers)]
    section.method = [
      "The realised variance of an hour against the quantiles 0.5, 0.8 and 0.95 of all hours "
        + "before "
        + "it (at least \(warmUp)): calm, normal, stressed, crisis. A crisis is entered at "
        + "once, any "
        + "other regime after \(dwell) hours in a row. Nothing later than the hour itself is used."
    ]
    return AnalysisResult(section, of: answers)
  }

  private func table(_ answers: [SymbolRegimeRules]) -> Table {
    let rows = answers.flatMap { answer in
      SymbolRegimeRules.names.indices.map { (answer: answer, regime: $0) }
    }
    return Table(
      name: "regime_rules", title: "Time and liquidations in each regime",
      columns: [
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("regime", .text(rows.map { SymbolRegimeRules.names[$0.regime] })),
        Column("hours", .integer(rows.map { Int64($0.answer.counts[$0.regime]) })),
        Column(
          "time_share", label: "of the time", .number(rows.map { $0.answer.timeShare($0.regime) }),
          style: .percent(1)),
        Column(
          "usd_share", label: "of the dollars",
          .number(rows.map { $0.answer.dollarShare($0.regime) }), style: .percent(1)),
      ], isFile: true)
  }

  private func hoursTable(_ answers: [SymbolRegimeRules]) -> Table {
    let rows = answers.flatMap { answer in answer.known.map { (answer: answer, hour: $0) } }
    return Table(
      name: "regime_hours", title: "The regime of every hour",
      columns: [
        Column("ts", .time(rows.map { $0.answer.grid.time($0.hour) })),
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("regime", .text(rows.map { $0.answer.name($0.hour) })),
      ], isFile: true)
  }
}

/// The regimes of one symbol.
private struct SymbolRegimeRules: SymbolAnswer {
  static let names = ["calm", "normal", "stressed", "crisis"]

  let symbol: String
  let grid: TimeGrid
  let regimes: [Int?]
  let counts: [Int]
  private let dollars: [Double]

  init?(_ inputs: MarketInputs, _ scope: Scope, warmUp: Int, dwell: Int) {
    guard let market = HourlyMarket(inputs, scope) else { return nil }
    regimes = ruledRegimes(
      market.variance, probabilities: [0.5, 0.8, 0.95], warmUp: warmUp, dwell: dwell)
    guard regimes.contains(where: { $0 != nil }) else { return nil }
    symbol = scope.name
    grid = market.grid
    var (counts, dollars) = ([Int](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
    for (hour, regime) in regimes.enumerated() {
      guard let regime else { continue }
      counts[regime] += 1
      let usd = market.liquidations.usd[hour]
      dollars[regime] += usd.isNaN ? 0 : usd
    }
    (self.counts, self.dollars) = (counts, dollars)
  }

  /// The hours that have a regime.
  var known: [Int] { regimes.indices.filter { regimes[$0] != nil } }

  func name(_ hour: Int) -> String { regimes[hour].map { Self.names[$0] } ?? "" }

  func timeShare(_ regime: Int) -> Double {
    Double(counts[regime]) / Double(counts.reduce(0, +))
  }

  func dollarShare(_ regime: Int) -> Double { dollars[regime] / dollars.reduce(0, +) }

  private var switches: Int {
    let states = regimes.compactMap(\.self)
    return zip(states.dropFirst(), states).count { $0 != $1 }
  }

  var sentence: String {
    let last = regimes.last.flatMap(\.self).map { Self.names[$0] } ?? "unknown"
    let share = dollarShare(3)
    let hold =
      share.isFinite ? ", which hold \(Phrases.percent(share)) of the liquidated dollars" : ""
    return "\(symbol): crisis in \(Phrases.percent(timeShare(3))) of the hours\(hold); \(last) at "
      + "the end."
  }

  var members: [JSONMember] {
    let places = regimes.enumerated().map { ($0.offset + 1) * (($0.element ?? -1) + 1) }
    return [
      JSONMember("counts_0_3", counts.map(Double.init)), JSONMember("switches", switches),
      JSONMember("last", regimes.last.flatMap(\.self).map { .integer(Int64($0)) } ?? .null),
      JSONMember("checksum", places.reduce(0, +)),
      JSONMember("usd_share", (0..<4).map { dollarShare($0) }),
    ]
  }
}
