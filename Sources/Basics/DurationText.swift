/// Durations as people write them: a whole number and one unit of `ms s m h d w`.
package enum DurationText {
  private static let units: [(suffix: String, microseconds: Int64)] = [
    ("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000),
    ("s", 1_000_000), ("ms", 1_000),
  ]

  /// The microseconds of `text`, or nil when it is not a duration or too long to count.
  package static func microseconds(_ text: some StringProtocol) -> Int64? {
    let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    let suffix = String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)
    guard let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
    guard let count = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit.microseconds)
    return overflow ? nil : product
  }

  /// `microseconds` in the largest unit that divides it; weeks are written only for whole weeks.
  package static func format(_ microseconds: Int64) -> String {
    guard microseconds != 0 else { return "0s" }
    for unit in units where microseconds % unit.microseconds == 0 {
      return "\(microseconds / unit.microseconds)\(unit.suffix)"
    }
    return "\(microseconds)us"
  }
}
