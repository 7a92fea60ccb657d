import Glibc
import MarketData
import Statistics

/// The one-minute price path of one symbol: returns of every minute of the window, a missing candle
/// being a return of 0 that is counted.
struct MinutePath {
  let bars: CandleBars
  /// ln(close/close before), minute by minute; the first from its open.
  let returns: [Double]
  /// Σ returns before each minute; one more than minutes.
  private let sums: [Double]
  /// Missing candles before each minute; one more than minutes.
  private let gaps: [Int]

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    guard let bars = inputs.bars(scope, interval: .minute),
      bars.close.contains(where: { !$0.isNaN })
    else { return nil }
    self.bars = bars
    let raw = bars.returns
    returns = raw.map { $0.isNaN ? 0 : $0 }
    var (total, missing) = (0.0, 0)
    var (sums, gaps) = ([0.0], [0])
    for value in raw {
      total += value.isNaN ? 0 : value
      missing += value.isNaN ? 1 : 0
      sums.append(total)
      gaps.append(missing)
    }
    (self.sums, self.gaps) = (sums, gaps)
  }

  var count: Int { returns.count }
  /// How many minutes have no candle.
  var missing: Int { gaps[count] }
  /// Minutes that have a candle.
  var known: Int { count - missing }
  /// Days with candles, as a number of minutes over 1,440.
  var days: Double { Double(known) / 1_440 }

  /// The minute of the window that holds `time`.
  func minute(of time: Int64) -> Int { bars.grid.index(of: time) }

  /// The sum of returns of the minutes `from`..<`to`.
  func move(_ from: Int, _ to: Int) -> Double { sums[to] - sums[from] }

  /// Whether every minute of `range` lies in the window and has a candle.
  func isComplete(_ range: Range<Int>) -> Bool {
    range.lowerBound >= 0 && range.upperBound <= count
      && gaps[range.upperBound] == gaps[range.lowerBound]
  }

  /// How many minutes of `range` have no candle; the range must lie in the window.
  func missing(in range: Range<Int>) -> Int { gaps[range.upperBound] - gaps[range.lowerBound] }

  /// Dollars (or base units, when candles have no quote volume) traded in each minute.
  var volume: [Double] { bars.volume.map { $0.isNaN ? 0 : $0 } }
}
