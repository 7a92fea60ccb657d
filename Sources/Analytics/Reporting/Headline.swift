package import Basics
package import Reports
package import Statistics

/// The one number an analysis stands for, with everything needed to judge it.
package struct Headline: Sendable, Equatable {
  /// What is estimated, with its unit: `branching`, `excess_5m_bps`.
  package var effect: String
  package var value: Double
  /// At 95 %; NaN ends where there is no honest interval.
  package var interval: ConfidenceInterval
  /// How many units it rests on, and what they are: 14 `days`.
  package var count: Int
  package var unit: String
  /// How it was estimated and tested.
  package var method: String
  /// Of the headline test; NaN for a description that tests nothing.
  package var pValue = Double.nan
  /// How many tests the correction counts.
  package var familySize = 1
  /// The p-value corrected for the family; NaN without a test.
  package var corrected = Double.nan

  /// A description, or a test of a family of one until `tested` says otherwise.
  package init(
    _ effect: String, _ value: Double,
    _ interval: ConfidenceInterval = ConfidenceInterval(low: .nan, high: .nan), n count: Int,
    _ unit: String, method: String
  ) {
    (self.effect, self.value, self.interval) = (effect, value, interval)
    (self.count, self.unit, self.method) = (count, unit, method)
  }

  /// The same with its test: its p-value, how many tests there are, and p corrected for them.
  package func tested(_ pValue: Double, family: Int = 1, corrected: Double? = nil) -> Headline {
    var headline = self
    headline.pValue = pValue
    headline.familySize = family
    headline.corrected = corrected ?? pValue
    return headline
  }

  /// The object in `report.json`.
  package var json: JSONValue {
    .object([
      JSONMember("effect", text: effect), JSONMember("value", value),
      JSONMember("ci95", interval), JSONMember("n", count), JSONMember("unit", text: unit),
      JSONMember("method", text: method), JSONMember("p", pValue),
      JSONMember("family_size", familySize), JSONMember("p_corrected", corrected),
    ])
  }

  /// The number at the top of the report.
  package func keyNumber(
    _ label: String, _ style: Column.Style, of analysis: String, note: String = "",
    definition: String
  ) -> KeyNumber {
    var number = KeyNumber("\(analysis)_\(effect)", label: label, value, style: style)
    (number.low, number.high) = (interval.low, interval.high)
    number.note = note.isEmpty ? "\(Phrases.count(count)) \(unit)" : note
    number.definition = definition
    return number
  }
}

extension ConfidenceInterval {
  /// `value` ± 1.96 standard errors.
  init(_ value: Double, error: Double) {
    let width = Normal.quantile(0.975) * error
    self.init(low: value - width, high: value + width)
  }
}

extension MeanTest {
  /// Student's 95 % interval of the mean of `count` values.
  func interval(count: Int) -> ConfidenceInterval {
    let width = StudentT(Double(count - 1)).quantile(0.975) * abs(mean / t)
    return ConfidenceInterval(low: mean - width, high: mean + width)
  }
}

extension KeyNumber {
  /// A list of this one, or of none when it is undefined.
  var asList: [KeyNumber] { value.isFinite ? [self] : [] }
}
