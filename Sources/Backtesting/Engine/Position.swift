/// An open position with its levels (rules 83, 91 to 95).
struct Position: Sendable {
  private(set) var side = PositionSide.long
  var quantity = 0.0
  /// The mean fill price, weighted by quantity.
  var entryPrice = Double.nan
  var entryReference = Double.nan
  private(set) var entryTime = Int64.min
  private(set) var decisionTime = Int64.min
  private(set) var gridIndex = 0
  /// The price of the first fill, which the levels are measured from.
  private(set) var firstPrice = Double.nan

  // Levels; NaN when there is none.
  private(set) var stop = Double.nan
  private(set) var stopDistance = Double.nan
  private(set) var target = Double.nan
  private(set) var trailingDistance = Double.nan
  /// The best price from which the trailing stop is active.
  private(set) var trailingActivation = Double.nan
  /// The best price from which the stop is at the entry.
  private(set) var breakEvenActivation = Double.nan
  /// The best price of completed candles.
  var best = Double.nan
  /// NaN in cross margin and where there is none.
  var liquidationPrice = Double.nan

  var entryFee = 0.0
  var makerFee = 0.0
  var entrySlippage = 0.0
  var funding = 0.0
  /// Settlements up to here have been paid.
  var fundedUntil = Int64.min
  var favourable = 0.0
  var adverse = 0.0
  var additions = 0.0

  /// No position: what a symbol has between two.
  init() {}

  /// The effective stop: the tightest of the stops in force, and its name (rule 91).
  var effectiveStop: (price: Double, reason: ExitReason)? {
    var result: (price: Double, reason: ExitReason)?
    func consider(_ price: Double, _ reason: ExitReason) {
      guard !price.isNaN else { return }
      if let known = result, side.sign * price <= side.sign * known.price { return }
      result = (price, reason)
    }
    consider(stop, .stopLoss)
    if side.sign * best >= side.sign * breakEvenActivation { consider(firstPrice, .breakEven) }
    if side.sign * best >= side.sign * trailingActivation {
      consider(best - side.sign * trailingDistance, .trailing)
    }
    return result
  }

  /// What the worth depends on.
  var holding: Holding { Holding(side: side, quantity: quantity, entryPrice: entryPrice) }

  /// The worth of the change of price to `price`.
  func unrealised(at price: Double) -> Double { holding.unrealised(at: price) }

  /// Counts a price into the excursions.
  mutating func excursion(to price: Double) {
    let change = side.sign * (price / entryPrice - 1)
    favourable = max(favourable, change)
    adverse = min(adverse, change)
  }

  /// Counts completed candles, of which the lowest and the highest price are given.
  mutating func pass(low: Double, high: Double) {
    excursion(to: low)
    excursion(to: high)
    improve(to: side == .long ? high : low)
  }

  /// Counts a price into the best.
  mutating func improve(to price: Double) {
    if side.sign * price > side.sign * best { best = price }
  }
}

extension Position {
  /// A position that an order opens.
  ///
  /// - Parameters:
  ///   - order: The order.
  ///   - price: The fill price; levels are measured from it.
  ///   - reference: The price before slippage.
  ///   - quantity: What was filled.
  ///   - time: When.
  init(
    _ order: EntryOrder, price: Double, reference: Double, quantity: Double, time: Int64
  ) {
    let sign = order.side.sign
    let levels = order.levels
    let distance = levels.stop.map { $0.distance(from: price, stopDistance: .nan) } ?? .nan
    func level(_ frozen: FrozenLevel?, _ direction: Double) -> Double {
      frozen.map {
        $0.price(entry: price, direction: direction, stopDistance: distance)
      } ?? .nan
    }
    side = order.side
    self.quantity = quantity
    entryPrice = price
    entryReference = reference
    entryTime = time
    decisionTime = order.decisionTime
    gridIndex = order.gridIndex
    firstPrice = price
    stop = level(levels.stop, -sign)
    stopDistance = distance
    target = level(levels.target, sign)
    let trailing = levels.trailingDistance
    trailingDistance = trailing.map { $0.distance(from: price, stopDistance: distance) } ?? .nan
    // Without `activate` the trailing stop is active at once: any best price will do.
    trailingActivation =
      levels.trailingActivation == nil ? -sign * .infinity : level(levels.trailingActivation, sign)
    breakEvenActivation = level(levels.breakEven, sign)
    best = price
    fundedUntil = time
  }
}
