package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Which stretches were unusual, against a strictly earlier past.
package struct Anomaly: Analysis {
  package static let name = "anomaly"
  package static let summary = "bins with unusually many liquidations or dollars"

  private let settings: AnomalySettings
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    let step = try parameters.duration("interval", default: "5m", atLeast: 60_000_000)
    settings = AnomalySettings(
      interval: Interval(microseconds: step),
      window: try parameters.integer("W", default: 288, in: 10...1_000_000),
      threshold: try parameters.number("robust_z_threshold", default: 3.5, in: 0.1...1_000),
      weight: try parameters.number("ewma_lambda", default: 0.2, in: 0.001...1),
      width: try parameters.number("ewma_L", default: 3, in: 0.1...100),
      trees: try parameters.integer("trees", default: 200, in: 1...10_000),
      forests: try parameters.integer("forests", default: 1, in: 1...100),
      seed: try parameters.seed())
    guard TimeText.microsecondsPerDay % step == 0, Interval.hour.microseconds % step == 0 else {
      throw ParameterError(
        owner: parameters.owner, name: "interval", problem: "must divide an hour")
    }
    top = try parameters.integer("top", default: 3, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { settings.interval }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Unusual stretches")
    let answers = inputs.largestSymbols(top).compactMap { SymbolAnomalies(inputs, $0, settings) }
    guard !answers.isEmpty else {
      let reason = "needs four days of \(settings.interval.name) bins"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers)]
    section.method = [
      "Counts: each \(settings.interval.name) bin against the bins of the same hour on all earlier "
        + "days (three at least), negative binomial by moments, Benjamini–Hochberg over all bins. "
        + "Poisson would call many times as many unusual, because events cluster.",
      "Robust z of ln(1 + USD): (x − median)/(1.4826·MAD) of the \(settings.window) bins before; "
        + "where MAD is 0 the mean absolute deviation is used, and the score says little. The "
        + "isolation forest sees the whole window, so it looks back, not ahead.",
      "EWMA chart (λ = \(settings.weight), L = \(settings.width)) of the hourly series, trained on "
        + "its first week; generalised ESD finds at most ten outliers of the hourly series.",
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = answers.first?.headline
    return result
  }

  private func table(_ answers: [SymbolAnomalies]) -> Table {
    let rows = answers.flatMap { answer in answer.flagged.map { (answer, $0) } }
    return Table(
      name: "anomaly", title: "Bins with unusually many liquidations",
      columns: [
        Column("bin_start", .time(rows.map { $0.0.grid.time($0.1) })),
        Column("symbol", .text(rows.map(\.0.symbol))),
        Column("n", label: "events", .integer(rows.map { Int64($0.0.counts[$0.1]) })),
        Column("usd", label: "USD", .number(rows.map { $0.0.usd[$0.1] }), style: .dollars),
        Column(
          "expected_n", label: "usual", .number(rows.map { $0.0.expected[$0.1] }),
          style: .significant(3)),
        Column("p", .number(rows.map { $0.0.p[$0.1] }), style: .pValue),
        Column("q", .number(rows.map { $0.0.q[$0.1] }), style: .pValue),
        Column(
          "robust_z", .number(rows.map { $0.0.robust.scores[$0.1] }), style: .significant(3)),
      ], isFile: true)
  }
}

struct AnomalySettings: Sendable {
  let interval: Interval
  let window: Int
  let threshold: Double
  let weight: Double
  let width: Double
  let trees: Int
  let forests: Int
  let seed: UInt64
}

/// Unusual bins of one symbol.
struct SymbolAnomalies: SymbolAnswer {
  let symbol: String
  let grid: TimeGrid
  let counts: [Double]
  let usd: [Double]
  let robust: RobustScores
  /// Of each bin; NaN where it could not be judged.
  let expected: [Double]
  let p: [Double]
  let q: [Double]
  private let poisson: [Double]
  private let settings: AnomalySettings
  private let chart: ExponentialChart?
  private let outliers: ExtremeDeviates
  private let forest: ForestRanking?

