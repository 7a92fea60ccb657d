import Basics
import Glibc
import MarketData
import Statistics

/// Hours in which one venue's events of one symbol come like a clock.
struct ClockSearch {
  private let lowest: (variation: Double, hour: Int, scope: String)?

  /// The fewest events of an hour.
  private static let least = 10

  init(_ inputs: MarketInputs) {
    var lowest: (variation: Double, hour: Int, scope: String)?
    let step = Interval.hour.microseconds
    for instrument in inputs.instrumentEvents {
      let times = instrument.events.time
      var row = 0
      while row < times.count {
        let hour = TimeText.floorDivide(times[row] - inputs.window.from, step)
        let first = row
        while row < times.count,
          TimeText.floorDivide(times[row] - inputs.window.from, step) == hour
        { row += 1 }
        guard row - first >= Self.least else { continue }
        let variation = gapVariation(times[first..<row])
        if variation < lowest?.variation ?? .infinity {
          lowest = (variation, Int(hour), "\(instrument.exchange) \(instrument.symbol)")
        }
      }
    }
    self.lowest = lowest
  }

  var members: [JSONMember] {
    [
      JSONMember("lowest_hourly_cv", lowest?.variation ?? .nan),
      JSONMember("lowest_hourly_cv_hour", lowest.map { .integer(Int64($0.hour)) } ?? .null),
      JSONMember("lowest_hourly_cv_scope", lowest.map { .string($0.scope) } ?? .null),
    ]
  }

  var pattern: Pattern {
    Pattern(
      name: "clock-like hours", scope: lowest?.scope ?? "all",
      statistic: lowest?.variation ?? .nan, null: 1, p: .nan,
      example: lowest.map { "lowest variation of gaps in hour \($0.hour) of the window" }
        ?? "no hour with \(Self.least) events")
  }
}

/// The standard deviation of gaps over their mean, population; 0 for a clock.
package func gapVariation(_ times: ArraySlice<Int64>) -> Double {
  let gaps = zip(times.dropFirst(), times).map { Double($0 - $1) }
  return populationVariance(gaps).squareRoot() / mean(gaps)
}

/// Prints of one symbol outside the candle of their minute.
struct OutsideCandles {
  private let beyond: [Double]

  /// How far outside counts, in basis points.
  private static let limit = 50.0

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    guard let place = scope.symbols.first, let bars = inputs.bars(scope, interval: .minute) else {
      return nil
    }
    let skipped = inputs.exchanges.map { exchange in
      inputs.priceKinds(exchange).contains { $0.key == PriceKind.bankruptcy.name }
    }
    let events = inputs.symbols[place].events
    beyond = (0..<events.count).compactMap { row in
      let minute = bars.grid.index(of: events.time[row])
      guard !skipped[Int(events.exchange[row])], bars.close.indices.contains(minute),
        !bars.close[minute].isNaN
      else { return nil }
      let (low, high, price) = (bars.low[minute], bars.high[minute], events.price[row])
      return max(low - price, price - high) / (price < low ? low : high) * 1e4
    }
    if beyond.isEmpty { return nil }
  }

  var members: [JSONMember] {
    [
      JSONMember("outside_candle_gt_50bps", beyond.count { $0 > Self.limit }),
      JSONMember("outside_candle_max_bps", beyond.max() ?? .nan),
      JSONMember("outside_candle_any", beyond.count { $0 > 0 }),
    ]
  }

  var pattern: Pattern {
    Pattern(
      name: "prints outside the candle", scope: "\(beyond.count) prints",
      statistic: Double(beyond.count { $0 > Self.limit }), null: 0, p: .nan,
      example: "more than 50 bps outside; the farthest "
        + "\(Phrases.number(beyond.max() ?? .nan)) bps")
  }
}

/// Events of one venue with an event of another at nearly the same time.
struct Coincidences {
  private let names: String
  private let total: Int
  private let count: Int
  private let shifted: [Int]
  private let naive: Double

