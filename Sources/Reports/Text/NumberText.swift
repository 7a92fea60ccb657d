/// Numbers for people, in one place. Files have the shortest round-trip form instead.
package enum NumberText {
  /// What stands where a number is undefined.
  package static let undefined = "–"

  /// `value` as `style` shows it: `83.48 M`, `12.5 %`, `< 1e-16`; `–` for NaN.
  package static func text(_ value: Double, _ style: Column.Style) -> String {
    if value.isNaN { return undefined }
    if value.isInfinite { return value < 0 ? "-∞" : "∞" }
    let text =
      switch style {
      case .significant(let count): significant(value, max(1, count))
      case .dollars: dollars(value)
      case .percent(let decimals): percent(value, max(0, decimals))
      case .pValue: pValue(value)
      case .decimals(let count): decimals(value, max(0, count))
      case .duration: duration(value)
      case .exact, .rows: value.magnitude.description
      }
    let isNegative = value < 0 && text.utf8.contains { $0 >= 0x31 && $0 <= 0x39 }
    return isNegative ? "-" + text : text
  }

  /// Digits before the point are never rounded away; whole numbers have no point.
  private static func significant(_ value: Double, _ count: Int) -> String {
    var digits = DecimalDigits(value)
    if digits.isZero { return "0" }
    guard digits.exponent > -4, digits.exponent <= 15 else {
      digits.round(toSignificant: count)
      return digits.scientific
    }
    if value == value.rounded() { return digits.fixed(decimals: 0, grouped: true) }
    digits.round(toSignificant: max(count, digits.exponent))
    return digits.fixed(decimals: max(0, count - digits.exponent), grouped: true)
  }

  private static func decimals(_ value: Double, _ count: Int) -> String {
    var digits = DecimalDigits(value)
    digits.round(toDecimals: count)
    return digits.fixed(decimals: count, grouped: true)
  }

  /// In the largest unit of which there are two or more, or whole ones.
  private static func duration(_ seconds: Double) -> String {
    let size = seconds.magnitude
    let units: [(Double, String)] = [(86_400, "d"), (3_600, "h"), (60, "min")]
    let (unit, name) =
      units.first { unit, _ in
        size >= 2 * unit || size >= unit && (size / unit).rounded() == size / unit
      } ?? (1, "s")
    return significant(size / unit, 3) + " " + name
  }

  private static func dollars(_ value: Double) -> String {
    let suffixes = ["", " K", " M", " B", " T"]
    var digits = DecimalDigits(value)
    if digits.isZero { return "0" }
    var scale = min(max(0, digits.exponent - 1) / 3, suffixes.count - 1)
    digits.exponent -= 3 * scale
    digits.round(toDecimals: 2)
    if digits.exponent > 3, scale + 1 < suffixes.count {
      scale += 1
      digits.exponent -= 3
    }
    return digits.fixed(decimals: 2, grouped: true) + suffixes[scale]
  }

  private static func percent(_ value: Double, _ decimals: Int) -> String {
    var digits = DecimalDigits(value)
    if !digits.isZero { digits.exponent += 2 }
    digits.round(toDecimals: decimals)
    return digits.fixed(decimals: decimals, grouped: true) + " %"
  }

  private static func pValue(_ value: Double) -> String {
    if value < 1e-16 { return "< 1e-16" }
    var digits = DecimalDigits(value)
    if value >= 0.01 {
      digits.round(toDecimals: 3)
      return digits.fixed(decimals: 3)
    }
    digits.round(toSignificant: 2)
    return value < 1e-4 ? digits.scientific : digits.fixed(decimals: 2 - digits.exponent)
  }
}

extension KeyNumber {
  /// `0.6052 … 0.6558 (95 %)`, or empty when an end is undefined.
  var intervalText: String {
    low.isNaN || high.isNaN ? "" : "\(ends) (\(level))"
  }

  /// `0.6052 … 0.6558`.
  var ends: String { "\(NumberText.text(low, style)) … \(NumberText.text(high, style))" }

  /// `95 %`.
  var level: String {
    var digits = DecimalDigits(confidence)
    if !digits.isZero { digits.exponent += 2 }
    digits.round(toSignificant: 4)
    return digits.shortest + " %"
  }
}
