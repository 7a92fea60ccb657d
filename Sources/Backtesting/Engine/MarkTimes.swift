import Basics
import MarketData
import Signals

/// The instants of the marks: T0, T1, every midnight between, every close of a candle D.
struct MarkTimes: Sendable {
  let count: Int
  /// The interval D.
  let step: Int64
  /// Marks that lie one step apart are counted from here, and no column of them is kept.
  private let even: Int64?
  private let uneven: [Int64]
  private let lattice: Lattice

  private init(_ times: [Int64], step: Int64) {
    var lattice = Lattice(step: step)
    for index in times.indices.dropFirst() { lattice.append(times[index], after: times[index - 1]) }
    count = times.count
    self.step = step
    even = lattice.isEven ? times.first : nil
    uneven = even == nil ? times : []
    self.lattice = lattice
  }

  /// Every step of `trading`, its ends included.
  private init(every step: Int64, of trading: TimeRange) {
    count = Int((trading.to - trading.from) / step) + 1
    self.step = step
    even = trading.from
    uneven = []
    lattice = Lattice(step: step)
  }

  init(_ trading: TimeRange, _ symbols: [SymbolMarket], step: Int64) {
    if symbols.contains(where: { Self.isWhole(trading, $0.tape.candles, step) }) {
      self.init(every: step, of: trading)
      return
    }
    var times = Self.midnights(trading)
    for symbol in symbols { times = Self.union(times, symbol.tape.candles, until: trading.to) }
    self.init(times, step: step)
  }

  /// Whether a candle closes at every multiple of the step after T0 until T1, midnights included;
  /// those of other symbols lie on multiples too.
  private static func isWhole(_ trading: TimeRange, _ candles: Candles, _ step: Int64) -> Bool {
    guard candles.interval == step, candles.isAligned, TimeText.microsecondsPerDay % step == 0,
      TimeText.floorModulo(trading.from, step) == 0, TimeText.floorModulo(trading.to, step) == 0,
      trading.from < trading.to
    else { return false }
    let first = candles.firstOpening(atOrAfter: trading.from)
    let last = candles.firstOpening(atOrAfter: trading.to)
    return last - first == Int((trading.to - trading.from) / step)
  }

  /// The marks of a part of the trading time, whose ends are marks too.
  func part(_ trading: TimeRange) -> MarkTimes {
    let first = firstIndex(atOrAfter: trading.from)
    let last = firstIndex(atOrAfter: trading.to + 1)
    var part = (first..<max(first, last)).map { self[$0] }
    if part.first != trading.from { part.insert(trading.from, at: 0) }
    if part.last != trading.to { part.append(trading.to) }
    return MarkTimes(part, step: step)
  }

  subscript(index: Int) -> Int64 { even.map { $0 + Int64(index) * step } ?? uneven[index] }

  /// The first mark at or after `time`, or `count`.
  func firstIndex(atOrAfter time: Int64) -> Int {
    guard let even else { return lattice.firstIndex(atOrAfter: time, in: uneven) }
    guard time > even else { return 0 }
    let (distance, overflow) = time.subtractingReportingOverflow(even + 1)
    return overflow ? count : Int(min(Int64(count), distance / step + 1))
  }

  /// Whether the marks of `range` lie one step apart.
  func isEven(_ range: Range<Int>) -> Bool { even != nil || lattice.isEven(range, of: uneven) }

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
