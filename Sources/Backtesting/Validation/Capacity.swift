import Basics
import Signals

/// The strategy with more or less money.
package struct CapacityPoint: Sendable, Equatable {
  /// Of capital, fixed sizes and the allowed share of volume.
  package let multiple: Double
  /// The mean notional of a trade; nil without trades.
  package let meanNotional: Double?
  package let totalReturn: Double?
  package let net: Double
  package let trades: Int
  /// Entries of which the volume allowed only a part or nothing.
  package let cutEntries: Int
}

extension Backtest {
  private static let multiples: [Double] = [0.1, 0.3, 1, 3, 10]

  /// Runs the strategy with other sizes: capital, fixed sizes and the allowed share of volume are
  /// multiplied alike, so every limit keeps its meaning. Costs that grow with size show what it
  /// can carry.
  package func capacity(jobs: Int = 1) async throws -> [CapacityPoint] {
    try await mapConcurrently(Self.multiples, width: jobs) { [prepared, strategy] multiple in
      let outcome = try prepared.trade(
        strategy.scaled(by: multiple), detail: .part(nil, prepared))
      let notionals = outcome.record.trades.map(\.notional)
      let total = CompensatedSum(notionals).value
      return CapacityPoint(
        multiple: multiple,
        meanNotional: notionals.isEmpty ? nil : total / Double(notionals.count),
        totalReturn: outcome.metrics[.totalReturn], net: outcome.ledger.net,
        trades: outcome.record.trades.count,
        cutEntries: outcome.record.orders.count { $0.quantityFilled < $0.quantityAsked })
    }
  }
}

extension Strategy {
  fileprivate func scaled(by multiple: Double) -> Strategy {
    var other = self
    other.portfolio.capital *= multiple
    other.execution.maximumParticipation = execution.maximumParticipation.map { $0 * multiple }
    switch sizing {
    case .fixedNotional(let notional): other.sizing = .fixedNotional(notional * multiple)
    case .fixedQuantity(let quantity): other.sizing = .fixedQuantity(quantity * multiple)
    case .equityFraction, .riskFraction, .volatilityTarget, .kelly: break
    }
    return other
  }
}
