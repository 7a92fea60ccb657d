import Basics
import MarketData

/// What is known of an instrument at one instant; nil where there is no value.
typealias SeriesValues = [(SeriesName, Double?)]

extension SeriesRows {
  /// Appends the values that there are.
  mutating func append(_ instrument: UInt32, time: Int64, _ values: SeriesValues) {
    for (name, value) in values {
      if let value { append(instrument, name, time: time, value: value) }
    }
  }
}

extension SeriesName {
  /// What a venue's open interest measures that is counted as its sizes are: base units, dollars
  /// of an inverse contract worth one, else contracts.
  static func openInterest(of rules: ContractRules?) -> SeriesName {
    switch (rules?.kind, rules?.unit) {
    case (.linear, .base): .openInterest
    case (.inverse, .contracts) where rules?.multiplier == 1: .openInterestUSD
    default: .openInterestContracts
    }
  }
}

extension FieldValues {
  /// A value of a series, or nil where there is none: nothing, `null`, or a price of zero.
  static func valueIfPresent(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: String, of series: SeriesName
  ) throws(RowProblem) -> Double? {
    if range.isEmpty || isText(bytes, range, "null") { return nil }
    if !series.allowsZero, try number(bytes, range, field) == 0 { return nil }
    return try value(bytes, range, field, of: series)
  }
}

extension JSONTape {
  /// A value of a series, or nil where there is none: no member, `null`, an empty string, or a
  /// price of zero.
  func valueIfPresent(
    _ token: Int?, _ field: String, of series: SeriesName
  ) throws(RowProblem) -> Double? {
    guard isPresent(token), !id(token).isEmpty else { return nil }
    return try FieldValues.valueIfPresent(bytes.span, id(token), field, of: series)
  }
}
