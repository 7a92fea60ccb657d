import Basics
import MarketData
import Signals

/// The instants of the marks: T0, T1, every midnight between, every close of a candle D.
struct MarkTimes: Sendable {
  let times: [Int64]
  private let lattice: Lattice
  /// The interval D.
  let step: Int64

  private init(_ times: [Int64], step: Int64) {
    var lattice = Lattice(step: step)
    for index in times.indices.dropFirst() { lattice.append(times[index], after: times[index - 1]) }
    self.times = times
    self.lattice = lattice
    self.step = step
  }

  init(_ trading: TimeRange, _ symbols: [SymbolMarket], step: Int64) {
    var times = Self.midnights(trading)
    for symbol in symbols { times = Self.union(times, symbol.tape.candles, until: trading.to) }
    self.init(times, step: step)
  }

  /// The marks of a part of the trading time, whose ends are marks too.
  func part(_ trading: TimeRange) -> MarkTimes {
    let first = firstIndex(atOrAfter: trading.from)
    let last = firstIndex(atOrAfter: trading.to + 1)
    var part = Array(times[first..<max(first, last)])
    if part.first != trading.from { part.insert(trading.from, at: 0) }
    if part.last != trading.to { part.append(trading.to) }
    return MarkTimes(part, step: step)
  }

  var count: Int { times.count }

  subscript(index: Int) -> Int64 {
    lattice.isEven ? times[0] + Int64(index) * step : times[index]
  }

  /// The first mark at or after `time`, or `count`.
  func firstIndex(atOrAfter time: Int64) -> Int { lattice.firstIndex(atOrAfter: time, in: times) }

  /// Whether the marks of `range` lie one step apart.
  func isEven(_ range: Range<Int>) -> Bool { lattice.isEven(range, of: times) }

  private static func midnights(_ trading: TimeRange) -> [Int64] {
    let day = TimeText.microsecondsPerDay
    var times = [trading.from]
    var midnight = (TimeText.floorDivide(trading.from, day) + 1) * day
    while midnight < trading.to {
      times.append(midnight)
      midnight += day
    }
    times.append(trading.to)
    return times
  }

  /// Ascending `times`, which begin with T0, and the closes of `candles` from then until `end`,
  /// each once.
  private static func union(_ times: [Int64], _ candles: Candles, until end: Int64) -> [Int64] {
    let (opens, interval) = (candles.openTime, candles.interval)
    let first = candles.firstOpening(atOrAfter: times[0] - interval + 1)
    let last = candles.firstOpening(atOrAfter: end - interval + 1)
    var result: [Int64] = []
    result.reserveCapacity(times.count + max(0, last - first))
    var index = 0
    for candle in first..<max(first, last) {
      let close = opens[candle] + interval
      while index < times.count, times[index] < close {
        result.append(times[index])
        index += 1
      }
      if index < times.count, times[index] == close { index += 1 }
      result.append(close)
    }
    result += times[index...]
    return result
  }
}
