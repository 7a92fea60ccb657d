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
  let detail: Detail
  /// The next whole number of days after the first mark.
  private var nextDay = Int64.min

  /// Which marks are kept as rows.
  enum Detail: Sendable, Equatable {
    case all
    /// Those a whole number of days after the first, and the last one: enough for the metrics.
    /// The trades' excursions, and which triggers were refused, are then not recorded either.
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

  mutating func append(_ time: Int64, _ sums: MarkSums, cash: Double) {
    let equity = cash + sums.unrealised
    count(equity)
    guard isKept(time) || equity <= 0 else { return }
    self.time.append(time)
    self.equity.append(equity)
    self.cash.append(cash)
    unrealised.append(sums.unrealised)
    drawdown.append(equity / peak - 1)
    grossLeverage.append(sums.gross == 0 ? 0 : sums.gross / equity)
    netLeverage.append(sums.net == 0 ? 0 : sums.net / equity)
  }

  private mutating func count(_ equity: Double) {
    peak = max(peak, equity)
    deepestDrawdown = min(deepestDrawdown, equity / peak - 1)
  }

  /// Marks without a position: only the first can change anything but the rows.
  mutating func append(_ range: Range<Int>, of times: MarkTimes, cash: Double) {
    guard !range.isEmpty else { return }
    guard detail == .all else {
      var index = range.lowerBound
      while index < range.upperBound {
        append(times[index], MarkSums(), cash: cash)
        index = nextKept(from: index + 1, range.upperBound, times)
      }
      return
    }
    count(cash)
    time += times.times[range]
    equity += repeatElement(cash, count: range.count)
    self.cash += repeatElement(cash, count: range.count)
    unrealised += repeatElement(0, count: range.count)
    drawdown += repeatElement(cash / peak - 1, count: range.count)
    grossLeverage += repeatElement(0, count: range.count)
    netLeverage += repeatElement(0, count: range.count)
  }

  /// The first mark from `index` on that is kept as a row, or `end`.
  private func nextKept(from index: Int, _ end: Int, _ times: MarkTimes) -> Int {
    guard case .daily(_, let to) = detail, index < end else { return min(index, end) }
    return min(end, max(index, times.firstIndex(atOrAfter: min(nextDay, to))))
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

// MARK: One position

extension Marks {
  /// Marks of one position, each at the close of the next candle.
  ///
  /// Between the rows that are kept only the extremes of the closes count: equity rises or falls
  /// with the price, so the deepest drawdown is at one of them unless there is a new peak.
  ///
  /// - Parameters:
  ///   - range: Of `times`.
  ///   - times: The marks.
  ///   - data: The candles.
  ///   - first: The candle that closes at the first mark.
  ///   - position: What is held.
  ///   - cash: The money beside it.
  /// - Returns: The first mark at which the equity is gone, which is not recorded; or the end.
  mutating func append(
    _ range: Range<Int>, of times: MarkTimes, _ data: SymbolData, from first: Int,
    _ position: Position, cash: Double
  ) -> Int {
    let shift = first - range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      let next = nextKept(from: index, range.upperBound, times)
      index = pass(data, (index + shift)..<(next + shift), position, cash: cash) - shift
      guard index == next, index < range.upperBound else { return index }
      var sums = MarkSums()
      sums.add(position, at: data.close[index + shift])
      guard cash + sums.unrealised > 0 else { return index }
      append(times[index], sums, cash: cash)
      index += 1
    }
    return index
  }

  /// Counts marks that are no rows, as many at a time as make no new peak.
  ///
  /// - Returns: The first candle at whose close the equity is gone, or the end.
  private mutating func pass(
    _ data: SymbolData, _ range: Range<Int>, _ position: Position, cash: Double
  ) -> Int {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = range.upperBound
      while !count(data, start..<end, position, cash: cash) {
        // Few marks are looked at one by one.
        guard end - start > 16 else {
          for candle in start..<end {
            let equity = cash + position.unrealised(at: data.close[candle])
            guard equity > 0 else { return candle }
            count(equity)
          }
          break
        }
        end = start + (end - start) / 2
      }
      start = end
    }
    return range.upperBound
  }

  /// Counts marks by the extremes of their prices, unless one is a new peak or loses everything.
  private mutating func count(
    _ data: SymbolData, _ range: Range<Int>, _ position: Position, cash: Double
  ) -> Bool {
    let prices = data.extremes[range]
    let low = cash + position.unrealised(at: prices.leastClose)
    let high = cash + position.unrealised(at: prices.largestClose)
    let (least, largest) = (min(low, high), max(low, high))
    guard least > 0, largest <= peak else { return false }
    deepestDrawdown = min(deepestDrawdown, least / peak - 1)
    return true
  }
}

/// What open positions add up to at a mark.
struct MarkSums {
  var unrealised = 0.0
  var gross = 0.0
  var net = 0.0

  mutating func add(_ position: Position, at price: Double) {
    unrealised += position.unrealised(at: price)
    let value = position.quantity * price
    gross += value
    net += position.side.sign * value
  }
}
