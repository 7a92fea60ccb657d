package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// The map of guessed liquidation levels that products sell, scored on the days that followed it.
package struct HeatmapEstimated: Analysis {
  package static let name = "heatmap_estimated"
  package static let summary = "guessed liquidation levels from open interest, scored out of sample"

  private let step: Double
  private let longShare: Double
  private let warmUpDays: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    step = try parameters.number("step_usd", default: 0, in: 0...1e9)
    longShare = try parameters.number("long_share", default: 0.5, in: 0...1)
    warmUpDays = try parameters.integer("warmup_days", default: 3, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .prices, .candles, .openInterest] }
  package var finest: Interval { Interval(microseconds: 5 * Interval.minute.microseconds) }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Guessed liquidation levels")
    guard !inputs.openInterest.isEmpty else {
      let reason = "the store holds no open interest, which the guess is made from"
      return AnalysisResult(section, without: .noData(reason: reason))
    }
    let studies = inputs.largestSymbols(inputs.symbols.count).compactMap {
      MapStudy(inputs, $0, step: step, longShare: longShare, warmUpDays: warmUpDays)
    }
    guard let first = studies.first else {
      let reason = "open interest and candles of one symbol over two days or more are needed"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = studies.map(\.sentence)
    section.tables = [table(studies)]
    section.charts = [first.mapChart, first.chart]
    section.method = [
      "Five-minute steps: levels the price went through vanish; falling open interest scales all "
        + "levels; rising open interest opens \(Phrases.percent(longShare, decimals: 0)) longs at "
        + "the typical price, leverage 5, 10, 25, 50, 100 with weights 15, 30, 25, 20, 10 %. "
        + "These weights are assumptions.",
      "Score: the share of each day's dollars in the top quarter of the price bins it traversed, "
        + "by the map at 00:00, against the share of bins; Wilcoxon over days. A map without lift "
        + "is decoration, and one that does not beat the quarter nearest to the price, or the one "
        + "most traded before, adds nothing.",
    ]
    var result = AnalysisResult(section, of: studies)
    result.headline = Headline(
      "lift", first.lift, n: first.scores.count, "days",
      method: "top quarter of the midnight map against the next day; Wilcoxon over days"
    ).tested(first.test.pValue)
    result.claims = [Claim(first.sentence, pValue: first.test.pValue)]
    return result
  }

  private func table(_ studies: [MapStudy]) -> Table {
    let rows = studies.flatMap { study in study.scores.map { (study.symbol, $0) } }
    return Table(
      name: "heatmap_estimated", title: "The map of midnight against the day that followed",
      columns: [
        Column("symbol", .text(rows.map(\.0))), Column("day", .time(rows.map(\.1.start))),
        Column("topquarter_share", .number(rows.map(\.1.share)), style: .percent(1)),
        Column(
          "near_share", .number(rows.map(\.1.nearShare)), style: .percent(1),
          definition: "The same of the quarter nearest to the price at midnight."),
        Column(
          "traded_share", .number(rows.map(\.1.tradedShare)), style: .percent(1),
          definition: "The same of the quarter most traded before."),
        Column("chance", .number(rows.map(\.1.chance)), style: .percent(1)),
      ], isFile: true)
  }
}

/// One day's dollars against the map at its start.
struct MapScore {
  let start: Int64
  /// Of the day's dollars, in the top quarter of the bins it went through: by the map, by closeness
  /// to the price at midnight, and by what was traded there before.
  let share: Double
  let nearShare: Double
  let tradedShare: Double
  /// That quarter's part of the bins.
  let chance: Double
}

/// What was traded at each price so far: a map that needs no open interest.
private struct VolumeProfile {
  let step: Double
  private var volume: [Int: Double] = [:]

  init(step: Double) { self.step = step }

  mutating func add(_ bars: CandleBars, _ bin: Int) {
    let price = (bars.high[bin] + bars.low[bin] + bars.close[bin]) / 3
    guard bars.volume[bin] > 0, price / step < 1e9 else { return }
    volume[Int(price / step), default: 0] += bars.volume[bin]
  }

