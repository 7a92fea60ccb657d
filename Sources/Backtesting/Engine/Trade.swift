/// One round trip of a symbol, flat to flat (rules 110, 112).
package struct Trade: Sendable, Equatable {
  package var symbol: Int
  package var side: PositionSide
  /// Where in the symbol's grid the entry was decided.
  package var gridIndex: Int
  package var decisionTime: Int64
  package var entryTime: Int64
  package var entryPrice: Double
  package var entryReference: Double
  package var quantity: Double
  package var exitDecisionTime: Int64
  package var exitTime: Int64
  package var exitPrice: Double
  package var exitReference: Double
  package var exitReason: ExitReason
  package var entryFee: Double
  package var exitFee: Double
  /// Of the entry fee and the exit fee, what was paid as maker.
  package var makerFee: Double
  package var entrySlippage: Double
  package var exitSlippage: Double
  package var funding: Double
  /// The distance of the stop at the entry, or NaN.
  package var stopDistance: Double
  package var adverseExcursion: Double
  package var favourableExcursion: Double
  package var liquidationPrice: Double
  package var isAmbiguous: Bool
  /// Where the target was when an ambiguous exit was decided, or NaN.
  package var missedTarget: Double
  package var equityAfter: Double

  /// quantity · entry price.
  package var notional: Double { quantity * entryPrice }
  /// On reference prices: before slippage and fees.
  package var grossProfit: Double { side.sign * quantity * (exitReference - entryReference) }
  package var netProfit: Double {
    side.sign * quantity * (exitPrice - entryPrice) - entryFee - exitFee + funding
  }
  /// Net profit over notional.
  package var `return`: Double { netProfit / notional }
  /// Net profit in units of the initial risk; NaN without a stop.
  package var riskMultiple: Double { netProfit / (quantity * stopDistance) }
  /// Positions closed because the run ended tell nothing about the rules (rule 117).
  package var countsInStatistics: Bool { exitReason == .end ? false : true }
}

extension [Trade] {
  /// One value of every trade; the trades, which are large, are read where they are.
  func column<Value>(_ value: (borrowing Trade) -> Value) -> [Value] {
    let trades = span
    return [Value](capacity: count) { output in
      for index in trades.indices { output.append(value(trades[index])) }
    }
  }
}
