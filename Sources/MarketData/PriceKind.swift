/// What a liquidation's price is; the kinds differ by up to several percent and never mix silently.
@usableFromInline
package enum PriceKind: UInt8, Sendable, CaseIterable, Codable {
  /// The average price actually traded.
  case fill = 0
  /// The limit price of the closing order.
  case order = 1
  /// The price at which the position's margin was gone.
  case bankruptcy = 2
  /// The venue's fair price at the time.
  case mark = 3
  /// The price at which the liquidated position had been opened.
  case entry = 4

  /// The word stored and printed.
  package var name: String {
    switch self {
    case .fill: "fill"
    case .order: "order"
    case .bankruptcy: "bankruptcy"
    case .mark: "mark"
    case .entry: "entry"
    }
  }

  /// The kind called `name`, or nil.
  package init?(name: some StringProtocol) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}
