import Basics

/// The instants at which the rules of a symbol are evaluated.
package enum Grid {
  /// The multiples T of `interval` in `(start, end)` with a candle that opens in
  /// `[T − interval, T)` (rule 24).
  package static func barCloses(of candles: Candles, interval: Int64, end: Int64) -> [Int64] {
    var instants: [Int64] = []
    instants.reserveCapacity(candles.count)
    if interval == candles.interval, candles.isAligned {
      for open in candles.openTime where open + interval < end { instants.append(open + interval) }
      return instants
    }
    for open in candles.openTime {
      let instant = (TimeText.floorDivide(open, interval) + 1) * interval
      if instant < end, instants.last != instant { instants.append(instant) }
    }
    return instants
  }

  /// The availabilities of liquidations in `[start, end)`, none within `spacing` of the one kept
  /// before (rule 25).
  package static func events(
    of rows: LiquidationRows, spacing: Int64, start: Int64, end: Int64
  ) -> [Int64] {
    var instants: [Int64] = []
    for time in rows.availability where time >= start && time < end {
      if let last = instants.last, time < last + max(spacing, 1) { continue }
      instants.append(time)
    }
    return instants
  }
}
