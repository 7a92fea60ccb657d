import Signals

/// Runs ahead of a held position to find the first candle in which something happens to it.
///
/// Without orders a position's levels depend on candles alone, so what the scout finds stays true
/// until the position changes. Prices are multiplied by the side's sign: up is good.
struct Scout: Sendable {
  enum Finding {
    case nothing
    /// It touches a level, or leaves too little margin.
    case touched
    /// It comes after a gap so long that the symbol may be delisted before.
    case late
  }

  /// No candle before this one touches a level; the first one that has not been looked at, or
  /// that does touch.
  private(set) var index: Int
  /// What is special about candle `index`.
  private(set) var finding = Finding.nothing
  private let sign: Double
  private let stop: Double
  private let liquidation: Double
  private let target: Double
  private let touches: Bool
  private let first: Double
  private let breakEvenActivation: Double
  private let trailingActivation: Double
  private let trailingDistance: Double
  private var best: Double

  /// - Parameters:
  ///   - position: As it is after candle `index` − 1.
  ///   - index: The candle that is open, or the next to open.
  ///   - touches: Whether a target is met by a touch.
  init(_ position: Position, from index: Int, touches: Bool) {
    func level(_ price: Double, or none: Double) -> Double {
      price.isNaN ? none : position.side.sign * price
    }
    self.index = index
    self.touches = touches
    sign = position.side.sign
    stop = level(position.stop, or: -.infinity)
    liquidation = level(position.liquidationPrice, or: -.infinity)
    target = level(position.target, or: .infinity)
    first = level(position.firstPrice, or: -.infinity)
    breakEvenActivation = level(position.breakEvenActivation, or: .infinity)
    trailingActivation = level(position.trailingActivation, or: .infinity)
    trailingDistance = position.trailingDistance.isNaN ? .infinity : position.trailingDistance
    best = level(position.best, or: -.infinity)
  }

  /// Looks at candles that open before `limit`, until one touches a level or comes after a gap
  /// longer than `wait`.
  ///
  /// - Parameters:
  ///   - limit: In microseconds UTC.
  ///   - end: The candles from here on fill nothing.
  ///   - fills: The candles.
  ///   - wait: Longer gaps are left to the caller.
  ///   - margin: Whether the adverse extreme of a candle leaves enough margin.
  mutating func advance(
    to limit: Int64, end: Int, _ fills: Candles, wait: Int64, _ margin: (Double) -> Bool
  ) {
    let adverse = sign > 0 ? fills.low : fills.high
    let favourable = sign > 0 ? fills.high : fills.low
    let times = fills.openTime
    while finding == .nothing, index < end {
      // Before the limit is looked at: the symbol may be delisted within a gap that ends after it.
      if index > 0, times[index] - times[index - 1] > wait {
        finding = .late
        return
      }
      guard times[index] < limit else { return }
      let bad = sign * adverse[index]
      let good = sign * favourable[index]
      let isHit =
        bad <= effectiveStop || bad <= liquidation || good > target || (touches && good == target)
      if isHit || !margin(adverse[index]) {
        finding = .touched
        return
      }
      best = max(best, good)
      index += 1
    }
  }

  private var effectiveStop: Double {
    var level = stop
    if best >= breakEvenActivation { level = max(level, first) }
    if best >= trailingActivation { level = max(level, best - trailingDistance) }
    return level
  }
}
