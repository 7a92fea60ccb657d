import Basics
import MarketData
import Signals

/// The equity curve: one row a mark (rules 100, 113).
///
/// Rows are kept as stretches of one amount of cash with nothing or one position beside it, for
/// that is what most of a run is; `columns` writes them out.
package struct Marks: Sendable {
  private let times: MarkTimes
  /// Of the rows that are kept where not all are.
  private var kept: [Int64] = []
  /// The number of rows.
  package private(set) var count = 0
  /// The deepest drawdown so far.
  package private(set) var deepestDrawdown = 0.0
  private var stretches: [Stretch] = []
  /// What several positions add up to, for the stretches that have them.
  private var sums: [MarkSums] = []
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

  /// Rows that follow each other.
  private struct Stretch: Sendable {
    var count: Int
    let cash: Double
    let worth: Worth
  }

  /// What is held beside the cash.
  private enum Worth: Sendable {
    case nothing
    /// One position, at the closes from a candle on.
    case position(Holding, closes: [Double], from: Int)
    /// Whatever `sums` from a place on say.
    case sums(from: Int)
  }

  init(_ times: MarkTimes, detail: Detail = .all) {
    self.times = times
    self.detail = detail
    if case .daily(let from, _) = detail { nextDay = from }
  }

  // MARK: Appending

  mutating func append(_ time: Int64, _ sums: MarkSums, cash: Double) {
    let equity = cash + sums.unrealised
    see(equity)
    guard isKept(time) || equity <= 0 else { return }
    if detail != .all { kept.append(time) }
    guard sums != MarkSums() else { return keep(1, cash: cash) }
    count += 1
    if let last = stretches.last, last.cash == cash, case .sums = last.worth {
      stretches[stretches.count - 1].count += 1
    } else {
      stretches.append(Stretch(count: 1, cash: cash, worth: .sums(from: self.sums.count)))
    }
    self.sums.append(sums)
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
    see(cash)
    keep(range.count, cash: cash)
  }

  /// Adds rows of cash alone.
  private mutating func keep(_ rows: Int, cash: Double) {
    count += rows
    if let last = stretches.last, last.cash == cash, case .nothing = last.worth {
      stretches[stretches.count - 1].count += rows
    } else {
      stretches.append(Stretch(count: rows, cash: cash, worth: .nothing))
    }
  }

  private mutating func see(_ equity: Double) {
    peak = max(peak, equity)
    deepestDrawdown = min(deepestDrawdown, equity / peak - 1)
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
  /// Of the drawdown only the extremes of the closes count: equity rises or falls with the price,
  /// so the deepest is at one of them unless there is a new peak.
  ///
  /// - Parameters:
  ///   - range: Of `times`.
  ///   - times: The marks.
  ///   - data: The candles.
  ///   - first: The candle that closes at the first mark.
  ///   - holding: What is held.
  ///   - cash: The money beside it.
  /// - Returns: The first mark at which the equity is gone, which is not recorded; or the end.
  mutating func append(
    _ range: Range<Int>, of times: MarkTimes, _ data: SymbolData, from first: Int,
    _ holding: Holding, cash: Double
  ) -> Int {
    let shift = first - range.lowerBound
    if detail == .all {
      let end = pass(data, first..<(range.upperBound + shift), holding, cash: cash)
      if end > first {
        let worth = Worth.position(holding, closes: data.close, from: first)
        stretches.append(Stretch(count: end - first, cash: cash, worth: worth))
        count += end - first
      }
      return end - shift
    }
    var index = range.lowerBound
    while index < range.upperBound {
      let next = nextKept(from: index, range.upperBound, times)
      index = pass(data, (index + shift)..<(next + shift), holding, cash: cash) - shift
      guard index == next, index < range.upperBound else { return index }
      var sums = MarkSums()
      sums.add(holding, at: data.close[index + shift])
      guard cash + sums.unrealised > 0 else { return index }
      append(times[index], sums, cash: cash)
      index += 1
    }
    return index
  }

  /// Sees marks, as many at a time as make no new peak.
  ///
  /// - Returns: The first candle at whose close the equity is gone, or the end.
  private mutating func pass(
    _ data: SymbolData, _ range: Range<Int>, _ holding: Holding, cash: Double
  ) -> Int {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = range.upperBound
      while !see(data, start..<end, holding, cash: cash) {
        // Few marks are looked at one by one.
        guard end - start > 16 else {
          for candle in start..<end {
            let equity = cash + holding.unrealised(at: data.close[candle])
            guard equity > 0 else { return candle }
            see(equity)
          }
          break
        }
        end = start + (end - start) / 2
      }
      start = end
    }
    return range.upperBound
  }

  /// Sees marks by the extremes of their prices, unless one is a new peak or loses everything.
  private mutating func see(
    _ data: SymbolData, _ range: Range<Int>, _ holding: Holding, cash: Double
  ) -> Bool {
    let prices = data.extremes[range]
    let low = cash + holding.unrealised(at: prices.leastClose)
    let high = cash + holding.unrealised(at: prices.largestClose)
    let (least, largest) = (min(low, high), max(low, high))
    guard least > 0, largest <= peak else { return false }
    deepestDrawdown = min(deepestDrawdown, least / peak - 1)
    return true
  }
}

// MARK: Reading

extension Marks {
  /// The equity at the first and the last mark; nil without marks.
  package var ends: (first: Double, last: Double)? {
    guard count > 0 else { return nil }
    let ends = equity(atRows: [0, count - 1])
    return (ends[0], ends[1])
  }

