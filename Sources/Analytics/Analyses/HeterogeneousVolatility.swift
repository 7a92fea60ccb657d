package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Forecasts of the next hour's volatility, out of sample, and whether liquidations improve them.
package struct HeterogeneousVolatility: Analysis {
  package static let name = "har"
  package static let summary = "volatility forecasts out of sample; do liquidations improve them"

  private let first: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    first = try parameters.integer("first_forecast", default: 168, in: 48...1_000_000)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Volatility forecasts")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolForecasts(inputs, $0, first: first)
    }
    guard let leading = answers.first else {
      let reason = "needs \(first + 48) hours with candles and liquidations of one symbol"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers), coefficientTable(answers)]
    section.charts = [chart(leading)]
    section.method = method(leading)
    var result = AnalysisResult(section, of: answers)
    if let test = leading.gain {
      result.claims = [
        Claim(
          "Liquidations of the hour before improve the forecast of \(leading.symbol)'s volatility "
            + "out of sample: R² against HAR \(Phrases.number(test.outOfSampleRSquared)).",
          pValue: test.pValue)
      ]
    }
    return result
  }

  private func method(_ answer: SymbolForecasts) -> [String] {
    [
      "ln RV of an hour, RV from \(answer.measure), on its means over the last 1, 6 and 24 hours "
        + "(HAR, Corsi); `har_liq` adds ln(1 + USD) and the imbalance of the hour before; `rw` "
        + "repeats the last hour, `ewma` is RiskMetrics with 0.94. HAC errors (Newey and West).",
      "Out of sample: expanding window, refitted every hour, the first forecast after \(first) "
        + "hours; exp(μ + s²/2). QLIKE a/f − ln(a/f) − 1 is robust to a noisy measure of "
        + "volatility. "
        + "Models that are not nested by Diebold and Mariano with the factor of Harvey, Leybourne "
        + "and Newbold; HAR against HAR with liquidations by Clark and West, one-sided. Mincer and "
        + "Zarnowitz: forecasts are unbiased when a = 0 and b = 1. HAR is recommended unless "
        + "another "
        + "model loses less with p < 0.05.",
    ]
  }

  private func table(_ answers: [SymbolForecasts]) -> Table {
    let rows = answers.flatMap { answer in answer.models.map { (answer: answer, model: $0) } }
    func number(
      _ name: String, _ style: Column.Style, _ value: (SymbolForecasts, JudgedForecast) -> Double
    ) -> Column {
      Column(name, .number(rows.map { value($0.answer, $0.model) }), style: style)
    }
    return Table(
      name: "har", title: "Forecasts of the next hour, out of sample",
      columns: [
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("model", .text(rows.map(\.model.name))),
        Column("n", .integer(rows.map { Int64($0.answer.count) })),
        number("qlike", .significant(4)) { $1.meanLoss },
        number("mse_log", .significant(4)) { $1.meanLogError },
        number("dm_vs_har", .significant(3)) { $1.comparison?.statistic ?? .nan },
        number("dm_p", .pValue) { $1.comparison?.pValue ?? .nan },
        number("cw_t", .significant(3)) {
          $1.name == "har_liq" ? $0.gain?.statistic ?? .nan : .nan
        },
        number("cw_p", .pValue) { $1.name == "har_liq" ? $0.gain?.pValue ?? .nan : .nan },
        number("mz_a", .significant(3)) { $1.bias?.coefficients[0] ?? .nan },
        number("mz_b", .significant(3)) { $1.bias?.coefficients[1] ?? .nan },
        number("mz_p", .pValue) { $1.bias?.pValue ?? .nan },
      ], isFile: true)
  }

  private func coefficientTable(_ answers: [SymbolForecasts]) -> Table {
    let rows = answers.flatMap { answer in
      answer.regressions.flatMap { regression in
        regression.rows.map { (symbol: answer.symbol, model: regression.name, row: $0) }
      }
    }
    return Table(
      name: "har_coefficients", title: "Regressions in sample",
      columns: [
        Column("symbol", .text(rows.map(\.symbol))), Column("model", .text(rows.map(\.model))),
        Column("term", .text(rows.map(\.row.name))),
        Column("beta", .number(rows.map(\.row.test.estimate)), style: .significant(4)),
        Column("se_hac", .number(rows.map(\.row.test.standardError)), style: .significant(3)),
        Column("p", .number(rows.map(\.row.test.pValue)), style: .pValue),
      ])
  }

  private func chart(_ answer: SymbolForecasts) -> Chart {
    let x = answer.times.map(Double.init)
    let forecast = answer.models.first { $0.name == "har" }?.forecasts ?? []
    return Chart(
      name: "har", title: "\(answer.symbol): realised and forecast volatility",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("volatility of an hour [%]"),
      marks: [
        .line(Chart.Series("realised", x: x, y: answer.actual.map { $0.squareRoot() * 100 })),
        .line(Chart.Series("HAR", x: x, y: forecast.map { $0.squareRoot() * 100 })),
      ], quiet: ["realised"])
  }
}

