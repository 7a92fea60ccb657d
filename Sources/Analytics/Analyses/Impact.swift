package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// How price impact grows with the size of a cascade, and what a dollar of forced flow moves.
package struct Impact: Analysis {
  package static let name = "impact"
  package static let summary = "how the price moves with the dollars liquidated"

  private let minCount: Int
  private let purity: Double
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    minCount = try parameters.integer("n_min", default: 3, in: 2...1_000_000)
    purity = try parameters.number("purity_min", default: 0.8, in: 0.5...1)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Impact")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolImpact(inputs, $0, minCount: minCount, purity: purity)
    }
    guard let first = answers.first else {
      let reason =
        "needs \(SymbolImpact.least) one-sided cascades of a symbol with one-minute candles"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers)]
    section.charts = [first.chart]
    section.method = [
      "I/σ_D = Y·(Q/V_D)^δ by nonlinear least squares on signed impact from the last complete "
        + "minute before a cascade to the close of its last minute; σ_D is the root mean daily "
        + "realised variance, V_D the mean daily volume. A line through logarithms uses only "
        + "positive impacts and is biased: it is given for comparison. A throttled feed "
        + "understates Q and so bends δ.",
      "Forced-flow coefficient: one-minute return in bps on signed liquidations in million USD, "
        + "Newey–West errors. Other order flow is left out, so it is not causal.",
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = first.headline
    result.keyNumbers =
      first.headline.map {
        $0.keyNumber(
          "impact exponent, \(first.symbol)", .significant(3), of: Self.name,
          definition: "δ of I/σ = Y·(Q/V)^δ: one half is the square-root law."
        ).asList
      } ?? []
    return result
  }

  private func table(_ answers: [SymbolImpact]) -> Table {
    func number(_ name: String, _ value: (SymbolImpact) -> Double) -> Column {
      Column(name, .number(answers.map(value)), style: .significant(3))
    }
    return Table(
      name: "impact", title: "Impact by symbol",
      columns: [
        Column("symbol", .text(answers.map(\.symbol))),
        Column("n", label: "cascades", .integer(answers.map { Int64($0.sizes.count) })),
        number("delta") { $0.law?.exponent ?? .nan },
        number("delta_se") { $0.law?.standardErrors[1] ?? .nan },
        number("Y") { $0.law?.scale ?? .nan },
        number("t_delta_vs_half") { $0.law?.exponentStatistic(against: 0.5) ?? .nan },
        number("lambda_bps_per_musd") { $0.linear.estimate },
        number("lambda_se") { $0.linear.standardError },
        Column("lambda_p", .number(answers.map(\.linear.pValue)), style: .pValue),
        number("lambda_r2") { $0.linearFit },
        number("amihud_per_musd") { $0.amihud },
      ], isFile: true)
  }
}

/// Impact of one symbol.
struct SymbolImpact: SymbolAnswer {
  static let least = 20

  let symbol: String
  /// Dollars over the mean daily volume, a cascade a row.
  let sizes: [Double]
  /// Signed move over the daily volatility.
  let impacts: [Double]
  let dailyVolatility: Double
  let dailyVolume: Double
  let law: PowerLaw?
  let linear: CoefficientTest
  let linearFit: Double
  let root: CoefficientTest
  let rootFit: Double
  let lags: Int
  let amihud: Double

  init?(_ inputs: MarketInputs, _ scope: Scope, minCount: Int, purity: Double) {
    guard let place = scope.symbols.first, let path = MinutePath(inputs, scope) else { return nil }
    let clusters = CascadeClusters(
      inputs.symbols[place].events, maxGap: Interval.minute.microseconds, minCount: minCount)
    let rows = (0..<clusters.count).filter { row in
      let (first, last) = spanned(clusters, row, path)
      return clusters.purity(row) >= purity && path.isComplete(first..<(last + 1))
    }
    let variance = realizedVariance(path.returns) / path.days
    let volume = sum(path.volume) / path.days
    guard rows.count >= Self.least, variance > 0, volume > 0 else { return nil }
    symbol = scope.name
    dailyVolatility = variance.squareRoot()
    dailyVolume = volume
    sizes = rows.map { clusters.usd[$0] / volume }
    impacts = rows.map { row in
      let (first, last) = spanned(clusters, row, path)
      return clusters.sign(row) * path.move(first, last + 1) / variance.squareRoot()
    }
    law = PowerLaw(impacts, of: sizes)
    let minutes = inputs.series(scope, interval: .minute)
    let flow = zip(minutes.usdShort, minutes.usdLong).map { ($0 - $1) / 1e6 }
    let moves = path.returns.map { $0 * 1e4 }
    lags = neweyWestLag(flow.count)
    guard let plain = flowTest(moves, flow.map { $0.isNaN ? 0 : $0 }, lags),
      let bent = flowTest(moves, flow.map(signedRoot), lags)
    else { return nil }
    (linear, linearFit) = plain
    (root, rootFit) = bent
    let traded = zip(path.returns, path.volume).filter { $0.1 > 0 }
    amihud = mean(traded.map { abs($0.0) / $0.1 }) * 1e6
  }