  /// The rows that lie whole steps after `start`.
  ///
  /// - Complexity: O(steps · log(`count`)).
  func rows(every step: Int64, from start: Int64) -> [Int] {
    var rows: [Int] = []
    var next = start
    while true {
      let row =
        detail == .all ? times.firstIndex(atOrAfter: next) : kept.firstIndex(after: next - 1)
      guard row < count else { return rows }
      if time(row) == next { rows.append(row) }
      next += step
    }
  }

  /// When a row is.
  func time(_ row: Int) -> Int64 { detail == .all ? times[row] : kept[row] }

  /// When each row is.
  package var time: [Int64] { detail == .all ? (0..<count).map { times[$0] } : kept }

  /// The equity in some rows, which ascend.
  ///
  /// - Complexity: O(stretches + rows).
  func equity(atRows rows: [Int]) -> [Double] {
    var result: [Double] = []
    var (stretch, start) = (0, 0)
    for row in rows {
      while row >= start + stretches[stretch].count {
        start += stretches[stretch].count
        stretch += 1
      }
      let place = stretches[stretch]
      result.append(place.cash + value(of: place.worth, at: row - start).unrealised)
    }
    return result
  }

  private func value(of worth: Worth, at index: Int) -> MarkSums {
    switch worth {
    case .nothing: return MarkSums()
    case .sums(let first): return sums[first + index]
    case .position(let holding, let closes, let first):
      var sums = MarkSums()
      sums.add(holding, at: closes[first + index])
      return sums
    }
  }

  /// Looks at all rows in order: cash alone as so many equal rows, others one by one.
  @inline(__always)
  func forEach(
    flat: (_ rows: Int, _ cash: Double) -> Void, held: (_ cash: Double, MarkSums) -> Void
  ) {
    for stretch in stretches {
      switch stretch.worth {
      case .nothing: flat(stretch.count, stretch.cash)
      case .sums(let first):
        for index in first..<(first + stretch.count) { held(stretch.cash, sums[index]) }
      case .position(let holding, let closes, let first):
        for index in first..<(first + stretch.count) {
          var sums = MarkSums()
          sums.add(holding, at: closes[index])
          held(stretch.cash, sums)
        }
      }
    }
  }

  /// The equity of all rows.
  ///
  /// - Complexity: O(`count`), some megabytes for a year of minutes.
  var curve: EquityCurve {
    var curve = EquityCurve(time: time)
    forEach { rows, cash in
      for _ in 0..<rows { curve.append(cash) }
    } held: { cash, sums in
      curve.append(cash + sums.unrealised)
    }
    return curve
  }

  /// All rows written out.
  ///
  /// - Complexity: O(`count`), twice as much memory as `curve`.
  package var columns: MarkColumns {
    var columns = MarkColumns(time: time)
    forEach { rows, cash in
      for _ in 0..<rows { columns.append(cash, MarkSums()) }
    } held: { cash, sums in
      columns.append(cash, sums)
    }
    return columns
  }
}

extension Marks: Equatable {
  package static func == (left: Marks, right: Marks) -> Bool { left.columns == right.columns }
}

/// The equity at all marks.
package struct EquityCurve: Sendable, Equatable {
  package let time: [Int64]
  package private(set) var equity: [Double] = []
  /// Equity over its running peak, less 1.
  package private(set) var drawdown: [Double] = []
  private var peak = -Double.infinity

  init(time: [Int64]) {
    self.time = time
    equity.reserveCapacity(time.count)
    drawdown.reserveCapacity(time.count)
  }

  /// Some of the marks of a curve, with the drawdown that is theirs in the whole of it.
  init(time: [Int64], equity: [Double], drawdown: [Double]) {
    (self.time, self.equity, self.drawdown) = (time, equity, drawdown)
  }

  mutating func append(_ equity: Double) {
    peak = max(peak, equity)
    self.equity.append(equity)
    drawdown.append(equity / peak - 1)
  }
}

/// Marks by columns.
package struct MarkColumns: Sendable, Equatable {
  package private(set) var curve: EquityCurve
  package private(set) var cash: [Double] = []
  package private(set) var unrealised: [Double] = []
  package private(set) var grossLeverage: [Double] = []

  init(time: [Int64]) {
    curve = EquityCurve(time: time)
    cash.reserveCapacity(time.count)
    unrealised.reserveCapacity(time.count)
    grossLeverage.reserveCapacity(time.count)
  }

  package var time: [Int64] { curve.time }
  package var equity: [Double] { curve.equity }

  mutating func append(_ cash: Double, _ sums: MarkSums) {
    let equity = cash + sums.unrealised
    curve.append(equity)
    self.cash.append(cash)
    unrealised.append(sums.unrealised)
    grossLeverage.append(sums.grossLeverage(of: equity))
  }
}

/// What open positions add up to at a mark.
struct MarkSums: Sendable, Equatable {
  var unrealised = 0.0
  var gross = 0.0
  var net = 0.0

  @inline(__always)
  mutating func add(_ holding: Holding, at price: Double) {
    unrealised += holding.unrealised(at: price)
    let value = holding.quantity * price
    gross += value
    net += holding.side.sign * value
  }

  func grossLeverage(of equity: Double) -> Double { gross == 0 ? 0 : gross / equity }

  func netLeverage(of equity: Double) -> Double { net == 0 ? 0 : net / equity }
}

/// What of a position its worth depends on.
struct Holding: Sendable {
  let side: PositionSide
  let quantity: Double
  let entryPrice: Double

  /// The worth of the change of price to `price`.
  @inline(__always)
  func unrealised(at price: Double) -> Double { side.sign * quantity * (price - entryPrice) }
}
