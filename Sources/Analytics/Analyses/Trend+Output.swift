import Basics
import Glibc
import Reports
import Statistics

extension TrendFit {
  /// The effect and its interval, in words.
  var sentence: String {
    func percent(_ slope: Double) -> Double { expm1(slope) }
    let ends = ConfidenceInterval(
      low: percent(intervalDay.low), high: percent(intervalDay.high))
    let word = slopeDay < 0 ? "fall" : "grow"
    return "Hourly liquidations \(word) by \(Phrases.percent(abs(percent(slopeDay)))) a day "
      + "\(Phrases.interval(ends, .percent(1))) over \(Phrases.plural(regression.count, "hour"))."
  }

  func headline(family: Int, corrected: Double) -> Headline {
    let ends = ConfidenceInterval(low: expm1(intervalDay.low), high: expm1(intervalDay.high))
    return Headline(
      "pct_day", expm1(slopeDay), ends, n: isDaily ? days : regression.count,
      isDaily ? "days" : "hours", method: method
    ).tested(pHeadline, family: family, corrected: corrected)
  }

  /// The members of `report.json`; the keys are those of the reference values.
  var members: [JSONMember] {
    [
      JSONMember("n", regression.count), JSONMember("n_days", days),
      JSONMember("method", text: method), JSONMember("p_headline", pHeadline),
      JSONMember("slope_day", slopeDay), JSONMember("pct_day", expm1(slopeDay)),
      JSONMember("slope_day_ci95", intervalDay),
    ] + regressionMembers + rankMembers + smoothingMembers
  }

  private var regressionMembers: [JSONMember] {
    [
      JSONMember("L", neweyWestLag(regression.count)),
      JSONMember("intercept", regression.coefficients[0]),
      JSONMember("slope_per_hour", cosine.estimate), JSONMember("r2", regression.rSquared),
      JSONMember("se_classical", classical.standardError),
      JSONMember("p_classical", classical.pValue), JSONMember("se_hac", neweyWest.standardError),
      JSONMember("t_hac", neweyWest.t), JSONMember("p_hac_t", neweyWest.pValue),
      JSONMember("ci95_hac", neweyWest.interval), JSONMember("ewc_nu", regression.cosineCount),
      JSONMember("se_ewc", cosine.standardError), JSONMember("p_ewc", cosine.pValue),
    ]
  }

  private var rankMembers: [JSONMember] {
    func test(_ name: String, _ test: MannKendall) -> [JSONMember] {
      [
        JSONMember("\(name)_varS", test.variance), JSONMember("\(name)_z", test.z),
        JSONMember("\(name)_p", test.pValue),
      ]
    }
    return [JSONMember("mk_S", mannKendall.score)] + test("mk", mannKendall)
      + [JSONMember("mk_tau_a", mannKendall.tau)] + test("hamed_rao", hamedRao)
      + [JSONMember("seasonal_mk_S", seasonal.score)] + test("seasonal_mk", seasonal)
      + [
        JSONMember("seasonal_sen_slope_per_day", seasonalSlope),
        JSONMember("mk_daily_S", daily.score), JSONMember("mk_daily_p", daily.pValue),
        JSONMember("sen_slope", sen.slope), JSONMember("sen_ci95", sen.interval),
      ]
  }

  /// Only for series without gaps.
  private var smoothingMembers: [JSONMember] {
    guard !y.contains(where: \.isNaN), let block = BlockLength(y) else { return [] }
    let average = centredMovingAverage(y, length: 24)
    var members = [
      JSONMember("politis_white_block_stationary", block.stationary),
      JSONMember("politis_white_block_circular", block.circular),
      JSONMember("ma24_first_last", [average.first ?? .nan, average.last ?? .nan]),
    ]
    if let parts = SeasonalDecomposition(y, period: 24) {
      members.append(JSONMember("stl_trend_strength", parts.trendStrength))
      members.append(JSONMember("stl_seasonal_strength", parts.seasonalStrength))
    }
    return members
  }
}

func trendTable(_ fits: [TrendFit]) -> Table {
  func p(_ name: String, _ value: (TrendFit) -> Double) -> Column {
    Column(name, .number(fits.map(value)), style: .pValue)
  }
  let q = MultipleTesting.benjaminiHochberg(fits.map(\.pHeadline))
  return Table(
    name: "trend", title: "Trend of ln(1 + USD per hour)",
    columns: [
      Column("series", .text(fits.map(\.name))),
      Column("n", label: "hours", .integer(fits.map { Int64($0.regression.count) })),
      Column(
        "slope_day", label: "slope a day", .number(fits.map(\.slopeDay)), style: .significant(3)),
      Column(
        "pct_day", label: "change a day", .number(fits.map { expm1($0.slopeDay) }),
        style: .percent(2), definition: "e^(slope a day) − 1, a fraction."),
      Column("ci_lo", .number(fits.map(\.intervalDay.low)), style: .significant(3)),
      Column("ci_hi", .number(fits.map(\.intervalDay.high)), style: .significant(3)),
      p("p_headline") { $0.pHeadline },
      Column("q_bh", .number(q), style: .pValue),
      Column("method", .text(fits.map(\.method))),
      p("p_ewc") { $0.cosine.pValue }, p("p_hac") { $0.neweyWest.pValue },
      p("p_mk") { $0.mannKendall.pValue }, p("p_hamed_rao") { $0.hamedRao.pValue },
      p("p_seasonal_mk") { $0.seasonal.pValue },
      Column(
        "sen_slope_day", .number(fits.map { 24 * $0.sen.slope }), style: .significant(3)),
    ], isFile: true)
}

/// The hourly series, its mean over a day, and Sen's line.
func trendChart(_ hours: BinSeries, _ fit: TrendFit) -> Chart {
  let x = hours.chartTimes
  var average = [Double](repeating: .nan, count: fit.y.count)
  for (index, value) in centredMovingAverage(fit.y, length: 24).enumerated() {
    average[index + 12] = value
  }
  let rest = fit.y.enumerated().filter { !$0.element.isNaN }
    .map { $0.element - fit.sen.slope * Double($0.offset) }
  let base = median(rest)
  let line = x.indices.map { base + fit.sen.slope * Double($0) }
  return Chart(
    name: "trend", title: "Hourly liquidations, their daily mean and Sen's line",
    x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("ln(1 + USD)"),
    marks: [
      .line(Chart.Series("hours", x: x, y: fit.y)),
      .line(Chart.Series("mean of 24 h", x: x, y: average)),
      .line(Chart.Series("Sen's line", x: x, y: line)),
    ], quiet: ["hours"])
}
