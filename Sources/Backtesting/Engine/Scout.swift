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
  ///   - data: The candles, of which those from `fillEnd` on fill nothing.
  ///   - wait: Longer gaps are left to the caller.
  ///   - margin: Whether the adverse extreme of a candle leaves enough margin; nil when it always
  ///     does.
  mutating func advance(
    to limit: Int64, _ data: SymbolData, wait: Int64, _ margin: ((Double) -> Bool)? = nil
  ) {
    guard finding == .nothing else { return }
    let last = min(data.fillEnd, data.firstOpening(atOrAfter: limit))
    if index < last, margin == nil, hasFixedLevels, data.interval <= wait,
      data.isUnbroken(max(index - 1, 0)..<last)
    {
      skipUntouched(to: last, data)
    }
    if index < last { walk(to: last, data, wait: wait, margin) }
    // The symbol may be delisted within a gap that ends beyond the limit.
    if finding == .nothing, index >= last, index < data.fillEnd, isLate(data, wait) {
      finding = .late
    }
  }

  /// Whether the candle to come is later after the one before it than `wait`.
  private func isLate(_ data: SymbolData, _ wait: Int64) -> Bool {
    index > 0 && data.opening(index) - data.opening(index - 1) > wait
  }

  /// Whether the levels stay where they are, whatever the candles do.
  private var hasFixedLevels: Bool {
    breakEvenActivation == .infinity
      && (trailingActivation == .infinity || trailingDistance == .infinity)
  }

  /// Goes to the first candle that reaches a level, by halves, or to `last`.
  private mutating func skipUntouched(to last: Int, _ data: SymbolData) {
    let floor = max(stop, liquidation)
    if floor == -.infinity, target == .infinity {
      index = last
      return
    }
    func isTouched(_ range: Range<Int>) -> Bool {
      let prices = data.extremes[range]
      let (bad, good) = sign > 0 ? (prices.low, prices.high) : (-prices.high, -prices.low)
      return bad <= floor || good > target || (touches && good == target)
    }
    guard isTouched(index..<last) else {
      index = last
      return
    }
    var count = last - index
    while count > 1 {
      let half = count / 2
      if isTouched(index..<(index + half)) {
        count = half
      } else {
        index += half
        count -= half
      }
    }
  }

  private mutating func walk(
    to last: Int, _ data: SymbolData, wait: Int64, _ margin: ((Double) -> Bool)?
  ) {
    let adverse = sign > 0 ? data.low : data.high
    let favourable = sign > 0 ? data.high : data.low
    while index < last {
      if isLate(data, wait) {
        finding = .late
        return
      }
      let bad = sign * adverse[index]
      let good = sign * favourable[index]
      let isHit =
        bad <= effectiveStop || bad <= liquidation || good > target || (touches && good == target)
      if isHit || !(margin?(adverse[index]) ?? true) {
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