  init?(_ inputs: MarketInputs, _ scope: Scope, _ settings: AnomalySettings) {
    let series = inputs.series(scope, interval: settings.interval)
    let tests = CountTests(series)
    guard tests.judged > 0 else { return nil }
    symbol = scope.name
    self.settings = settings
    grid = series.grid
    (counts, usd) = (series.count, series.usd)
    robust = RobustScores(series.logUSD(), window: settings.window)
    (expected, p, poisson) = (tests.expected, tests.binomial, tests.poisson)
    q = MultipleTesting.benjaminiHochberg(tests.binomial)
    let hourly = inputs.series(scope, interval: .hour).logUSD().filter { !$0.isNaN }
    chart = hourlyChart(hourly, settings)
    outliers = ExtremeDeviates(hourly, most: max(0, min(10, hourly.count - 2)))
    forest = ForestRanking(inputs, scope, settings)
  }

  /// Bins whose count is unusual at a false discovery rate of 5 %.
  var flagged: [Int] { q.indices.filter { q[$0] < 0.05 } }

  private var robustFlags: [Int] {
    robust.scores.indices.filter { abs(robust.scores[$0]) > settings.threshold }
  }

  var headline: Headline {
    let judged = p.filter { !$0.isNaN }
    return Headline(
      "unusual_bins", Double(flagged.count), n: judged.count, "bins",
      method: "negative binomial of the same hour of earlier days; smallest p"
    ).tested(judged.min() ?? .nan, family: judged.count, corrected: q.filter { !$0.isNaN }.min())
  }

  var sentence: String {
    let naive = MultipleTesting.benjaminiHochberg(poisson).count { $0 < 0.05 }
    let judged = p.count { !$0.isNaN }
    return "\(symbol): \(Phrases.plural(flagged.count, "bin")) of \(Phrases.count(judged)) hold "
      + "more events than the same hour of earlier days explains (Poisson would say "
      + "\(Phrases.count(naive)))."
  }

  var members: [JSONMember] {
    let judged = p.filter { !$0.isNaN }
    let naive = poisson.filter { !$0.isNaN }
    let scores = robust.scores
    return [
      JSONMember("n_judged", judged.count),
      JSONMember("nb_flags_bh05", flagged.count),
      JSONMember(
        "poisson_flags_bh05",
        MultipleTesting.benjaminiHochberg(naive).count { $0 < 0.05 }),
      JSONMember("nb_p_first5", Array(judged.prefix(5))),
      JSONMember("poisson_p_first5", Array(naive.prefix(5))),
      JSONMember("nb_min_p", judged.min() ?? .nan),
      JSONMember(
        "robust_z_first_defined_5",
        Array(scores.dropFirst(settings.window).prefix(5))),
      JSONMember("robust_z_flags", robustFlags.count),
      JSONMember("robust_z_first_flags", robustFlags.prefix(5).map(Double.init)),
      JSONMember("robust_z_nan", scores.count { $0.isNaN }),
      JSONMember("mad0_fallback_bins", robust.fallbackCount),
    ] + hourlyMembers + (forest?.members ?? [])
  }

  private var hourlyMembers: [JSONMember] {
    let first = chart?.alarms.first.map { $0 + Self.training }
    return [
      JSONMember("ewma_last", chart?.averages.last ?? .nan),
      JSONMember("ewma_alarms", chart?.alarms.count ?? 0),
      JSONMember("ewma_first_alarm", first.map { .integer(Int64($0)) } ?? .null),
      JSONMember("esd_hourly_n", outliers.outlierCount),
      JSONMember("esd_hourly_R", outliers.statistics),
      JSONMember("esd_hourly_removed", outliers.removed.map(Double.init)),
    ]
  }

  /// The hours that train the chart: one week.
  static let training = 168
}

private func hourlyChart(_ hourly: [Double], _ settings: AnomalySettings) -> ExponentialChart? {
  guard hourly.count > SymbolAnomalies.training else { return nil }
  let past = Array(hourly.prefix(SymbolAnomalies.training))
  return ExponentialChart(
    Array(hourly.dropFirst(SymbolAnomalies.training)), mean: mean(past),
    deviation: sampleVariance(past).squareRoot(), weight: settings.weight, width: settings.width)
}

/// Each bin's count against the same hour of all earlier days.
private struct CountTests {
  private(set) var expected: [Double]
  private(set) var binomial: [Double]
  private(set) var poisson: [Double]

