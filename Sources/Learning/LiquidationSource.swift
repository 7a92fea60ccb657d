import Basics

/// Which record of the liquidations is learned from.
package enum LiquidationSource: String, CaseIterable, Sendable {
  /// Single liquidations.
  case events
  /// Stored totals per interval.
  case totals

  /// Events where every market has them, else totals where every market has those.
  ///
  /// - Throws: `LearningTable.Refusal` that names the first market that has not what is needed.
  package static func found(in markets: [LearningMarket]) throws(LearningTable.Refusal)
    -> LiquidationSource
  {
    if markets.allSatisfy(\.hasEvents) { return .events }
    guard let lacking = markets.first(where: { !$0.hasTotals }) else { return .totals }
    throw lacking.lacks(lacking.hasEvents ? .totals : .events)
  }
}

extension LearningMarket {
  fileprivate func lacks(_ source: LiquidationSource) -> LearningTable.Refusal {
    let words = source == .events ? "liquidations" : "totals of liquidations"
    return LearningTable.Refusal(
      description: "\(symbol) has no \(words) in the window, which other symbols need too")
  }

  /// Refuses a source that this market has not.
  func check(_ source: LiquidationSource) throws(LearningTable.Refusal) {
    guard source == .events ? hasEvents : hasTotals else { throw lacks(source) }
  }
}
