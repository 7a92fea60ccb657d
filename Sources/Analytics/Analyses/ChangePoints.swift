package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// When the level of liquidations shifted for good.
///
/// On normal scores of the hourly series less its hour-of-day median, with a penalty that knows the
/// series' memory: the usual penalty finds shifts in every clustered series.
package struct ChangePoints: Analysis {
  package static let name = "changepoints"
  package static let summary = "when the level of liquidations shifted"

  /// The search takes time with the square of the hours: eleven years take some ten seconds.
  private static let mostHours = 100_000

  private let minHours: Int
  private let factor: Double

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    minHours = try parameters.integer("min_hours", default: 24, in: 2...100_000)
    factor = try parameters.number("penalty_factor", default: 1.5, in: 0.01...100)
  }

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Shifts in level")
    let hours = inputs.series(inputs.everything, interval: .hour)
    let known = hours.usd.indices.filter { !hours.usd[$0].isNaN }
    let logarithms = hours.logUSD()
    let y = known.map { logarithms[$0] }
    guard known.count >= max(2 * minHours, 72), known.count <= Self.mostHours,
      populationVariance(y) > 0,
      let shifts = meanShifts(hours.withoutHourMedian(known), minLength: minHours, factor: factor)
    else {
      let needed = Phrases.plural(max(2 * minHours, 72), "hour")
      let reason =
        "needs \(needed) with dollars that vary, at most \(Self.mostHours); \(known.count) are "
        + "known"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let segments = shifts.partition.segments
    let levels = segments.map { mean(Array(y[$0])) }
    let dollars = segments.map { mean($0.map { hours.usd[known[$0]] }) }
    let starts = segments.map { hours.grid.time(known[$0.lowerBound]) }
    section.summary = [sentence(starts, dollars)]
    section.tables = [table(hours, known, segments, levels, dollars)]
    section.charts = [chart(hours, known, segments, levels)]
    section.method = method(shifts)
    var result = AnalysisResult(section)
    result.headline = Headline(
      "changes", Double(segments.count - 1), n: known.count, "hours",
      method: "optimal partitioning; 5 % of series without a shift show one")
    result.values = [
      JSONMember("n", known.count),
      JSONMember("changes", .array(starts.dropFirst().map { .string(TimeText.rfc3339($0)) })),
      JSONMember("default", members(shifts, levels)),
      JSONMember("segment_means_usd", dollars),
    ]
    return result
  }

  private func members(_ shifts: MeanShifts, _ levels: [Double]) -> [JSONMember] {
    [
      JSONMember("lrv", shifts.longRunVariance), JSONMember("L", shifts.lags),
      JSONMember("pen", shifts.penalty),
      JSONMember("breakpoints", shifts.partition.ends.map(Double.init)),
      JSONMember("objective", shifts.partition.objective),
      JSONMember("segment_means_log", levels),
    ]
  }

  /// In mean dollars: a factor between mean logarithms means little when hours are empty.
  private func sentence(_ starts: [Int64], _ dollars: [Double]) -> String {
    if dollars.count == 1 { return "No lasting shift in the level of hourly liquidations." }
    let parts = zip(starts.dropFirst(), zip(dollars.dropFirst(), dollars)).map { start, pair in
      let isKnown = pair.0.isFinite && pair.1.isFinite
      return "at \(TimeText.rfc3339(start))"
        + (isKnown ? " from \(Phrases.dollars(pair.1)) to \(Phrases.dollars(pair.0)) an hour" : "")
    }
    return "The level of hourly liquidations shifted " + parts.joined(separator: ", ") + "."
  }

  private func method(_ shifts: MeanShifts) -> [String] {
    [
      "Exact optimal partitioning of normal scores of ln(1 + USD per hour) less the median of the "
        + "hour of the day; at least \(minHours) hours a segment; each change costs "
        + "\(factor) · long-run variance (Bartlett, \(shifts.lags) lags) · ln n = "
        + "\(Phrases.number(shifts.penalty)). In simulations without any shift this finds one in "
        + "5 % of series of 14 days."
    ]
  }

  private func table(
    _ hours: BinSeries, _ known: [Int], _ segments: [Range<Int>], _ levels: [Double],
    _ dollars: [Double]
  ) -> Table {
    Table(
      name: "changepoints", title: "Segments of constant level",
      columns: [
        Column("start", .time(segments.map { hours.grid.time(known[$0.lowerBound]) })),
        Column(
          "end", .time(segments.map { hours.grid.time(known[$0.upperBound - 1] + 1) })),
        Column("hours", .integer(segments.map { Int64($0.count) })),
        Column("mean_log", label: "mean ln(1 + USD)", .number(levels), style: .significant(4)),
        Column("mean_usd", label: "mean [USD/h]", .number(dollars), style: .dollars),
      ], isFile: true)
  }

  private func chart(
    _ hours: BinSeries, _ known: [Int], _ segments: [Range<Int>], _ levels: [Double]
  ) -> Chart {
    var steps = [Double](repeating: .nan, count: hours.grid.count)
    for (segment, level) in zip(segments, levels) {
      for row in segment { steps[known[row]] = level }
    }
    return Chart(
      name: "changepoints", title: "Hourly liquidations and their level",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("ln(1 + USD)"),
      marks: [
        .line(Chart.Series("hours", x: hours.chartTimes, y: hours.logUSD())),
        .step(Chart.Series("level", x: hours.chartTimes, y: steps)),
      ], quiet: ["hours"])
  }
}

extension BinSeries {
  /// ln(1 + USD) of the hours `known` less the median of their hour of the day.
  func withoutHourMedian(_ known: [Int]) -> [Double] {
    let values = logUSD()
    let medians = seasons(values, of: 24).map { median($0.filter { !$0.isNaN }) }
    return known.map { values[$0] - medians[hourOfDay($0)] }
  }

  /// The hour of the day of bin `index`, for hourly bins.
  func hourOfDay(_ index: Int) -> Int {
    Int(TimeText.floorModulo(TimeText.floorDivide(grid.time(index), grid.step), 24))
  }
}