  /// The fewest earlier days.
  static let leastDays = 3

  init(_ series: BinSeries) {
    let missing = [Double](repeating: .nan, count: series.grid.count)
    (expected, binomial, poisson) = (missing, missing, missing)
    let perHour = Int(Interval.hour.microseconds / series.grid.step)
    var past = [Moments](repeating: Moments(), count: 24)
    var bin = 0
    while bin < series.grid.count {
      let hour = Int(
        TimeText.floorModulo(
          TimeText.floorDivide(series.grid.time(bin), Interval.hour.microseconds), 24))
      let inHour = Int(
        TimeText.floorModulo(series.grid.time(bin), Interval.hour.microseconds)
          / series.grid.step)
      let bins = bin..<min(series.grid.count, bin + perHour - inHour)
      if past[hour].groups >= Self.leastDays { judge(series.count, bins, past[hour]) }
      past[hour].add(series.count, bins)
      bin = bins.upperBound
    }
  }

  var judged: Int { binomial.count { !$0.isNaN } }

  private mutating func judge(_ counts: [Double], _ bins: Range<Int>, _ past: Moments) {
    let baseline = CountBaseline(
      intervals: past.count, mean: past.mean, variance: past.variance)
    for bin in bins where !counts[bin].isNaN {
      expected[bin] = baseline.mean
      binomial[bin] = baseline.tail(Int(counts[bin]))
      poisson[bin] = baseline.poissonTail(Int(counts[bin]))
    }
  }
}

/// The mean and variance of whole numbers, exactly.
private struct Moments {
  private(set) var groups = 0
  private(set) var count = 0
  private var total = 0.0
  private var squares = 0.0

  /// Adds a day's bins of an hour; those not known are left out.
  mutating func add(_ counts: [Double], _ bins: Range<Int>) {
    let known = bins.filter { !counts[$0].isNaN }
    if known.isEmpty { return }
    groups += 1
    count += known.count
    for bin in known {
      total += counts[bin]
      squares += counts[bin] * counts[bin]
    }
  }

  var mean: Double { total / Double(count) }
  var variance: Double {
    let n = Double(count)
    return n > 1 ? (n * squares - total * total) / (n * (n - 1)) : .nan
  }
}

/// Quarter hours that random cuts isolate quickly.
private struct ForestRanking {
  private let rows: [Int]
  private let scores: [Double]

  init?(_ inputs: MarketInputs, _ scope: Scope, _ settings: AnomalySettings) {
    let quarter = Interval(microseconds: 15 * Interval.minute.microseconds)
    let series = inputs.series(scope, interval: quarter)
    let columns = features(inputs, scope, series, quarter)
    let rows = series.count.indices.filter { row in !columns.contains { $0[row].isNaN } }
    guard rows.count >= 256 else { return nil }
    let known = columns.map { column in rows.map { column[$0] } }
    let forests = (0..<settings.forests).map { index in
      IsolationForest(
        known, trees: settings.trees, seed: settings.seed &+ UInt64(index)
      ).scores(known)
    }
    self.rows = rows
    scores = rows.indices.map { row in mean(forests.map { $0[row] }) }
  }

  var members: [JSONMember] {
    let top = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(20)
    return [
      JSONMember("iforest_score_top20", top.map { scores[$0] }),
      JSONMember("iforest_top20_rows", top.map { Double(rows[$0]) }.sorted()),
      JSONMember("iforest_c256", averagePathLength(256)),
    ]
  }
}

/// ln(1 + USD), events, |return| and realised volatility; the latter two in bps, with candles only.
private func features(
  _ inputs: MarketInputs, _ scope: Scope, _ series: BinSeries, _ quarter: Interval
) -> [[Double]] {
  let own = [series.logUSD(), series.count]
  guard let bars = inputs.bars(scope, interval: quarter),
    let path = MinutePath(inputs, scope), path.count == 15 * series.grid.count
  else { return own }
  let volatility = series.count.indices.map { row in
    realizedVariance(Array(path.returns[(15 * row)..<(15 * row + 15)])).squareRoot() * 1e4
  }
  return own + [bars.returns.map { abs($0) * 1e4 }, volatility]
}