/// Rows of a heterogeneous autoregression on liquidations; rows with anything unknown are left out.
struct VolatilityDesign {
  /// The hour each row forecasts.
  private(set) var hours: [Int] = []
  /// ln of its variance.
  private(set) var target: [Double] = []
  /// The mean ln variance over 1, 6 and 24 hours before.
  private(set) var past: [[Double]] = [[], [], []]
  /// ln(1 + USD) and imbalance of the hour before.
  private(set) var liquidations: [[Double]] = [[], []]

  init(_ market: HourlyMarket) {
    let logs = market.logVariance
    let means = heterogeneousMeans(logs.map { $0.isNaN ? 0 : $0 }, horizons: [1, 6, 24])
    let extra = [market.liquidations.logUSD(), market.imbalance]
    var lastUnknown = -1
    for hour in logs.indices {
      defer { if logs[hour].isNaN { lastUnknown = hour } }
      guard hour >= 24, lastUnknown < hour - 24, !logs[hour].isNaN,
        !extra.contains(where: { $0[hour - 1].isNaN })
      else { continue }
      hours.append(hour)
      target.append(logs[hour])
      for column in past.indices { past[column].append(means[column][hour - 24]) }
      for column in extra.indices { liquidations[column].append(extra[column][hour - 1]) }
    }
  }

  var count: Int { hours.count }
}

/// One regression in sample.
struct NamedRegression {
  let name: String
  let rows: [(name: String, test: CoefficientTest)]
  let rSquared: Double
  let schwarz: Double

  private static let terms = [
    "constant", "mean_1h", "mean_6h", "mean_24h", "log1p_usd", "imbalance",
  ]

  init?(_ name: String, _ target: [Double], _ columns: [[Double]]) {
    let constant = target.map { _ in 1.0 }
    guard let fit = LeastSquares(target, on: [constant] + columns) else { return nil }
    let covariance = fit.neweyWestCovariance(lags: neweyWestLag(target.count))
    self.name = name
    rows = fit.coefficients.indices.map { index in
      let test = CoefficientTest(
        fit, index, covariance: covariance, degreesOfFreedom: Double(fit.degreesOfFreedom))
      return (Self.terms[index], test)
    }
    rSquared = fit.rSquared
    let n = Double(target.count)
    schwarz =
      n * (log(2 * Double.pi) + log(fit.residualSquares / n) + 1)
      + Double(fit.coefficients.count) * log(n)
  }

  var members: [JSONMember] {
    [
      JSONMember("beta", rows.map(\.test.estimate)),
      JSONMember("se_hac", rows.map(\.test.standardError)), JSONMember("r2", rSquared),
      JSONMember("bic", schwarz),
    ]
  }
}

/// Forecasts of one model with their losses.
struct JudgedForecast {
  let name: String
  let forecasts: [Double]
  /// QLIKE.
  let losses: [Double]
  let meanLogError: Double
  /// Against HAR: positive when this model loses less.
  private(set) var comparison: DieboldMariano?
  /// On variances times a million.
  let bias: MincerZarnowitz?

  /// - Parameters:
  ///   - name: The model.
  ///   - logMeans: What it expects of ln RV.
  ///   - forecasts: What it expects of RV.
  ///   - actual: RV.
  init(_ name: String, logMeans: [Double], forecasts: [Double], actual: [Double]) {
    self.name = name
    self.forecasts = forecasts
    losses = qlike(actual: actual, forecasts: forecasts)
    let errors = zip(actual, logMeans).map { log($0) - $1 }
    meanLogError = mean(errors.map { $0 * $0 })
    bias = MincerZarnowitz(actual: actual.map { $0 * 1e6 }, forecasts: forecasts.map { $0 * 1e6 })
  }

  var meanLoss: Double { mean(losses) }

  func compared(with reference: JudgedForecast) -> JudgedForecast {
    var result = self
    result.comparison = DieboldMariano(reference.losses, losses)
    return result
  }

  var members: [JSONMember] {
    [
      JSONMember("qlike", meanLoss), JSONMember("mse_log", meanLogError),
      JSONMember("forecast_first3", Array(forecasts.prefix(3))),
    ]
  }
}

