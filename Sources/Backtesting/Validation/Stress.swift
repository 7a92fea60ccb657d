import Basics
import Signals

/// A run with one assumption made worse.
package struct StressPoint: Sendable {
  /// `costs 2×` or `latency 5s`.
  package let name: String
  package let totalReturn: Double?
  package let sharpe: Double?
  package let net: Double
  package let trades: Int
}

extension Backtest {
  /// Runs the strategy at other costs and latencies, everything else the same.
  package func stress(jobs: Int = 1) async throws -> [StressPoint] {
    let rules = strategy.research.validation
    var cases: [(name: String, strategy: Strategy)] = rules.costStress.map { multiple in
      ("costs \(JSONValue(multiple).text())×", strategy.withCosts(times: multiple))
    }
    for latency in rules.latencyStress {
      var slower = strategy
      slower.execution.latency = latency
      cases.append(("latency \(DurationText.format(latency))", slower))
    }
    return try await mapConcurrently(cases, width: jobs) { [prepared] name, strategy in
      let outcome = try prepared.trade(strategy, detail: .part(nil, prepared))
      return StressPoint(
        name: name, totalReturn: outcome.metrics[.totalReturn], sharpe: outcome.metrics[.sharpe],
        net: outcome.ledger.net, trades: outcome.record.trades.count)
    }
  }
}

extension Strategy {
  /// The strategy with fees and slippage multiplied.
  fileprivate func withCosts(times multiple: Double) -> Strategy {
    var dearer = self
    dearer.costs.takerBasisPoints *= multiple
    dearer.costs.makerBasisPoints *= multiple
    switch costs.slippage {
    case .none: break
    case .fixed(let basisPoints):
      dearer.costs.slippage = .fixed(basisPoints: basisPoints * multiple)
    case .candleRange(let fraction):
      dearer.costs.slippage = .candleRange(fraction: fraction * multiple)
    case .squareRoot(let coefficient, let halfSpread):
      dearer.costs.slippage = .squareRoot(
        coefficient: coefficient * multiple, halfSpreadBasisPoints: halfSpread * multiple)
    case .liquidationStress(var model):
      model.baseBasisPoints *= multiple
      model.perSigmaBasisPoints *= multiple
      model.capBasisPoints *= multiple
      dearer.costs.slippage = .liquidationStress(model)
    }
    return dearer
  }
}
