package import Basics
import MarketData
import Reports
import Statistics

/// Whether liquidations grow or fall over the window.
///
/// The headline is Mann–Kendall on daily totals, or with fewer than ten days a regression with
/// the equal-weighted cosine variance: the usual tests take neighbouring hours for independent
/// and find trends in two of five trendless series.
package struct Trend: Analysis {
  package static let name = "trend"
  package static let summary =
    "whether liquidations grow or fall, overall by exchange and by symbol"

  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    top = try parameters.integer("top", default: 10, in: 0...10_000)
  }

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Trend")
    let hours = inputs.series(inputs.everything, interval: .hour)
    guard let fit = TrendFit(inputs, inputs.everything) else {
      let known = Phrases.plural(hours.known, "hour")
      let reason =
        "a trend needs \(TrendFit.leastHours) hours with dollars that vary; \(known) known"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let symbols = inputs.largestSymbols(top).compactMap { TrendFit(inputs, $0) }
    let exchanges = inputs.exchangeScopes.compactMap { TrendFit(inputs, $0) }
    let all = [fit] + exchanges + (symbols.count > 1 ? symbols : [])
    section.summary = [fit.sentence + " (\(fit.method), \(Phrases.p(fit.pHeadline)).)"]
    section.tables = [trendTable(all)]
    section.charts = [trendChart(hours, fit)]
    section.method = Self.method
    var result = AnalysisResult(section)
    result.values = fit.members
    result.values.append(JSONMember("exchanges", exchanges.map { JSONMember($0.name, $0.members) }))
    result.values.append(JSONMember("symbols", symbols.map { JSONMember($0.name, $0.members) }))
    result.headline = fit.headline(
      family: all.count, corrected: MultipleTesting.benjaminiHochberg(all.map(\.pHeadline))[0])
    if fit.regression.count >= TrendFit.leastHoursOfClaim {
      result.claims = [Claim(fit.sentence, pValue: fit.pHeadline)]
    }
    if hours.emptyShare > 0.2 {
      result.caveats = [
        "\(Phrases.percent(hours.emptyShare)) of the hours hold no liquidation, so the logarithm "
          + "of hourly dollars has two modes: trust the test on daily totals, not the slope."
      ]
    }
    return result
  }

  private static let method = [
    "The slope is least squares of ln(1 + USD per hour) on time; a day multiplies dollars by "
      + "e^(24·slope). Its interval uses the equal-weighted cosine variance (Lazarus and others, "
      + "2018). The headline is Mann–Kendall on daily totals from ten days on.",
    "Newey–West, plain, Hamed–Rao and seasonal Mann–Kendall are given for comparison: on clustered "
      + "series without a trend they still find one 16 to 45 times in a hundred, not five.",
    "Across symbols q is Benjamini and Hochberg's false discovery rate over the rows of the table.",
  ]
}

/// The trend of one scope, by every method.
struct TrendFit {
  /// The fewest known hours.
  static let leastHours = 48
  /// With less than a week of hours a trend is described, never a finding.
  static let leastHoursOfClaim = 168
  /// The fewest whole days for a test on daily totals.
  static let leastDays = 10

  let name: String
  let y: [Double]
  let regression: LeastSquares
  let cosine: CoefficientTest
  let neweyWest: CoefficientTest
  let classical: CoefficientTest
  let mannKendall: MannKendall
  let hamedRao: MannKendall
  let seasonal: MannKendall
  let seasonalSlope: Double
  let daily: MannKendall
  let days: Int
  let sen: TheilSen

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    let hours = inputs.series(scope, interval: .hour)
    y = hours.logUSD()
    let known = y.indices.filter { [y] in !y[$0].isNaN }
    let values = known.map { [y] in y[$0] }
    guard known.count >= Self.leastHours, populationVariance(values) > 0,
      let fit = LeastSquares(values, on: [values.map { _ in 1 }, known.map(Double.init)])
    else { return nil }
    name = scope.name
    regression = fit
    let rest = Double(fit.degreesOfFreedom)
    classical = CoefficientTest(fit, 1, covariance: fit.classicalCovariance, degreesOfFreedom: rest)
    let lags = fit.neweyWestCovariance(lags: neweyWestLag(known.count))
    neweyWest = CoefficientTest(fit, 1, covariance: lags, degreesOfFreedom: rest)
    cosine = CoefficientTest(
      fit, 1, covariance: fit.cosineCovariance, degreesOfFreedom: Double(fit.cosineCount))
    mannKendall = MannKendall(y)
    sen = TheilSen(y)
    hamedRao = mannKendall.hamedRao(y, slope: sen.slope)
    let seasons = hours.seasons(y, of: 24)
    seasonal = MannKendall(seasons: seasons)
    seasonalSlope = TheilSen.seasonalSlope(seasons)
    let wholeDays = inputs.series(scope, interval: .day).logUSDOfWholeBins
    days = wholeDays.count { !$0.isNaN }
    daily = MannKendall(wholeDays)
  }

  var isDaily: Bool { days >= Self.leastDays && !daily.z.isNaN }
  var pHeadline: Double { isDaily ? daily.pValue : cosine.pValue }
  var method: String {
    isDaily ? "Mann–Kendall on \(days) daily totals" : "regression, cosine variance"
  }
  /// ln units a day.
  var slopeDay: Double { 24 * cosine.estimate }
  var intervalDay: ConfidenceInterval {
    ConfidenceInterval(low: 24 * cosine.interval.low, high: 24 * cosine.interval.high)
  }
}

extension BinSeries {
  /// ln(1 + USD) of the bins that are covered almost wholly, else NaN: a part of a day is no day.
  var logUSDOfWholeBins: [Double] {
    zip(logUSD(), coverage).map { $1 >= 0.9 ? $0 : .nan }
  }

  /// The values of each of `count` phases of the day, in time order; for bins of 24 h/`count`.
  func seasons(_ values: [Double], of count: Int) -> [[Double]] {
    let first = TimeText.floorModulo(grid.start / grid.step, Int64(count))
    var seasons = [[Double]](repeating: [], count: count)
    for (index, value) in values.enumerated() {
      seasons[(index + Int(first)) % count].append(value)
    }
    return seasons
  }
}
