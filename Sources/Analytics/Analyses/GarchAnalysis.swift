package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// How long shocks to volatility last, by the GARCH family.
package struct GarchAnalysis: Analysis {
  package static let name = "garch"
  package static let summary = "persistence of volatility: GARCH(1,1), GJR and Student's t"

  private let top: Int
  private let most: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    top = try parameters.integer("top", default: 3, in: 1...1_000)
    most = try parameters.integer("max_returns", default: 100_000, in: 500...10_000_000)
  }

  package var needs: InputNeeds { [.bins, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Persistence of volatility")
    let answers = inputs.largestSymbols(top).compactMap { SymbolGarch(inputs, $0, most: most) }
    guard !answers.isEmpty else {
      let reason =
        "needs \(SymbolGarch.least) quarter hours with a price of a symbol with liquidations"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers)]
    section.method = [
      "σ²ₜ = ω + (α + γ·[rₜ₋₁ < 0])·r²ₜ₋₁ + β·σ²ₜ₋₁ on log returns of 15 minutes (hours where "
        + "candles are no finer) times 1,000, mean zero, "
        + "by maximum likelihood; robust standard errors (Bollerslev and Wooldridge). None are "
        + "given "
        + "where an estimate lies at its bound. At persistence 1 the variance has no level to "
        + "return "
        + "to, and the unconditional variance is undefined.",
      "`deseasonalised` divides each return by the usual size at its hour of the day first: "
        + "without "
        + "that the daily cycle is fitted as persistence. BIC chooses among the three models.",
    ]
    return AnalysisResult(section, of: answers)
  }

  private func table(_ answers: [SymbolGarch]) -> Table {
    let rows = answers.flatMap { answer in
      answer.series.flatMap { series in
        series.fits.map { (answer: answer, series: series, name: $0.name, fit: $0.fit) }
      }
    }
    func number(_ name: String, _ value: (GarchFit) -> Double) -> Column {
      Column(name, .number(rows.map { value($0.fit) }), style: .significant(4))
    }
    return Table(
      name: "garch", title: "Fitted models",
      columns: [
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("returns", .text(rows.map(\.series.name))), Column("model", .text(rows.map(\.name))),
        Column("n", .integer(rows.map { Int64($0.series.count) })),
        number("omega") { $0.parameters.constant }, number("alpha") { $0.parameters.arch },
        number("gamma") { $0.model.isAsymmetric ? $0.parameters.asymmetry : .nan },
        number("beta") { $0.parameters.garch },
        number("nu") { $0.parameters.degreesOfFreedom ?? .nan },
        number("persistence") { $0.parameters.persistence },
        Column(
          "half_life_h", .number(rows.map { $0.answer.halfLifeHours($0.fit) }),
          style: .significant(4),
          definition: "After how many hours half of a shock to the variance is gone."),
        Column("loglik", .number(rows.map(\.fit.logLikelihood)), style: .significant(7)),
        Column(
          "bic", .number(rows.map { $0.fit.schwarz(count: $0.series.count) }),
          style: .significant(7)),
      ], isFile: true)
  }
}

/// The three models on one series of returns.
private struct GarchSeries {
  let name: String
  let count: Int
  let fits: [(name: String, fit: GarchFit)]
  private let returns: [Double]

  init(_ name: String, _ returns: [Double]) {
    self.name = name
    self.returns = returns
    count = returns.count
    let models = [
      ("garch", GarchModel()), ("gjr", GarchModel(isAsymmetric: true)),
      ("garch_t", GarchModel(innovations: .studentT)),
    ]
    fits = models.compactMap { name, model in fitGarch(returns, model: model).map { (name, $0) } }
  }

  /// The model of the least BIC.
  var preferred: (name: String, fit: GarchFit)? {
    fits.min { $0.fit.schwarz(count: count) < $1.fit.schwarz(count: count) }
  }

  var members: [JSONMember] {
    [JSONMember("n", count), JSONMember("x_first3", Array(returns.prefix(3)))]
      + fits.map { JSONMember($0.name, $0.fit.members(count: count)) }
      + [JSONMember("preferred", text: preferred?.name ?? "none")]
  }
}

