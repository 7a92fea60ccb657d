/// Times as text without Foundation: RFC 3339 and what people type, to and from microseconds UTC.
package enum TimeText {
  package static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Hinnant's algorithm).
  package static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date `days` after 1970-01-01.
  package static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// `2024-03-01T12:00:00Z`, with no more of 0, 3 or 6 digits of fraction than are needed.
  package static func rfc3339(_ microseconds: Int64) -> String {
    let fraction = floorModulo(microseconds, 1_000_000)
    let whole = seconds(microseconds)
    if fraction == 0 { return whole + "Z" }
    if fraction % 1_000 == 0 { return whole + "." + padded(fraction / 1_000, 3) + "Z" }
    return whole + "." + padded(fraction, 6) + "Z"
  }

  /// `2024-03-01T12:00:00Z`, with six digits of fraction when it is not zero.
  package static func csv(_ microseconds: Int64) -> String {
    let fraction = floorModulo(microseconds, 1_000_000)
    let whole = seconds(microseconds)
    return fraction == 0 ? whole + "Z" : whole + "." + padded(fraction, 6) + "Z"
  }

  /// `2024-03-01`: the UTC day that holds the instant.
  package static func day(_ microseconds: Int64) -> String {
    let date = date(days: Int(floorDivide(microseconds, microsecondsPerDay)))
    return padded(Int64(date.year), 4) + "-" + padded(Int64(date.month), 2) + "-"
      + padded(Int64(date.day), 2)
  }

  /// `2024-03`: the UTC month that holds the instant.
  package static func month(_ microseconds: Int64) -> String {
    String(day(microseconds).prefix(7))
  }

  /// ⌊a/b⌋ for positive `b`.
  package static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }

  /// a − b·⌊a/b⌋ for positive `b`.
  package static func floorModulo(_ a: Int64, _ b: Int64) -> Int64 {
    let remainder = a % b
    return remainder < 0 ? remainder + b : remainder
  }

  private static func seconds(_ microseconds: Int64) -> String {
    let second = floorModulo(floorDivide(microseconds, 1_000_000), 86_400)
    return day(microseconds) + "T" + padded(second / 3_600, 2) + ":"
      + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
