/// The direction of a position.
package enum PositionSide: UInt8, Sendable, CaseIterable {
  case long = 0
  case short = 1

  /// `long` or `short`.
  package var name: String { self == .long ? "long" : "short" }
  /// 1 for long, −1 for short.
  package var sign: Double { self == .long ? 1 : -1 }
  package var opposite: PositionSide { self == .long ? .short : .long }
}

/// Why a position ended (rule 94).
package enum ExitReason: String, Sendable, CaseIterable {
  case stopLoss = "stop_loss"
  case takeProfit = "take_profit"
  case trailing
  case breakEven = "break_even"
  case maximumHold = "max_hold"
  case signal, reverse, liquidation, end, delisted, ruined
}

/// Why a trigger did not become an order, in the order in which the reasons are tried (rule 57).
package enum Veto: String, Sendable, CaseIterable {
  case outsideTrading = "outside_trading"
  case conflict
  case noPrice = "no_price"
  case gap, halt, universe, filters
  case inPosition = "in_position"
  case cooldown
  case dailyCap = "daily_cap"
  case slots, sizing
}
