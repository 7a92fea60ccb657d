/// What a check of `liqtool doctor` found of one instrument or exchange.
package struct DoctorFinding: Sendable, Equatable {
  package enum Verdict: String, Sendable {
    case ok
    case doubtful
    case wrong
  }

  /// The check's name.
  package let check: String
  package let exchange: String
  /// Nil for a finding about all of the exchange.
  package let symbol: String?
  /// What was measured, in the unit that `expected` says.
  package let value: Double
  /// What it should be, in words.
  package let expected: String
  package let verdict: Verdict
  /// What to do, one sentence; empty when all is well.
  package let advice: String
}