  init?(_ inputs: MarketInputs, _ symbol: SymbolInputs, window: Int64, shifts: Int) {
    let venues = inputs.exchanges.indices.map { index in
      (
        name: inputs.exchanges[index],
        times: symbol.events.only(exchange: UInt16(clamping: index)).time
          .map { TimeText.floorDivide($0, 1_000) }
      )
    }.enumerated()
      .sorted {
        ($1.element.times.count, $0.offset) < ($0.element.times.count, $1.offset)
      }
      .map(\.element)
    let length = (inputs.window.to - inputs.window.from) / 1_000
    guard venues.count > 1, venues[1].times.count >= 20, length > 0 else { return nil }
    let (a, b) = (venues[0], venues[1])
    names = "\(a.name) with \(b.name)"
    total = a.times.count
    count = coincidences(a.times, b.times, within: window)
    let start = TimeText.floorDivide(inputs.window.from, 1_000)
    shifted = (1...shifts).map { number in
      let shift = Int64(number) * length / Int64(shifts + 1)
      let moved = rotated(b.times, by: shift, from: start, length: length)
      return coincidences(a.times, moved, within: window)
    }
    let rate = Double(2 * window + 1) * Double(b.times.count) / Double(length)
    let null = Binomial(trials: a.times.count, probability: -expm1(-rate))
    naive = exp(null.logTails(count - 1).upper)
  }

  var headline: Headline {
    Headline(
      "coincidences", Double(count), n: total, "events",
      method: "\(names); \(shifted.count) circular shifts, \(Phrases.number(expected)) expected"
    ).tested(p)
  }

  private var p: Double {
    Double(1 + shifted.count { $0 >= count }) / Double(shifted.count + 1)
  }
  private var expected: Double { mean(shifted.map(Double.init)) }

  var members: [JSONMember] {
    [
      JSONMember("coincidences", count), JSONMember("coincidence_shift_mean", expected),
      JSONMember("coincidence_shift_p", p), JSONMember("coincidence_poisson_p", naive),
    ]
  }

  var pattern: Pattern {
    Pattern(
      name: "simultaneous prints", scope: names, statistic: Double(count), null: expected, p: p,
      example: "prints of the first with one of the second at nearly the same time")
  }
}

/// Sorted times moved later, what passes the end of the window coming back at its start.
private func rotated(
  _ times: [Int64], by shift: Int64, from start: Int64, length: Int64
) -> [Int64] {
  let split = times.firstIndex { $0 - start + shift >= length } ?? times.count
  return times[split...].map { $0 + shift - length } + times[..<split].map { $0 + shift }
}

/// How many of `a` have a time of `b` within ±`window`; both sorted.
private func coincidences(_ a: [Int64], _ b: [Int64], within window: Int64) -> Int {
  var next = 0
  return a.count { time in
    while next < b.count, b[next] < time - window { next += 1 }
    return next < b.count && b[next] <= time + window
  }
}

/// Cascades whose move was taken back within five minutes.
struct WickReversals {
  private let share: Proportion
  private let placebo: Proportion

  private static let retrace = 0.7
  private static let minutes = 5

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    guard let place = scope.symbols.first, let path = MinutePath(inputs, scope) else { return nil }
    let clusters = CascadeClusters(
      inputs.symbols[place].events, maxGap: Interval.minute.microseconds, minCount: 5)
    let moves = (0..<clusters.count).map { row in
      path.minute(of: clusters.start[row])..<(path.minute(of: clusters.end[row]) + 1)
    }
    share = Self.reversed(moves, path)
    let half = 720
    placebo = Self.reversed(
      moves.map { range in
        let shift = range.upperBound + half + Self.minutes <= path.count ? half : -half
        return (range.lowerBound + shift)..<(range.upperBound + shift)
      }, path)
    if share.trials < 10 { return nil }
  }

  private static func reversed(_ moves: [Range<Int>], _ path: MinutePath) -> Proportion {
    let judged = moves.filter { range in
      path.isComplete(range.lowerBound..<(range.upperBound + minutes))
        && path.move(range.lowerBound, range.upperBound) != 0
    }
    let count = judged.count { range in
      let there = path.move(range.lowerBound, range.upperBound)
      let back = path.move(range.upperBound, range.upperBound + minutes)
      return -back / there >= retrace
    }
    return Proportion(count, of: judged.count)
  }

  var members: [JSONMember] {
    [
      JSONMember("wick_reversal_share", share.share),
      JSONMember("wick_reversal_wilson95", share.wilson),
      JSONMember("wick_reversal_placebo", placebo.share),
    ]
  }

  var pattern: Pattern {
    Pattern(
      name: "moves taken back", scope: "\(share.trials) cascades", statistic: share.share,
      null: placebo.share, p: .nan,
      example: "share of cascades whose move was reversed by 70 % within five minutes, against "
        + "twelve hours away")
  }
}
