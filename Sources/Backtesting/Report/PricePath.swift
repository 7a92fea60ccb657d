import Basics
import MarketData
import Signals

/// The price of one symbol over the trading time, no finer than a picture needs: of every stretch
/// its lowest and highest price, in the order in which they came.
package struct PricePath: Sendable, Equatable {
  package let symbol: String
  package private(set) var time: [Double] = []
  package private(set) var price: [Double] = []

  /// A picture of a whole year still shows the peaks and troughs of every few hours.
  private static let stretches = 1_200

  init(_ market: SymbolMarket, over trading: TimeRange) {
    symbol = market.name
    let fills = market.fills
    let first = fills.openTime.partition { $0 >= trading.from }
    let end = fills.openTime.partition { $0 >= trading.to }
    guard first < end else { return }
    let size = max(1, (end - first + Self.stretches - 1) / Self.stretches)
    for start in stride(from: first, to: end, by: size) {
      add(start..<min(start + size, end), of: fills)
    }
  }

  private mutating func add(_ stretch: Range<Int>, of fills: Signals.Candles) {
    var (lowest, highest) = (stretch.lowerBound, stretch.lowerBound)
    for index in stretch {
      if fills.low[index] < fills.low[lowest] { lowest = index }
      if fills.high[index] > fills.high[highest] { highest = index }
    }
    if stretch.count == 1 { return append(fills.closeTime(lowest), fills.close[lowest]) }
    let ends = [
      (fills.closeTime(lowest), fills.low[lowest]),
      (fills.closeTime(highest), fills.high[highest]),
    ]
    for (time, price) in lowest <= highest ? ends : ends.reversed() { append(time, price) }
  }

  private mutating func append(_ time: Int64, _ price: Double) {
    self.time.append(Double(time))
    self.price.append(price)
  }
}

extension [Int64] {
  /// The first index from which on `isLate` holds; the array is ascending.
  fileprivate func partition(_ isLate: (Int64) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isLate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
