import Basics
import MarketData
import Signals

/// The equity curve by columns: one row a mark (rules 100, 113).
package struct Marks: Sendable, Equatable {
  package internal(set) var time: [Int64] = []
  package internal(set) var equity: [Double] = []
  package internal(set) var cash: [Double] = []
  package internal(set) var unrealised: [Double] = []
  /// Equity over its running peak, less 1.
  package internal(set) var drawdown: [Double] = []
  package internal(set) var grossLeverage: [Double] = []
  package internal(set) var netLeverage: [Double] = []
  /// The deepest drawdown so far.
  package private(set) var deepestDrawdown = 0.0
  private var peak = -Double.infinity
  private let detail: Detail
  /// The next whole number of days after the first mark.
  private var nextDay = Int64.min

  /// Which marks are kept as rows.
  enum Detail: Sendable, Equatable {
    case all
    /// Those a whole number of days after the first, and the last one: enough for the metrics.
    case daily(from: Int64, to: Int64)
  }

  init(capacity: Int, detail: Detail = .all) {
    self.detail = detail
    if case .daily(let from, _) = detail { nextDay = from }
    guard detail == .all else { return }
    time.reserveCapacity(capacity)
    equity.reserveCapacity(capacity)
    cash.reserveCapacity(capacity)
    unrealised.reserveCapacity(capacity)
    drawdown.reserveCapacity(capacity)
    grossLeverage.reserveCapacity(capacity)
    netLeverage.reserveCapacity(capacity)
  }

  package var count: Int { time.count }

  mutating func append(_ time: Int64, cash: Double, unrealised: Double, gross: Double, net: Double)
  {
    let equity = cash + unrealised
    peak = max(peak, equity)
    deepestDrawdown = min(deepestDrawdown, equity / peak - 1)
    guard isKept(time) || equity <= 0 else { return }
    self.time.append(time)
    self.equity.append(equity)
    self.cash.append(cash)
    self.unrealised.append(unrealised)
    drawdown.append(equity / peak - 1)
    grossLeverage.append(gross == 0 ? 0 : gross / equity)
    netLeverage.append(net == 0 ? 0 : net / equity)
  }

  /// Marks without a position: only the first can change anything but the rows.
  mutating func append(_ times: ArraySlice<Int64>, cash: Double) {
    guard let first = times.first else { return }
    append(first, cash: cash, unrealised: 0, gross: 0, net: 0)
    var rest = times.dropFirst()
    while case .daily(_, let to) = detail, let last = rest.last {
      let next = last < nextDay ? (last == to ? last : .max) : nextDay
      guard next <= last else { return }
      rest = rest.dropFirst(rest.firstPlace(atOrAfter: next) - rest.startIndex)
      guard let time = rest.popFirst() else { return }
      append(time, cash: cash, unrealised: 0, gross: 0, net: 0)
    }
    for time in rest { append(time, cash: cash, unrealised: 0, gross: 0, net: 0) }
  }

  /// Whether a mark is kept as a row.
  private mutating func isKept(_ time: Int64) -> Bool {
    guard case .daily(_, let to) = detail else { return true }
    guard time >= nextDay else { return time == to }
    while nextDay < time { nextDay += TimeText.microsecondsPerDay }
    guard time == nextDay else { return time == to }
    nextDay += TimeText.microsecondsPerDay
    return true
  }
}

extension MarkTimes {
  /// The marks of a part of the trading time, whose ends are marks too.
  static func part(_ times: [Int64], _ trading: TimeRange) -> [Int64] {
    let first = times.firstIndex(after: trading.from - 1)
    let last = times.firstIndex(after: trading.to)
    var part = Array(times[first..<max(first, last)])
    if part.first != trading.from { part.insert(trading.from, at: 0) }
    if part.last != trading.to { part.append(trading.to) }
    return part
  }
}

/// The instants of the marks: T0, T1, every midnight between, every close of a candle D.
enum MarkTimes {
  static func all(_ trading: TimeRange, _ symbols: [SymbolMarket]) -> [Int64] {
    var times = midnights(trading)
    for symbol in symbols {
      let candles = symbol.tape.candles
      let first = candles.firstOpening(atOrAfter: trading.from - candles.interval + 1)
      let closes = candles.openTime[first...].lazy.map { $0 + candles.interval }
      times = union(times, closes.prefix { $0 <= trading.to })
    }
    return times
  }

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

  /// The elements of two ascending sequences, each once.
  private static func union(_ left: [Int64], _ right: some Sequence<Int64>) -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(left.count)
    var index = 0
    for time in right {
      while index < left.count, left[index] < time {
        result.append(left[index])
        index += 1
      }
      if index < left.count, left[index] == time { index += 1 }
      result.append(time)
    }
    result += left[index...]
    return result
  }
}

extension ArraySlice<Int64> {
  /// The index of the first element at or above `value` in an ascending slice.
  fileprivate func firstPlace(atOrAfter value: Int64) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
