/// What the totals of a `AggregateBatch` count.
@usableFromInline
package enum AggregateUnit: UInt8, Sendable, CaseIterable, Codable {
  /// US dollars, or a currency counted as one.
  case usd = 0
  /// The base currency.
  case base = 1
  /// The quote currency, when it is no dollar.
  case quote = 2
  /// The venue's contracts.
  case contracts = 3
  /// The number of liquidations.
  case count = 4

  /// The word stored and printed.
  package var name: String {
    switch self {
    case .usd: "usd"
    case .base: "base"
    case .quote: "quote"
    case .contracts: "contracts"
    case .count: "count"
    }
  }

  /// The unit called `name`, or nil.
  package init?(name: some StringProtocol) {
    guard let unit = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = unit
  }
}
