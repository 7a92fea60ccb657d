import Signals

/// The extremes of the prices of any range of candles.
///
/// The extremes of every 8 candles, of every 64, 512 … are kept, so a long range costs hardly more
/// than a short one: positions that nothing happens to are passed over in one step.
struct PriceExtremes: Sendable {
  private let lows: [Double]
  private let highs: [Double]
  private let closes: [Double]
  /// Of every 8 candles, then of every 64, and so on.
  private let blocks: [PriceRange]

  init(_ candles: Candles) {
    lows = candles.low
    highs = candles.high
    closes = candles.close
    var blocks: [PriceRange] = []
    blocks.reserveCapacity(candles.count / 7 + 8)
    for start in stride(from: 0, to: candles.count, by: 8) {
      var range = PriceRange()
      for index in start..<min(start + 8, candles.count) {
        range.add(candles.low[index], candles.high[index], candles.close[index])
      }
      blocks.append(range)
    }
    var level = 0..<blocks.count
    while level.count > 1 {
      for start in stride(from: level.lowerBound, to: level.upperBound, by: 8) {
        var range = PriceRange()
        for index in start..<min(start + 8, level.upperBound) { range.add(blocks[index]) }
        blocks.append(range)
      }
      level = level.upperBound..<blocks.count
    }
    self.blocks = blocks
  }

  /// The extremes of the candles of `range`.
  ///
  /// - Complexity: O(log *n*).
  subscript(range: Range<Int>) -> PriceRange {
    var (low, high) = (range.lowerBound, range.upperBound)
    var result = PriceRange()
    while low < high, low & 7 != 0 {
      result.add(lows[low], highs[low], closes[low])
      low += 1
    }
    while low < high, high & 7 != 0 {
      high -= 1
      result.add(lows[high], highs[high], closes[high])
    }
    var (start, count) = (0, (lows.count + 7) / 8)
    while low < high {
      (low, high) = (low / 8, high / 8)
      while low < high, low & 7 != 0 {
        result.add(blocks[start + low])
        low += 1
      }
      while low < high, high & 7 != 0 {
        high -= 1
        result.add(blocks[start + high])
      }
      start += count
      count = (count + 7) / 8
    }
    return result
  }
}

/// The extremes of some candles; infinite for none. NaN counts as no price.
struct PriceRange: Sendable {
  /// The lowest low, the least close, and, negative, the highest high and the largest close.
  private var extremes = SIMD4<Double>(repeating: .infinity)

  var low: Double { extremes[0] }
  var leastClose: Double { extremes[1] }
  var high: Double { -extremes[2] }
  var largestClose: Double { -extremes[3] }

  @inline(__always)
  mutating func add(_ low: Double, _ high: Double, _ close: Double) {
    let candle = SIMD4(low, close, -high, -close)
    extremes.replace(with: candle, where: candle .< extremes)
  }

  @inline(__always)
  mutating func add(_ other: PriceRange) {
    extremes.replace(with: other.extremes, where: other.extremes .< extremes)
  }
}