/// The forecasts of one symbol.
private struct SymbolForecasts: SymbolAnswer {
  let symbol: String
  let measure: String
  let regressions: [NamedRegression]
  let models: [JudgedForecast]
  /// The hours that are forecast, and their variance.
  let times: [Int64]
  let actual: [Double]
  /// HAR with liquidations against HAR.
  let gain: ClarkWest?
  private let walk: DieboldMariano?

  init?(_ inputs: MarketInputs, _ scope: Scope, first: Int) {
    guard let market = HourlyMarket(inputs, scope) else { return nil }
    let design = VolatilityDesign(market)
    let wide = design.past + design.liquidations
    guard design.count >= first + 24,
      let plain = ExpandingForecasts(design.target, on: design.past, first: first),
      let liquid = ExpandingForecasts(design.target, on: wide, first: first)
    else { return nil }
    symbol = scope.name
    measure = market.varianceMeasure
    regressions = [("har", design.past), ("har_liq", wide)].compactMap {
      NamedRegression($0.0, design.target, $0.1)
    }
    let hours = Array(design.hours[first...])
    times = hours.map { market.grid.time($0) }
    let actual = hours.map { market.variance[$0] }
    self.actual = actual
    let last = hours.map { market.variance[$0 - 1] }
    let smooth = smoothVariances(market.variance, at: hours)
    let har = JudgedForecast(
      "har", logMeans: plain.means, forecasts: plain.exponentialMeans, actual: actual)
    let rw = JudgedForecast("rw", logMeans: last.map { log($0) }, forecasts: last, actual: actual)
    let others = [
      rw,
      JudgedForecast("ewma", logMeans: smooth.map { log($0) }, forecasts: smooth, actual: actual),
      JudgedForecast(
        "har_liq", logMeans: liquid.means, forecasts: liquid.exponentialMeans, actual: actual),
    ].map { $0.compared(with: har) }
    models = [others[0], others[1], har, others[2]]
    gain = ClarkWest(
      actual: Array(design.target[first...]), smaller: plain.means, larger: liquid.means)
    walk = DieboldMariano(rw.losses, har.losses)
  }

  var count: Int { actual.count }

  /// The model that beats HAR significantly with the least loss; else HAR.
  private var recommended: JudgedForecast {
    let har = models[2]
    let better = models.filter { model in
      guard model.meanLoss < har.meanLoss else { return false }
      let p = model.name == "har_liq" ? gain?.pValue : model.comparison?.pValue
      return (p ?? 1) < 0.05
    }
    return better.min { $0.meanLoss < $1.meanLoss } ?? har
  }

  var sentence: String {
    let best = recommended
    let liquid =
      gain.map { test in
        let verdict = test.pValue < 0.05 ? "improve" : "do not improve"
        return "; liquidations \(verdict) it (Clark–West t = \(Phrases.number(test.statistic)), "
          + "\(Phrases.p(test.pValue)))"
      } ?? ""
    return "\(symbol): \(best.name) is recommended for the next hour (QLIKE "
      + "\(Phrases.number(best.meanLoss)), last hour repeated "
      + "\(Phrases.number(models[0].meanLoss)))\(liquid)."
  }

  var members: [JSONMember] {
    let har = models[2]
    let outOfSample = models.map { JSONMember($0.name, $0.members) } + [JSONMember("n", count)]
    return regressions.map { JSONMember($0.name, $0.members) } + [
      JSONMember("oos", outOfSample),
      JSONMember("dm_rw_vs_har", walk?.statistic ?? .nan),
      JSONMember("dm_rw_vs_har_p", walk?.pValue ?? .nan),
      JSONMember("clark_west_t", gain?.statistic ?? .nan),
      JSONMember("clark_west_p", gain?.pValue ?? .nan),
      JSONMember("oos_r2_liq_vs_har", gain?.outOfSampleRSquared ?? .nan),
      JSONMember("mz", har.bias.map(biasMembers) ?? []),
      JSONMember("recommended", text: recommended.name),
    ]
  }
}

private func biasMembers(_ test: MincerZarnowitz) -> [JSONMember] {
  [
    JSONMember("a_b", test.coefficients), JSONMember("se", test.standardErrors),
    JSONMember("F", test.statistic), JSONMember("p", test.pValue), JSONMember("r2", test.rSquared),
  ]
}

/// The exponentially weighted variance before each of `hours`, from the known hours.
private func smoothVariances(_ variance: [Double], at hours: [Int]) -> [Double] {
  let known = variance.indices.filter { !variance[$0].isNaN }
  let smooth = exponentialVariances(known.map { variance[$0].squareRoot() })
  var place = 0
  return hours.map { hour in
    while place < known.count, known[place] < hour { place += 1 }
    return smooth[place]
  }
}
