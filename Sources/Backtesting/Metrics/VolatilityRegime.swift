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
    let sizes = trades.map { rangeBefore($0.decisionTime, market.symbols[$0.symbol].tape.candles) }
    let known = sizes.filter { !$0.isNaN }.sorted()
    guard !known.isEmpty else { return trades.map { _ in .unknown } }
    let (low, high) = (quantile(sorted: known, 1.0 / 3), quantile(sorted: known, 2.0 / 3))
    return sizes.map { size in
      if size.isNaN { return .unknown }
      return size <= low ? .calm : (size <= high ? .usual : .wild)
    }
  }

  /// The root mean square of ln(high/low) over the candles of the day up to `time`.
  private static func rangeBefore(_ time: Int64, _ candles: Candles) -> Double {
    guard let last = candles.lastClosed(by: time) else { return .nan }
    let first = candles.firstOpening(atOrAfter: time - TimeText.microsecondsPerDay)
    guard first <= last else { return .nan }
    var sum = 0.0
    for index in first...last {
      let range = log(candles.high[index] / candles.low[index])
      sum += range * range
    }
    return (sum / Double(last - first + 1)).squareRoot()
  }
}
