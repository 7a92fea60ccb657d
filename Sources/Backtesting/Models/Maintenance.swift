import Signals

/// The margin below which a position is liquidated (rules 98, 99, 146).
package struct MaintenanceModel: Sendable, Equatable {
  /// One tier of a venue: maintenance = notional · rate − amount from `floor` on.
  package struct Tier: Sendable, Equatable {
    package var floor: Double
    package var rate: Double
    package var amount: Double

    package init(floor: Double, rate: Double, amount: Double) {
      self.floor = floor
      self.rate = rate
      self.amount = amount
    }
  }

  /// Symbol → its tiers, by floor; at least one each.
  private let tiers: [[Tier]]

  /// The same rate at every size.
  init(rate: Double, symbols: Int) {
    tiers = Array(repeating: [Tier(floor: 0, rate: rate, amount: 0)], count: symbols)
  }

  init(tiers: [[Tier]]) { self.tiers = tiers }

  /// The margin that a position of `symbol` worth `notional` needs.
  func maintenance(_ symbol: Int, notional: Double) -> Double {
    let tier = tiers[symbol].last { $0.floor <= notional } ?? tiers[symbol][0]
    return notional * tier.rate - tier.amount
  }

  /// Where an isolated position is liquidated; NaN when it never is.
  ///
  /// Margin and maintenance meet at e(1 ∓ 1/L) ∓ amount/q over 1 ∓ rate, in the tier that holds
  /// the notional at that price.
  func liquidationPrice(
    _ symbol: Int, side: PositionSide, entryPrice: Double, quantity: Double, leverage: Double
  ) -> Double {
    let sign = side.sign
    let list = tiers[symbol]
    for (index, tier) in list.enumerated() {
      let margin = entryPrice * (1 - sign / leverage) - sign * tier.amount / quantity
      let price = margin / (1 - sign * tier.rate)
      let isLast = index + 1 == list.count
      guard isLast || price * quantity < list[index + 1].floor else { continue }
      return price > 0 ? price : .nan
    }
    return .nan
  }
}
