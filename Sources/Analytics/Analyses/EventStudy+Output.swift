import Basics
import Reports
import Statistics

extension SymbolEvents {
  /// The column of the headline horizon, five minutes.
  private var headline5: Int { 1 }

  /// The excess over the matched placebo, corrected over the horizons.
  var headline: Headline? {
    let all = car.indices.map { excess($0, over: matched) }
    guard all[headline5].count >= Self.least else { return nil }
    let tests = all.map { MeanTest($0) }
    let own = tests[headline5]
    return Headline(
      "matched_excess_5m_bps", own.mean, own.interval(count: all[headline5].count),
      n: all[headline5].count, "cascades",
      method: "return less that of the most alike quiet minute of other days; t over cascades"
    ).tested(
      own.pValue, family: tests.count,
      corrected: MultipleTesting.benjaminiHochberg(tests.map(\.pValue))[headline5])
  }

  var claim: Claim? {
    let excess = excess(headline5, over: matched)
    guard excess.count >= Self.least else { return nil }
    let test = MeanTest(excess)
    let interval = test.interval(count: excess.count)
    return Claim(
      "Within 5 minutes of a \(symbol) cascade the price goes \(Phrases.number(test.mean)) bps "
        + "\(Phrases.interval(interval, .significant(3))) further in the direction of the forced "
        + "orders than in like minutes of other days (\(excess.count) events).",
      pValue: test.pValue)
  }

  var sentence: String {
    let reversion = Phrases.percent(1 - mean(car[4]) / mean(car[headline5]), decimals: 0)
    return "\(symbol): \(Phrases.plural(count, "cascade")); signed return "
      + "\(Phrases.number(mean(car[headline5]))) bps after 5 minutes, "
      + "\(Phrases.number(mean(car[4]))) bps after an hour (reversion \(reversion)); placebo "
      + "\(Phrases.number(mean(placebo[headline5].filter { !$0.isNaN }))) bps after 5 minutes."
  }

  var members: [JSONMember] {
    let tests = car.map { MeanTest($0) }
    let p = tests.map(\.pValue)
    let means = resampledMeans()
    let intervals = means.map { percentileInterval($0) }
    let bmp = standardised.map { MeanTest($0).t }
    let signs = car.map { Proportion($0.count { $0 > 0 }, of: count).pValue() }
    return [
      JSONMember("n_events", count),
      JSONMember("horizons_min", EventStudySettings.horizons.map(Double.init)),
      JSONMember("first5_minute", minutes.prefix(5).map(Double.init)),
      JSONMember("mean_car_bps", tests.map(\.mean)), JSONMember("t", tests.map(\.t)),
      JSONMember("p", p), JSONMember("q_bh", MultipleTesting.benjaminiHochberg(p)),
      JSONMember("bmp_t", bmp), JSONMember("sign_test_p", signs),
      JSONMember("boot95_lo", intervals.map(\.low)),
      JSONMember("boot95_hi", intervals.map(\.high)),
    ] + placeboMembers + reversionMembers(means)
  }

  private var placeboMembers: [JSONMember] {
    let plain = car.indices.map { MeanTest(excess($0, over: placebo)) }
    let alike = car.indices.map { MeanTest(excess($0, over: matched)) }
    let detected = fromDetection.map { MeanTest($0.filter { !$0.isNaN }) }
    return [
      JSONMember("placebo_n", placebo[0].count { !$0.isNaN }),
      JSONMember("placebo_mean_bps", placebo.map { mean($0.filter { !$0.isNaN }) }),
      JSONMember("excess_mean_bps", plain.map(\.mean)),
      JSONMember("excess_p", plain.map(\.pValue)),
      JSONMember("matched_excess_mean_bps", alike.map(\.mean)),
      JSONMember("matched_excess_p", alike.map(\.pValue)),
      JSONMember("from_detection_mean_bps", detected.map(\.mean)),
      JSONMember("from_detection_p", detected.map(\.pValue)),
    ]
  }

