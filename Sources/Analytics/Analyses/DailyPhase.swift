package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// At which time of the day liquidations centre.
package struct DailyPhase: Analysis {
  package static let name = "rayleigh"
  package static let summary = "the time of day around which liquidations centre"

  /// The fewest whole days for the test.
  static let leastDays = 10

  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    top = try parameters.integer("top", default: 5, in: 1...10_000)
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Phase of the day")
    let answers = inputs.largestSymbols(top).compactMap { SymbolPhase(inputs, $0) }
    guard let first = answers.first else {
      let reason = "needs \(Self.leastDays) whole days with liquidations of one symbol"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.prefix(3).map { $0.sentence + ": \(Phrases.p($0.test.pValue))." }
    section.tables = [table(answers)]
    section.method = [
      "Headline: Hotelling's T² of each day's first harmonic of hourly counts: days are the units. "
        + "Rayleigh's R̄ and Z describe how concentrated single events and cascade onsets are; "
        + "their p-values take events as independent and reject in 93 and 63 % of series without a "
        + "phase."
    ]
    var result = AnalysisResult(section, of: answers)
    let q = MultipleTesting.benjaminiHochberg(answers.map(\.test.pValue))
    result.headline = Headline(
      "mean_hour", first.hour, n: first.days, "days",
      method: "Hotelling's T² of daily first harmonics"
    ).tested(first.test.pValue, family: q.count, corrected: q[0])
    result.claims = [Claim(first.sentence + ".", pValue: first.test.pValue)]
    return result
  }

  private func table(_ answers: [SymbolPhase]) -> Table {
    let p = answers.map(\.test.pValue)
    return Table(
      name: "rayleigh", title: "Phase of the day, by symbol",
      columns: [
        Column("symbol", .text(answers.map(\.symbol))),
        Column("n_blocks", label: "days", .integer(answers.map { Int64($0.days) })),
        Column("mean_hour", .number(answers.map(\.hour)), style: .significant(4)),
        Column(
          "hotelling_T2", .number(answers.map(\.test.statistic)), style: .significant(4)),
        Column("p", .number(p), style: .pValue),
        Column("q", .number(MultipleTesting.benjaminiHochberg(p)), style: .pValue),
        Column("events_Rbar", .number(answers.map(\.events.meanLength)), style: .significant(3)),
        Column(
          "onsets_Rbar", .number(answers.map { $0.onsets?.meanLength ?? .nan }),
          style: .significant(3)),
      ], isFile: true)
  }
}

/// The phase of one symbol.
struct SymbolPhase: SymbolAnswer {
  let symbol: String
  let days: Int
  let test: HotellingTest
  let events: RayleighTest
  let onsets: RayleighTest?

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    let matrix = DayMatrix(inputs, scope)
    guard matrix.days.count >= DailyPhase.leastDays, let place = scope.symbols.first,
      let test = HotellingTest(matrix.counts.map(firstHarmonic)),
      let events = RayleighTest(inputs.symbols[place].events.time.map(phaseOfDay))
    else { return nil }
    symbol = scope.name
    days = matrix.days.count
    self.test = test
    self.events = events
    let clusters = CascadeClusters(
      inputs.symbols[place].events, maxGap: Interval.minute.microseconds, minCount: 5)
    onsets = RayleighTest(clusters.start.map(phaseOfDay))
  }

  /// The mean time of day of the daily harmonics, in hours.
  var hour: Double { test.angle * 24 / (2 * Double.pi) }

  var sentence: String {
    let minutes = Int((hour * 60).rounded()) % 1_440
    let (h, m) = (minutes / 60, minutes % 60)
    let clock = "\(h < 10 ? "0" : "")\(h):\(m < 10 ? "0" : "")\(m)"
    return "\(symbol) liquidations centre around \(clock) UTC (Hotelling's T² over \(days) days)"
  }

  var members: [JSONMember] {
    [
      JSONMember("n_days", days),
      JSONMember(
        "hotelling",
        [
          JSONMember("T2", test.statistic), JSONMember("p", test.pValue),
          JSONMember("mean_hour", hour),
        ]),
      JSONMember("events", describe(events)),
      JSONMember("cascade_onsets", onsets.map(describe) ?? []),
    ]
  }

  private func describe(_ test: RayleighTest) -> [JSONMember] {
    [
      JSONMember("n", test.count), JSONMember("Rbar", test.meanLength),
      JSONMember("Z", test.statistic),
      JSONMember("mean_hour", test.angle * 24 / (2 * Double.pi)), JSONMember("p", test.pValue),
    ]
  }
}

/// The angle of a time on the 24-hour clock.
private func phaseOfDay(_ time: Int64) -> Double {
  let day = TimeText.microsecondsPerDay
  return 2 * Double.pi * Double(TimeText.floorModulo(time, day)) / Double(day)
}

/// Σ counts·e^(i·angle of the middle of the hour), as a vector.
private func firstHarmonic(_ counts: [Double]) -> [Double] {
  var (x, y) = (0.0, 0.0)
  for (hour, count) in counts.enumerated() {
    let angle = 2 * Double.pi * (Double(hour) + 0.5) / 24
    x += count * cos(angle)
    y += count * sin(angle)
  }
  return [x, y]
}
