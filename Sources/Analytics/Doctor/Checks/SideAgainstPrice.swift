import Basics
package import MarketData

/// Whether longs are liquidated while the price falls and shorts while it rises.
///
/// A feed whose side was read the wrong way round agrees in far fewer than half of its events: on
/// real Binance data the dollars of longs in falling candles are eighteen times those of shorts.
/// Candles over five minutes tell it only where they move by more than 1 %.
package struct SideAgainstPrice: DoctorCheck {
  package static let name = "side_vs_price"
  package static let summary = "longs fall and shorts rise: are the sides the right way round?"

  /// Shorter candles are put together to this length, in which a liquidation's move shows.
  private static let window = 5 * Interval.minute.microseconds
  private static let clearMove = 0.01
  private static let least = 100
  private var found: [DoctorFinding] = []
  private var key = InstrumentKey(exchange: "", symbol: "")
  /// How far the price went in each bin of `length`; nil when that cannot be told.
  private var moves: [Int64: Double]?
  private var length = Self.window
  private var (agreeing, count) = (0, 0)

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    key = instrument.key
    (agreeing, count, moves) = (0, 0, nil)
    guard let candles = instrument.candles, candles.interval <= .day else { return }
    length = max(Self.window, candles.interval.microseconds)
    moves = Self.moves(candles, length)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    guard let moves else { return }
    let (time, side) = (rows.time, rows.side)
    for row in time.indices {
      guard let move = moves[TimeText.floorDivide(time[row], length)], move != 0 else {
        continue
      }
      count += 1
      if (move < 0) == (side[row] == .long) { agreeing += 1 }
    }
  }

  package mutating func end() {
    guard count >= Self.least else { return }
    let share = Double(agreeing) / Double(count)
    let verdict: DoctorFinding.Verdict =
      share >= 0.5 ? .ok : share >= SideCheck.doubtful ? .doubtful : .wrong
    found.append(
      finding(
        key, share, expected: "at least 0.5 of \(count) events agree with the price",
        verdict,
        advice: "The sides look inverted: remove the import and import the file again with the "
          + "other meaning (side=X:order or side=X:position)."))
  }

  package func findings() -> [DoctorFinding] { found }

  /// Bins of `window`, by their number since the epoch, and how far the price went in each.
  private static func moves(_ candles: CandleBatch, _ window: Int64) -> [Int64: Double] {
    let least = candles.interval.microseconds > Self.window ? clearMove : 0
    var first: [Int64: Double] = [:]
    var moves: [Int64: Double] = [:]
    for row in 0..<candles.count {
      let bin = TimeText.floorDivide(candles.openTime[row], window)
      let open = first[bin] ?? candles.open[row]
      first[bin] = open
      let move = candles.close[row] / open - 1
      moves[bin] = abs(move) > least ? move : 0
    }
    return moves
  }
}