  func levels(_ range: ClosedRange<Int>) -> [Double] { range.map { volume[$0] ?? 0 } }
}

/// The map of one symbol and its score.
struct MapStudy: SymbolAnswer {
  private static let mostBins = 1e6

  let symbol: String
  let map: EstimatedMap
  let scores: [MapScore]
  let test: SignedRankTest
  private let lastPrice: Double
  private let history: MapHistory
  private let bars: CandleBars

  init?(
    _ inputs: MarketInputs, _ scope: Scope, step: Double, longShare: Double, warmUpDays: Int
  ) {
    let interval = Interval(microseconds: 5 * Interval.minute.microseconds)
    guard let interest = inputs.openInterest.first(where: { $0.symbol == scope.name }),
      let bars = inputs.bars(scope, interval: interval), let place = scope.symbols.first,
      let last = bars.close.last(where: { !$0.isNaN }), bars.grid.count >= 2 * 288
    else { return nil }
    let highest = (bars.high + bars.close).reduce(0) { $1 > $0 ? $1 : $0 }
    let step = step > 0 ? step : niceStep(atLeast: last / 1_000)
    guard step.isNormal, highest / step < Self.mostBins else { return nil }
    var map = EstimatedMap(
      step: step, highest: highest, longShare: longShare, tiers: LeverageTier.usual)
    let values = interest.onGrid(bars.grid)
    var scores: [MapScore] = []
    var traded = VolumeProfile(step: step)
    var history = MapHistory(bars, step: step)
    for bin in 1..<bars.grid.count {
      if bin % 288 == 0, bin / 288 >= warmUpDays, bin + 288 <= bars.grid.count {
        let day = bin..<(bin + 288)
        if let score = score(map, traded, bars, day, inputs.symbols[place].events) {
          scores.append(score)
        }
      }
      guard !bars.close[bin].isNaN else { continue }
      traded.add(bars, bin)
      map.advance(
        low: bars.low[bin], high: bars.high[bin], close: bars.close[bin],
        openInterest: (values[bin - 1], values[bin]))
      history.look(at: map, bin, bars.grid)
    }
    self.history = history
    self.bars = bars
    symbol = scope.name
    self.map = map
    self.scores = scores
    lastPrice = last
    test = SignedRankTest(scores.map { $0.share - $0.chance })
  }

  /// The mean share over the mean chance.
  var lift: Double { lift(\.share) }
  private var hasLift: Bool { lift > 1 && test.pValue < 0.05 }

  private func lift(_ share: (MapScore) -> Double) -> Double {
    mean(scores.map(share)) / mean(scores.map(\.chance))
  }

  var sentence: String {
    let verdict = hasLift ? "the map has lift" : "no lift is shown"
    return "\(symbol): the map's top quarter caught \(Phrases.number(lift)) times its share of the "
      + "next day's dollars over \(Phrases.plural(scores.count, "day")); \(verdict). The bins "
      + "nearest to the price caught \(Phrases.number(lift(\.nearShare))) times theirs, those most "
      + "traded before \(Phrases.number(lift(\.tradedShare))) times."
  }

  var members: [JSONMember] {
    let peakLong = map.long.indices.max { map.long[$0] < map.long[$1] } ?? 0
    let peakShort = map.short.indices.max { map.short[$0] < map.short[$1] } ?? 0
    let now = Int(lastPrice / map.step)
    return [
      JSONMember("step_usd", map.step), JSONMember("long_total", sum(map.long)),
      JSONMember("short_total", sum(map.short)),
      JSONMember("swept_long_short", [map.sweptLong, map.sweptShort]),
      JSONMember("long_peak_price", Double(peakLong) * map.step),
      JSONMember("short_peak_price", Double(peakShort) * map.step),
      JSONMember("long_peak_usd", map.long[peakLong]),
      JSONMember(
        "long_within_2pct", sum(Array(map.long[Int(lastPrice * 0.98 / map.step)...now]))),
      JSONMember(
        "short_within_2pct", sum(Array(map.short[now...Int(lastPrice * 1.02 / map.step)]))),
      JSONMember("topquarter_share_by_day", scores.map(\.share)),
      JSONMember("topquarter_chance_by_day", scores.map(\.chance)), JSONMember("lift", lift),
      JSONMember("baseline_distance_lift", lift(\.nearShare)),
      JSONMember("baseline_volume_lift", lift(\.tradedShare)),
      JSONMember("lift_wilcoxon_p", test.pValue),
    ]
  }

