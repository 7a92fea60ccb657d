/// The position that was forced closed: never the side of the closing order.
@usableFromInline
package enum LiquidationSide: UInt8, Sendable, CaseIterable, Codable {
  case long = 0
  case short = 1

  /// The word stored and printed: `long` or `short`.
  package var name: String { self == .long ? "long" : "short" }

  /// The side called `name`, or nil.
  package init?(name: some StringProtocol) {
    switch name {
    case "long": self = .long
    case "short": self = .short
    default: return nil
    }
  }
}
