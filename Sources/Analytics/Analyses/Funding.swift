package import Basics
import MarketData
import Reports
import Statistics

/// Whether liquidations bunch in the minutes after funding times.
///
/// Days are the units of the headline (Wilcoxon): the ratio of rates itself has an interval only
/// under independence.
package struct Funding: Analysis {
  package static let name = "funding"
  package static let summary = "liquidations in the minutes after funding times"

  /// The fewest whole days for the test.
  static let leastDays = 6

  private let minutes: Int
  private let every: Int
  private let top: Int
  private let replicates: Int
  private let seed: UInt64

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    minutes = try parameters.integer("window_min", default: 15, in: 1...60)
    every = try parameters.integer("interval_hours", default: 8, in: 1...12)
    guard 24 % every == 0 else {
      throw ParameterError(
        owner: parameters.owner, name: "interval_hours", problem: "\(every) does not divide 24")
    }
    top = try parameters.integer("top", default: 10, in: 0...10_000)
    replicates = try parameters.integer("replicates", default: 999, in: 99...1_000_000)
    seed = try parameters.seed()
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Funding times")
    let all = counts(inputs, inputs.everything)
    guard every > 1, all.days.count >= Self.leastDays, all.control > 0 else {
      let reason =
        "needs \(Self.leastDays) whole days with liquidations and hours without funding; there are "
        + "\(all.days.count) days"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let symbols = inputs.largestSymbols(top)
      .map { counts(inputs, $0) }
      .filter { $0.days.count >= Self.leastDays && $0.control > 0 }
    section.summary = [all.sentence + " (\(all.evidence).)"]
    section.tables = [table(symbols.count > 1 ? [all] + symbols : [all])]
    section.method = [
      "Events in the \(minutes) minutes after each funding hour (every \(every) h from 00:00 UTC) "
        + "against the same minutes of the other hours. Headline: Wilcoxon's signed ranks over "
        + "days; the ratio's interval resamples whole days (\(replicates) times, seed \(seed)). "
        + "The exact interval assumes Poisson counts and is far too narrow here.",
      "Funding hours are also hours of the day: read the 24-hour profile before calling it "
        + "funding.",
    ]
    var result = AnalysisResult(section)
    result.values = all.members
    result.values.append(JSONMember("symbols", symbols.map { JSONMember($0.name, $0.members) }))
    let family = symbols.count > 1 ? [all] + symbols : [all]
    result.headline = Headline(
      "rate_ratio", all.ratio, all.dayInterval, n: all.days.count, "days",
      method: "Wilcoxon's signed ranks over days; interval by resampling days"
    ).tested(
      all.test.pValue, family: family.count,
      corrected: MultipleTesting.benjaminiHochberg(family.map(\.test.pValue))[0])
    result.claims = [Claim(all.sentence, pValue: all.test.pValue)]
    return result
  }

  private func counts(_ inputs: MarketInputs, _ scope: Scope) -> FundingCounts {
    FundingCounts(inputs, scope, minutes, every, replicates: replicates, seed: seed)
  }

  private func table(_ rows: [FundingCounts]) -> Table {
    let p = rows.map(\.test.pValue)
    return Table(
      name: "funding", title: "Rates after funding times",
      columns: [
        Column("series", .text(rows.map(\.name))),
        Column("n_blocks", label: "days", .integer(rows.map { Int64($0.days.count) })),
        Column("n_funding", .integer(rows.map { Int64($0.funding) })),
        Column("n_control", .integer(rows.map { Int64($0.control) })),
        Column("rate_ratio", .number(rows.map(\.ratio)), style: .significant(3)),
        Column("ci_lo", .number(rows.map(\.dayInterval.low)), style: .significant(3)),
        Column("ci_hi", .number(rows.map(\.dayInterval.high)), style: .significant(3)),
        Column("ci_lo_iid", .number(rows.map(\.interval.low)), style: .significant(3)),
        Column("ci_hi_iid", .number(rows.map(\.interval.high)), style: .significant(3)),
        Column("p", .number(p), style: .pValue),
        Column("q", .number(MultipleTesting.benjaminiHochberg(p)), style: .pValue),
      ], isFile: true)
  }
}

