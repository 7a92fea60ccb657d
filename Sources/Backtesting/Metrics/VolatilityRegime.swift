import Basics
import Glibc
import Signals
import Statistics

/// How volatile the day before an entry was, compared with the days before the run's other
/// entries. Descriptive: the comparison knows the whole run, so no rule may use it.
package enum VolatilityRegime: String, Sendable, CaseIterable {
  case calm, usual, wild
  /// There are no candles for the day before.
  case unknown

  /// The regime of each trade: in which third of all of them its day was.
  static func all(of trades: [Trade], _ market: Market) -> [VolatilityRegime] {
    var sizes = [Double](repeating: .nan, count: trades.count)
    for symbol in market.symbols.indices {
      var day = DayBefore(market.symbols[symbol].tape.candles)
      let places = trades.indices.filter { trades[$0].symbol == symbol }
      for place in places.sorted(by: { trades[$0].decisionTime < trades[$1].decisionTime }) {
        sizes[place] = day.size(before: trades[place].decisionTime)
      }
    }
    let known = sizes.filter { !$0.isNaN }.sorted()
    guard !known.isEmpty else { return trades.map { _ in .unknown } }
    let (low, high) = (quantile(sorted: known, 1.0 / 3), quantile(sorted: known, 2.0 / 3))
    return sizes.map { size in
      if size.isNaN { return .unknown }
      return size <= low ? .calm : (size <= high ? .usual : .wild)
    }
  }
}

/// The root mean square of ln(high/low) over the candles of a day that moves on.
private struct DayBefore {
  private let candles: Candles
  /// ln²(high/low) of the candles in the sum.
  private var squares: [Double] = []
  private var removed = 0
  private var window: Range<Int> = 0..<0
  // The sum and its error, so that what is added and taken away again leaves nothing behind.
  private var sum = 0.0
  private var error = 0.0

  init(_ candles: Candles) { self.candles = candles }

  /// - Parameter time: Never before that of the last call.
  /// - Returns: NaN without candles in the day up to `time`.
  mutating func size(before time: Int64) -> Double {
    guard let last = candles.lastClosed(by: time) else { return .nan }
    let first = candles.firstOpening(atOrAfter: time - TimeText.microsecondsPerDay)
    guard first <= last else { return .nan }
    if first >= window.upperBound { restart(at: first) }
    for index in window.upperBound..<max(window.upperBound, last + 1) {
      let range = log(candles.high[index] / candles.low[index])
      squares.append(range * range)
      add(range * range)
    }
    for _ in window.lowerBound..<first {
      add(-squares[removed])
      removed += 1
    }
    if removed > 4_096 {
      squares.removeFirst(removed)
      removed = 0
    }
    window = first..<(last + 1)
    return ((sum + error) / Double(window.count)).squareRoot()
  }

  private mutating func restart(at first: Int) {
    window = first..<first
    squares.removeAll(keepingCapacity: true)
    (removed, sum, error) = (0, 0, 0)
  }

  private mutating func add(_ value: Double) {
    let total = sum + value
    let part = total - sum
    error += (sum - (total - part)) + (value - part)
    sum = total
  }
}
