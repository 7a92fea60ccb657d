/// Why a backtest cannot be run.
package struct BacktestError: Error, Equatable, CustomStringConvertible {
  package enum Kind: Sendable {
    /// The data or the strategy do not allow the run.
    case badInput
    /// The run contradicts itself: a mistake of ours.
    case inconsistent
  }

  package let kind: Kind
  /// A whole sentence without its full stop.
  package let description: String

  package init(_ description: String, kind: Kind = .badInput) {
    self.kind = kind
    self.description = description
  }
}
