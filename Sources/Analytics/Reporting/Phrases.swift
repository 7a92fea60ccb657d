import Basics
import Reports
import Statistics

/// Numbers inside sentences.
enum Phrases {
  /// `83.48 M USD`.
  static func dollars(_ value: Double) -> String { NumberText.text(value, .dollars) + " USD" }

  /// `54.2 %`.
  static func percent(_ value: Double, decimals: Int = 1) -> String {
    NumberText.text(value, .percent(decimals))
  }

  /// `4,464`.
  static func count(_ value: Int) -> String { NumberText.text(Double(value), .significant(15)) }

  /// `0.0423`.
  static func number(_ value: Double, digits: Int = 3) -> String {
    NumberText.text(value, .significant(digits))
  }

  /// `p = 0.0042` or `p < 1e-16`.
  static func p(_ value: Double) -> String {
    let text = NumberText.text(value, .pValue)
    return text.hasPrefix("<") ? "p \(text)" : "p = \(text)"
  }

  /// `(95 % CI 0.6 % … 15.1 %)`, or that there is none.
  static func interval(_ interval: ConfidenceInterval, _ style: Column.Style) -> String {
    if interval.low.isNaN || interval.high.isNaN { return "(too few for an interval)" }
    return
      "(95 % CI \(NumberText.text(interval.low, style)) … \(NumberText.text(interval.high, style)))"
  }

  /// `one day`, `14 days`.
  static func plural(_ count: Int, _ noun: String) -> String {
    count == 1 ? "one \(noun)" : "\(Phrases.count(count)) \(noun)s"
  }
}
