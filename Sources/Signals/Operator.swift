package import Basics

/// One word of the expression vocabulary: `{"liq": {…}}`, `{"and": […]}`.
///
/// To add one: write its file in `Operators/` and put it into `Operators.all`. The tests run every
/// operator over its examples: streaming equals batch, and nothing looks ahead.
package protocol Operator: Sendable {
  /// The key in the file: `zscore`.
  static var name: String { get }
  /// What it is, in one line.
  static var summary: String { get }
  /// Expressions that use it, as JSON.
  static var examples: [String] { get }
  /// What may stand under the key, as a JSON Schema.
  static var shape: JSONValue { get }

  /// Reads what stands under the key and adds it to the pool.
  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
}

/// An expression that has been read: where it is, what it is, and how far back it looks.
package struct Operand: Sendable {
  let id: ExpressionID
  /// True or false, rather than a number.
  let isFlag: Bool
  /// How much history it needs, in microseconds (rule 29).
  let lookback: Int64
}

/// The list of all operators.
package enum Operators {
  package static let all: [any Operator.Type] = [
    And.self, Or.self, Not.self,
    Greater.self, GreaterOrEqual.self, Less.self, LessOrEqual.self, Between.self,
    CrossAbove.self, CrossBelow.self, Within.self, HeldFor.self, HourUTC.self,
    Add.self, Subtract.self, Multiply.self, Divide.self,
    AbsoluteValue.self, Negate.self, Logarithm.self, Minimum.self, Maximum.self, Coalesce.self,
    Liq.self, LiqImbalance.self, Cascade.self, LiqTotal.self, Series.self,
    Price.self, Return.self, Volatility.self, AverageTrueRange.self, Volume.self, Funding.self,
    ZScore.self, PercentileRank.self, Quantile.self, SimpleMean.self, ExponentialMean.self,
    StandardDeviation.self, Sum.self, Highest.self, Lowest.self, Delta.self, LagOf.self,
    Position.self, DayPhase.self, Model.self,
  ]
}