  private var verdict: String {
    hasLift ? "(assumptions apply)" : "(assumptions apply; no lift shown)"
  }

  /// The levels over time below the candles, in grey when they have shown no lift.
  var mapChart: Chart {
    Chart(
      name: "heatmap_estimated_map",
      title: "\(symbol): guessed levels by price and time \(verdict)",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("price"),
      marks: [
        .heatmap(
          x: history.times, y: history.prices, values: history.byPrice, label: "USD",
          isMuted: !hasLift),
        .candles(
          x: bars.grid.times.map(Double.init), open: bars.open, high: bars.high, low: bars.low,
          close: bars.close),
      ])
  }

  var chart: Chart {
    let reach = Int(lastPrice * 0.75 / map.step)...Int(lastPrice * 1.25 / map.step)
    let x = reach.map { Double($0) * map.step }
    func series(_ name: String, _ bins: [Double]) -> Chart.Series {
      Chart.Series(name, x: x, y: reach.map { bins.indices.contains($0) ? bins[$0] : 0 })
    }
    return Chart(
      name: "heatmap_estimated",
      title: "\(symbol): guessed levels at the end \(verdict)",
      x: Chart.Axis("price"), y: Chart.Axis("USD that would be liquidated"),
      marks: [
        .bars(series("longs", map.long)), .bars(series("shorts", map.short)),
        .note(text: "last price", x: lastPrice),
      ])
  }
}

/// Nil when the day has no dollars inside the bins it traversed.
private func score(
  _ map: EstimatedMap, _ traded: VolumeProfile, _ bars: CandleBars, _ day: Range<Int>,
  _ events: EventColumns
) -> MapScore? {
  let lows = day.map { bars.low[$0] }.filter { !$0.isNaN }
  let highs = day.map { bars.high[$0] }.filter { !$0.isNaN }
  guard let low = lows.min(), let high = highs.max() else { return nil }
  let (first, last) = (Int(low / map.step), Int(high / map.step))
  var realised = [Double](repeating: 0, count: last - first + 1)
  let (from, to) = (bars.grid.time(day.lowerBound), bars.grid.time(day.upperBound))
  for row in 0..<events.count
  where events.time[row] >= from && events.time[row] < to && events.usd[row] > 0 {
    let price = min(max(events.price[row], low), high)
    realised[min(Int(price / map.step) - first, last - first)] += events.usd[row]
  }
  let total = sum(realised)
  guard total > 0 else { return nil }
  let count = max(1, realised.count / 4)
  func top(_ guess: [Double]) -> Double {
    let order = guess.indices.sorted { (-guess[$0], $0) < (-guess[$1], $1) }
    return sum(order.prefix(count).map { realised[$0] }) / total
  }
  let before = bars.close[..<day.lowerBound].last { !$0.isNaN } ?? .nan
  let near = (first...last).map { -abs((Double($0) + 0.5) * map.step - before) }
  return MapScore(
    start: from, share: top(map.both(first...last)), nearShare: top(near),
    tradedShare: top(traded.levels(first...last)), chance: Double(count) / Double(realised.count))
}

extension OpenInterest {
  /// The value at the start of each bin; NaN where there is none.
  func onGrid(_ grid: TimeGrid) -> [Double] {
    var values = [Double](repeating: .nan, count: grid.count)
    for (time, value) in zip(time, usd) {
      let bin = grid.index(of: time)
      if values.indices.contains(bin), values[bin].isNaN { values[bin] = value }
    }
    return values
  }
}
