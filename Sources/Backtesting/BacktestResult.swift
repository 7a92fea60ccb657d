import Signals

/// One finished run with its numbers.
package struct BacktestResult: Sendable {
  package let plan: BacktestPlan
  package let record: RunRecord
  package let daily: DailySeries
  package let metrics: Metrics
  package let ledger: Ledger
  /// How often each rule was true, false and unknown, over all symbols.
  package let rules: [RuleCounts]
  /// Feature → its value at the entry decision of each trade of the record.
  package let features: [FeatureColumn]
  /// How it traded, beside what it earned.
  package let activity: Activity
  /// The regime of volatility at the entry decision of each trade of the record.
  package let regimes: [VolatilityRegime]
  /// The price of each symbol over the trading time, for pictures.
  package let prices: [PricePath]
  /// What limits the result.
  package let warnings: [String]

  /// One feature at the entries.
  package struct FeatureColumn: Sendable {
    package var name: String
    package var isFlag: Bool
    package var values: [Double]
  }

  /// The tag of the rule that a trade was entered by; the side's name without one (rule 112).
  package func entryTag(of trade: Trade) -> String {
    let entry = plan.strategy.entry
    return (trade.side == .long ? entry.long : entry.short)?.tag ?? trade.side.name
  }

  /// The name of a trade's symbol.
  package func symbol(of trade: Trade) -> String { plan.symbols[trade.symbol].name }
}