  /// Ratios of means: a mean of ratios has no mean.
  private func reversionMembers(_ means: [[Double]]) -> [JSONMember] {
    let (peak, end) = (mean(car[headline5]), mean(car[4]))
    let ratios = zip(means[4], means[headline5]).map { 1 - $0 / $1 }
    return [
      JSONMember("temporary_bps", peak - end), JSONMember("permanent_bps", end),
      JSONMember("reversion_ratio", 1 - end / peak),
      JSONMember("reversion_boot95", percentileInterval(ratios)),
    ]
  }
}

func eventTable(_ answers: [SymbolEvents]) -> Table {
  let horizons = EventStudySettings.horizons
  let rows = answers.flatMap { answer in horizons.indices.map { (answer, $0) } }
  let intervals = answers.flatMap { $0.resampledMeans().map { percentileInterval($0) } }
  let excess = rows.map { MeanTest($0.0.excess($0.1, over: $0.0.placebo)) }
  let alike = rows.map { MeanTest($0.0.excess($0.1, over: $0.0.matched)) }
  let detected = rows.map { answer, column in
    mean(answer.fromDetection[column].filter { !$0.isNaN })
  }
  let q = stride(from: 0, to: rows.count, by: horizons.count).flatMap { first in
    MultipleTesting.benjaminiHochberg(excess[first..<(first + horizons.count)].map(\.pValue))
  }
  func number(_ name: String, _ label: String, _ values: [Double]) -> Column {
    Column(name, label: label, .number(values), style: .significant(3))
  }
  return Table(
    name: "eventstudy", title: "Signed returns after cascades [bps]",
    columns: [
      Column("symbol", .text(rows.map(\.0.symbol))),
      Column("horizon_min", label: "minutes", .integer(rows.map { Int64(horizons[$0.1]) })),
      Column("n", label: "events", .integer(rows.map { Int64($0.0.count) })),
      number("car_bps", "CAR [bps]", rows.map { mean($0.0.car[$0.1]) }),
      number("ci_lo", "95 % from", intervals.map(\.low)),
      number("ci_hi", "95 % to", intervals.map(\.high)),
      number(
        "placebo_bps", "placebo [bps]",
        rows.map { answer, column in mean(answer.placebo[column].filter { !$0.isNaN }) }),
      number("excess_bps", "less placebo [bps]", excess.map(\.mean)),
      number("se_bps", "se [bps]", excess.map { abs($0.mean / $0.t) }),
      Column("p", .number(excess.map(\.pValue)), style: .pValue),
      Column("q", .number(q), style: .pValue),
      number("matched_excess_bps", "less matched placebo [bps]", alike.map(\.mean)),
      Column("matched_p", .number(alike.map(\.pValue)), style: .pValue),
      number("from_detection_bps", "from detection [bps]", detected),
    ], isFile: true)
}

func eventChart(_ answer: SymbolEvents) -> Chart {
  let x = EventStudySettings.horizons.map(Double.init)
  let intervals = answer.resampledMeans().map { percentileInterval($0) }
  let placebo = answer.placebo.map { $0.filter { !$0.isNaN } }
  let chance = placebo.map { MeanTest($0).interval(count: $0.count) }
  return Chart(
    name: "eventstudy", title: "\(answer.symbol): signed return after a cascade",
    x: Chart.Axis("minutes after the onset"), y: Chart.Axis("basis points"),
    marks: [
      .band(
        name: "placebo, 95 %", x: x, low: chance.map(\.low), high: chance.map(\.high)),
      .line(Chart.Series("placebo", x: x, y: placebo.map { mean($0) })),
      .intervals(
        name: "cascades, 95 %", x: x, y: answer.car.map { mean($0) }, low: intervals.map(\.low),
        high: intervals.map(\.high)),
      .level(name: "no move", y: 0),
    ], quiet: ["placebo, 95 %", "placebo", "no move"])
}