extension GarchFit {
  fileprivate func members(count: Int) -> [JSONMember] {
    let forecast = parameters.forecast(next: nextVariance, horizon: 24)
    let all =
      [parameters.constant, parameters.arch]
      + (model.isAsymmetric ? [parameters.asymmetry] : []) + [parameters.garch]
      + [parameters.degreesOfFreedom].compactMap(\.self)
    let errors = standardErrors ?? all.map { _ in .nan }
    return [
      JSONMember("params", all), JSONMember("loglik", logLikelihood),
      JSONMember("se_robust", errors), JSONMember("persistence", parameters.persistence),
      JSONMember("unconditional_variance", parameters.unconditionalVariance ?? .nan),
      JSONMember("is_integrated", .bool(parameters.isIntegrated)),
      JSONMember("bic", schwarz(count: count)),
      JSONMember("forecast_var_1_4_24", [0, 3, 23].map { forecast[$0] }),
    ]
  }
}

/// The fits of one symbol.
private struct SymbolGarch: SymbolAnswer {
  /// The fewest returns.
  static let least = 500

  let symbol: String
  let series: [GarchSeries]
  /// The length of one return.
  private let interval: Interval

  init?(_ inputs: MarketInputs, _ scope: Scope, most: Int) {
    guard let returns = ShortReturns(inputs, scope), returns.values.count >= Self.least else {
      return nil
    }
    symbol = scope.name
    let recent = returns.suffix(most)
    interval = recent.interval
    series = [
      GarchSeries("raw", recent.values.map { $0 * 1_000 }),
      GarchSeries("deseasonalised", recent.deseasonalised),
    ]
    if series.allSatisfy(\.fits.isEmpty) { return nil }
  }

  /// After how many hours half of a shock to the variance is gone; NaN when integrated.
  func halfLifeHours(_ fit: GarchFit) -> Double {
    if fit.parameters.isIntegrated { return .nan }
    let steps = log(0.5) / log(fit.parameters.persistence)
    return steps * Double(interval.microseconds) / Double(Interval.hour.microseconds)
  }

  var sentence: String {
    guard let best = series[1].preferred else {
      return "\(symbol): no model of the family fits."
    }
    let persistence = best.fit.parameters.persistence
    let life =
      best.fit.parameters.isIntegrated
      ? "the variance has no level to return to"
      : "half of a shock is gone after \(Phrases.number(halfLifeHours(best.fit))) hours"
    return "\(symbol): persistence \(Phrases.number(persistence, digits: 4)) after the daily cycle "
      + "is taken out (\(best.name)); \(life)."
  }

  var members: [JSONMember] {
    series[0].members + [JSONMember("deseasonalised", series[1].members)]
  }
}

/// Log returns of the quarter hours that have a price; of hours where candles are no finer.
struct ShortReturns {
  private(set) var values: [Double]
  /// The hour of the day of each, from 0.
  private var hours: [Int]
  let interval: Interval

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    if let path = MinutePath(inputs, scope) {
      let starts = stride(from: 0, through: path.count - 15, by: 15).filter { first in
        (first..<(first + 15)).contains { path.isComplete($0..<($0 + 1)) }
      }
      self.init(
        starts.map { path.move($0, $0 + 15) }, at: starts.map { path.bars.grid.time($0) },
        interval: Interval(microseconds: 15 * Interval.minute.microseconds))
      return
    }
    guard let bars = inputs.bars(scope, interval: .hour) else { return nil }
    let returns = bars.returns
    let known = returns.indices.filter { !returns[$0].isNaN }
    self.init(
      known.map { returns[$0] }, at: known.map { bars.grid.time($0) }, interval: .hour)
  }

  private init(_ values: [Double], at times: [Int64], interval: Interval) {
    self.values = values
    hours = times.map(hourOfDay)
    self.interval = interval
  }

  func suffix(_ most: Int) -> ShortReturns {
    var result = self
    result.values = values.suffix(most)
    result.hours = hours.suffix(most)
    return result
  }

  /// Each return over the root mean square of its hour of the day.
  var deseasonalised: [Double] {
    var (squares, counts) = ([Double](repeating: 0, count: 24), [Double](repeating: 0, count: 24))
    for (value, hour) in zip(values, hours) {
      squares[hour] += value * value
      counts[hour] += 1
    }
    return zip(values, hours).map { value, hour in
      squares[hour] > 0 ? value / (squares[hour] / counts[hour]).squareRoot() : 0
    }
  }
}

/// The hour of the day, UTC, from 0.
func hourOfDay(_ time: Int64) -> Int {
  let inDay = TimeText.floorModulo(time, TimeText.microsecondsPerDay)
  return Int(inDay / Interval.hour.microseconds)
}