  /// The exponent, tested against the square-root law.
  var headline: Headline? {
    law.map { law in
      Headline(
        "delta", law.exponent,
        ConfidenceInterval(law.exponent, error: law.standardErrors[1]), n: sizes.count, "cascades",
        method: "nonlinear least squares of signed impact; test of one half"
      ).tested(Normal.twoSided(law.exponentStatistic(against: 0.5)))
    }
  }

  /// The line through logarithms of the positive impacts.
  private var logarithms: (slope: Double, count: Int) {
    let positive = zip(impacts, sizes).filter { $0.0 > 0 && $0.1 > 0 }
    let fit = LeastSquares(
      positive.map { log($0.0) }, on: [positive.map { _ in 1 }, positive.map { log($0.1) }])
    return (fit?.coefficients[1] ?? .nan, positive.count)
  }

  var sentence: String {
    let shape =
      law.map { law in
        let interval = ConfidenceInterval(law.exponent, error: law.standardErrors[1])
        return "impact grows with size to the power \(Phrases.number(law.exponent)) "
          + Phrases.interval(interval, .significant(3))
      } ?? "the impact law could not be fitted"
    return "\(symbol): \(shape) over \(Phrases.plural(sizes.count, "cascade")); a million dollars "
      + "of forced flow goes with \(Phrases.number(linear.estimate)) bps in its minute "
      + "\(Phrases.interval(linear.interval, .significant(3)))."
  }

  var members: [JSONMember] {
    let line = logarithms
    return [
      JSONMember("n", sizes.count), JSONMember("sigma_D", dailyVolatility),
      JSONMember("V_D", dailyVolume), JSONMember("nls_Y", law?.scale ?? .nan),
      JSONMember("nls_delta", law?.exponent ?? .nan),
      JSONMember("nls_se", law?.standardErrors ?? []),
      JSONMember("nls_sse", law?.residualSquares ?? .nan),
      JSONMember("t_delta_vs_half", law?.exponentStatistic(against: 0.5) ?? .nan),
      JSONMember("loglog_delta_positive_only", line.slope), JSONMember("loglog_n", line.count),
      JSONMember("hac_L", lags), JSONMember("lambda_bps_per_musd", linear.estimate),
      JSONMember("lambda_se_hac", linear.standardError), JSONMember("lambda_p", linear.pValue),
      JSONMember("lambda_r2", linearFit), JSONMember("sqrt_lambda", root.estimate),
      JSONMember("sqrt_lambda_t", root.t), JSONMember("sqrt_r2", rootFit),
      JSONMember("amihud_per_musd_1m", amihud),
    ]
  }

  var chart: Chart {
    let order = sizes.indices.sorted { sizes[$0] < sizes[$1] }
    let x = order.map { sizes[$0] }
    let curve = law.map { law in x.map { law.scale * pow($0, law.exponent) } } ?? []
    return Chart(
      name: "impact", title: "\(symbol): impact by size of the cascade",
      x: Chart.Axis("dollars over mean daily volume", scale: .logarithmic),
      y: Chart.Axis("signed move over daily volatility"),
      marks: [.scatter(Chart.Series("cascades", x: x, y: order.map { impacts[$0] }))]
        + (curve.isEmpty ? [] : [.line(Chart.Series("fitted", x: x, y: curve))]))
  }
}

/// The minutes in which a cascade begins and ends.
private func spanned(
  _ clusters: CascadeClusters, _ row: Int, _ path: MinutePath
) -> (Int, Int) {
  (path.minute(of: clusters.start[row]), path.minute(of: clusters.end[row]))
}

private func signedRoot(_ value: Double) -> Double {
  if value.isNaN { return 0 }
  return value < 0 ? -(-value).squareRoot() : value.squareRoot()
}

/// The slope of `y` on `x` with Newey–West errors, and R².
private func flowTest(_ y: [Double], _ x: [Double], _ lags: Int) -> (CoefficientTest, Double)? {
  guard let fit = LeastSquares(y, on: [x.map { _ in 1 }, x]) else { return nil }
  let test = CoefficientTest(
    fit, 1, covariance: fit.neweyWestCovariance(lags: lags),
    degreesOfFreedom: Double(fit.degreesOfFreedom))
  return (test, fit.rSquared)
}
