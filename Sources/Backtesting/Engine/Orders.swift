/// A level as it was frozen at the decision: what it will be is known at the fill (rule 83).
enum FrozenLevel: Sendable {
  /// Of the entry price.
  case fraction(Double)
  /// In price units.
  case distance(Double)
  /// Multiples of the stop's distance.
  case risk(Double)
  case price(Double)

  /// The distance from an entry at `price`.
  func distance(from price: Double, stopDistance: Double) -> Double {
    switch self {
    case .fraction(let fraction): fraction * price
    case .distance(let distance): distance
    case .risk(let multiple): multiple * stopDistance
    case .price(let level): abs(price - level)
    }
  }

  /// The price of the level on the side of `direction` (−1 below, 1 above the entry).
  func price(entry: Double, direction: Double, stopDistance: Double) -> Double {
    if case .price(let level) = self { return level }
    return entry + direction * distance(from: entry, stopDistance: stopDistance)
  }
}

/// The levels of the exit block, frozen at a decision.
struct FrozenLevels: Sendable {
  var stop: FrozenLevel?
  var target: FrozenLevel?
  var trailingActivation: FrozenLevel?
  var trailingDistance: FrozenLevel?
  var breakEven: FrozenLevel?
}

/// An order that will open or enlarge a position.
struct EntryOrder: Sendable {
  enum Kind: Sendable {
    case market
    case limit(price: Double)
  }

  let side: PositionSide
  var kind: Kind
  let quantity: Double
  /// The price at the decision, at which pending orders count against the limits (rule 68).
  let decisionPrice: Double
  let decisionTime: Int64
  /// Not filled in a candle that opens earlier.
  var orderTime: Int64
  /// A limit order works in candles that open until here.
  let lastOpen: Int64
  /// When a limit order that has not been filled ends (rule 76).
  let expiry: Int64
  let gridIndex: Int
  let levels: FrozenLevels
  let isReverse: Bool
  /// Where the order stands in the list of all orders.
  let record: Int
}

/// An order that will close a position at the next open.
struct ExitOrder: Sendable {
  let reason: ExitReason
  let decisionTime: Int64
  let orderTime: Int64
}

/// What became of an order (rule 132).
package struct OrderRecord: Sendable, Equatable {
  package enum Outcome: String, CaseIterable, Sendable {
    case filled, partial, unfilled, cancelled, expired
  }

  package var symbol: Int
  package var side: PositionSide
  package var decisionTime: Int64
  package var orderTime: Int64
  /// The limit, or NaN for a market order.
  package var limit: Double
  package var quantityAsked: Double
  package var quantityFilled = 0.0
  /// In microseconds UTC, or `Int64.min`.
  package var fillTime = Int64.min
  package var fillPrice = Double.nan
  package var outcome = Outcome.expired
}