/// Counts after funding times and after the other hours, day by day.
struct FundingCounts {
  let name: String
  /// For each whole day, rates a minute: after funding less after other hours.
  private(set) var days: [Double] = []
  private(set) var funding = 0
  private(set) var control = 0
  let test: SignedRankTest
  /// Minutes after funding, and after the other hours, of all whole days.
  private let exposure: (funding: Double, control: Double)
  /// Of the ratio, by resampling whole days.
  let dayInterval: ConfidenceInterval

  init(
    _ inputs: MarketInputs, _ scope: Scope, _ minutes: Int, _ every: Int, replicates: Int,
    seed: UInt64
  ) {
    name = scope.name
    let matrix = DayMatrix(inputs, scope)
    var counts = [Int64: (funding: Int, control: Int)]()
    for number in matrix.numbers { counts[number] = (0, 0) }
    for index in scope.symbols {
      for time in inputs.symbols[index].events.time {
        let minute = TimeText.floorDivide(time, Interval.minute.microseconds)
        guard Int(TimeText.floorModulo(minute, 60)) < minutes else { continue }
        let hour = Int(TimeText.floorModulo(TimeText.floorDivide(minute, 60), 24))
        let day = TimeText.floorDivide(minute, 1_440)
        if hour % every == 0 { counts[day]?.funding += 1 } else { counts[day]?.control += 1 }
      }
    }
    let fundingMinutes = Double(24 / every * minutes)
    let controlMinutes = Double((24 - 24 / every) * minutes)
    var counted: [(funding: Double, control: Double)] = []
    for number in matrix.numbers {
      let own = counts[number] ?? (0, 0)
      days.append(Double(own.funding) / fundingMinutes - Double(own.control) / controlMinutes)
      funding += own.funding
      control += own.control
      counted.append((Double(own.funding), Double(own.control)))
    }
    let total = Double(matrix.numbers.count)
    exposure = (fundingMinutes * total, controlMinutes * total)
    test = SignedRankTest(days)
    let scale = controlMinutes / fundingMinutes
    dayInterval = ratioInterval(counted, scale: scale, replicates: replicates, seed: seed)
  }

  var ratio: Double {
    Double(funding) / exposure.funding / (Double(control) / exposure.control)
  }

  private var split: Proportion { Proportion(funding, of: funding + control) }

  /// Exact for Poisson counts: from the share of funding among both.
  var interval: ConfidenceInterval {
    let share = split.clopperPearson
    let scale = exposure.control / exposure.funding
    return ConfidenceInterval(
      low: share.low / (1 - share.low) * scale, high: share.high / (1 - share.high) * scale)
  }

  var exactPValue: Double {
    split.pValue(probability: exposure.funding / (exposure.funding + exposure.control))
  }

  var sentence: String {
    "After funding times liquidations come at \(Phrases.number(ratio)) times the rate of the same "
      + "minutes of other hours "
      + Phrases.interval(dayInterval, .significant(3)) + "."
  }

  var evidence: String {
    "Wilcoxon over \(days.count) days, \(Phrases.p(test.pValue))"
  }

  var members: [JSONMember] {
    [
      JSONMember("n_days", days.count), JSONMember("n_funding", funding),
      JSONMember("n_control", control), JSONMember("rate_ratio", ratio),
      JSONMember("exact_conditional_p", exactPValue), JSONMember("rr_exact_ci95", interval),
      JSONMember("rr_day_boot95", dayInterval),
      JSONMember("day_diff", days), JSONMember("wilcoxon_W", test.statistic),
      JSONMember("wilcoxon_p_exact", test.pValue),
    ]
  }
}

/// The 95 % interval of scale·Σ funding/Σ control, by resampling days.
private func ratioInterval(
  _ days: [(funding: Double, control: Double)], scale: Double, replicates: Int, seed: UInt64
) -> ConfidenceInterval {
  guard days.count > 1 else { return ConfidenceInterval(low: .nan, high: .nan) }
  var bootstrap = IndependentBootstrap(count: days.count, seed: seed)
  var indices = [Int32](repeating: 0, count: days.count)
  let (funding, control) = (days.map(\.funding), days.map(\.control))
  let draws = (0..<replicates).map { _ in
    bootstrap.next(into: &indices)
    return scale * resampledSum(funding.span, indices.span)
      / resampledSum(control.span, indices.span)
  }
  return percentileInterval(draws.filter(\.isFinite))
}
