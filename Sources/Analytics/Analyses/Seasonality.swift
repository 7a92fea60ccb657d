package import Basics
import MarketData
import Reports
import Statistics

/// Whether the hour of the day and the day of the week matter.
///
/// Days are the blocks of the headline (Friedman), and rotations of whole days judge the single
/// hours: tests that take hours or events as independent call every clustered series seasonal.
package struct Seasonality: Analysis {
  package static let name = "seasonality"
  package static let summary = "whether the hour of the day and the weekday matter"

  /// The fewest whole days for any test.
  static let leastDays = 10
  /// The fewest whole weeks for a test of weekdays.
  static let leastWeeks = 8

  private let replicates: Int
  private let seed: UInt64
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    replicates = try parameters.integer("replicates", default: 999, in: 99...1_000_000)
    seed = try parameters.seed()
    top = try parameters.integer("top", default: 10, in: 0...10_000)
  }

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Hour of the day and weekday")
    let hours = DayMatrix(inputs, inputs.everything)
    guard hours.days.count >= Self.leastDays, hours.varies else {
      let reason =
        "the hour of the day needs \(Self.leastDays) whole days with liquidations; "
        + "there are \(hours.days.count)"
      var result = AnalysisResult(section, without: .notIdentified(reason: reason))
      result.values = [JSONMember("n_days", hours.days.count)]
      return result
    }
    let profile = HourProfile(hours, replicates: replicates, seed: seed)
    let weekdays = WeekdayTest(hours)
    section.summary = [profile.sentence + " (\(profile.evidence).)", weekdays.sentence]
    section.tables = [hourTable(profile, hours), symbolTable(inputs)]
    section.charts = [hourChart(profile, hours), weekChart(profile, hours)]
    section.method = method(hours.days.count)
    var result = AnalysisResult(section)
    result.values = profile.members + weekdays.members
    result.headline = Headline(
      "epsilon2", profile.epsilon, n: hours.days.count, "days",
      method: "Friedman, days as blocks; hours by rotation of days"
    ).tested(profile.friedman.pValue)
    result.claims = [Claim(profile.sentence, pValue: profile.friedman.pValue)]
    return result
  }

  private func symbolTable(_ inputs: MarketInputs) -> Table {
    let matrices = (inputs.exchangeScopes + inputs.largestSymbols(top)).map {
      ($0.name, DayMatrix(inputs, $0))
    }
    .filter { $0.1.days.count >= Self.leastDays && $0.1.varies }
    let tests = matrices.map { friedman($0.1.days) }
    let sizes = matrices.map { effectSize(kruskalWallis(transposed($0.1.days)), $0.1.days.count) }
    return Table(
      name: "seasonality_by_symbol", title: "Does the hour matter, by exchange and symbol",
      columns: [
        Column("series", .text(matrices.map(\.0))),
        Column("n_days", label: "days", .integer(matrices.map { Int64($0.1.days.count) })),
        Column(
          "friedman_chi2", label: "Friedman χ²", .number(tests.map(\.statistic)),
          style: .significant(4)),
        Column("p", .number(tests.map(\.pValue)), style: .pValue),
        Column(
          "q_bh", .number(MultipleTesting.benjaminiHochberg(tests.map(\.pValue))), style: .pValue),
        Column("epsilon2", label: "ε²", .number(sizes), style: .significant(3)),
      ])
  }

  private func method(_ days: Int) -> [String] {
    [
      "Series: ln(1 + USD) per hour on \(days) whole days. Headline: Friedman's test with days as "
        + "blocks. Effect size ε² = H·(N + 1)/(N² − 1): the share of rank variance between hours.",
      "Each hour: (1 + rotations whose largest |effect| reaches it)/(B + 1), where every day is "
        + "rotated by its own shift (B = \(replicates), seed \(seed)): the chance of any false "
        + "hour among 24 stays below p.",
      "Kruskal–Wallis, the quasi-Poisson F and the t-tests per hour are for comparison. The plain "
        + "χ² of counts is only shown with its dispersion φ: it rejects always when events "
        + "cluster.",
    ]
  }
}

/// ln(1 + USD) and counts of whole days, an hour a column.
struct DayMatrix {
  /// ln(1 + USD).
  let days: [[Double]]
  /// Events.
  let counts: [[Double]]
  /// US dollars.
  let usd: [[Double]]
  /// Days since 1970-01-01.
  let numbers: [Int64]

  /// Days with an hour that is not known are left out.
  init(_ inputs: MarketInputs, _ scope: Scope) {
    let hours = inputs.series(scope, interval: .hour)
    let logarithms = hours.logUSD()
    let day = TimeText.microsecondsPerDay
    let first = Int(TimeText.floorModulo(-hours.grid.start, day) / hours.grid.step)
    var (days, counts, usd): ([[Double]], [[Double]], [[Double]]) = ([], [], [])
    var numbers: [Int64] = []
    for start in stride(from: first, through: hours.grid.count - 24, by: 24) {
      let dollars = Array(hours.usd[start..<(start + 24)])
      if dollars.contains(where: \.isNaN) { continue }
      usd.append(dollars)
      days.append(Array(logarithms[start..<(start + 24)]))
      counts.append(Array(hours.count[start..<(start + 24)]))
      numbers.append(TimeText.floorDivide(hours.grid.time(start), day))
    }
    (self.days, self.counts, self.usd, self.numbers) = (days, counts, usd, numbers)
  }

  /// The weekday of row `row`: 0 is Monday.
  func weekday(_ row: Int) -> Int { Int(TimeText.floorModulo(numbers[row] + 3, 7)) }

  /// Whether any value differs from another.
  var varies: Bool {
    guard let first = days.first?.first else { return false }
    return days.contains { $0.contains { $0 != first } }
  }
}

/// One list an hour from one list a day.
func transposed(_ days: [[Double]]) -> [[Double]] {
  (days.first ?? []).indices.map { hour in days.map { $0[hour] } }
}

/// ε² of Kruskal and Wallis's H over `days` days of 24 hours.
func effectSize(_ test: ChiSquaredTest, _ days: Int) -> Double {
  let n = Double(24 * days)
  return test.statistic / ((n * n - 1) / (n + 1))
}
