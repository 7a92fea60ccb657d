import Basics
import MarketData

/// Which candle each of some times falls into; both ascend, so one walk finds all.
struct CandlePlaces {
  private let openTime: [Int64]
  private let length: Int64
  private var place = 0

  init(_ candles: CandleBatch) {
    openTime = candles.openTime
    length = candles.interval.microseconds
  }

  /// The candle that holds `time`, which is not before the one asked for last; nil in a gap.
  mutating func candle(at time: Int64) -> Int? {
    while place + 1 < openTime.count, openTime[place + 1] <= time { place += 1 }
    guard place < openTime.count, openTime[place] <= time, time - openTime[place] < length else {
      return nil
    }
    return place
  }
}
