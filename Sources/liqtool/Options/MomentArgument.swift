import ArgumentParser
import Basics

/// An instant as a person types it: a date, a date and time (UTC), or an epoch in s, ms or µs.
struct Moment: ExpressibleByArgument {
  /// Microseconds UTC.
  let microseconds: Int64

  init?(argument: String) {
    guard let value = Self.epoch(argument) ?? Self.calendar(argument) else { return nil }
    microseconds = value
  }

  static let help = "such as 2024-03-01, 2024-03-01T12:00, 2024-03-01T12:00:00Z or an epoch"

  /// An epoch; the unit follows from the magnitude (IMPORT-RULES 9).
  private static func epoch(_ text: String) -> Int64? {
    guard let value = Int64(text), value >= 0 else { return nil }
    if value < 100_000_000_000 { return value * 1_000_000 }
    if value < 100_000_000_000_000 { return value * 1_000 }
    return value < 100_000_000_000_000_000 ? value : value / 1_000
  }

  private static func calendar(_ text: String) -> Int64? {
    let body = text.hasSuffix("Z") ? text.dropLast() : text[...]
    let halves = body.split(
      separator: body.contains("T") ? "T" : " ", omittingEmptySubsequences: false)
    guard (1...2).contains(halves.count), let day = day(halves[0]) else { return nil }
    guard halves.count == 2 else { return text.hasSuffix("Z") ? nil : day }
    guard let clock = clock(halves[1]) else { return nil }
    return day + clock
  }

  private static func day(_ text: Substring) -> Int64? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4,
      let year = digits(parts[0]), let month = digits(parts[1]), let day = digits(parts[2]),
      parts[1].count == 2, parts[2].count == 2, (1...12).contains(month)
    else { return nil }
    let days = TimeText.days(year: year, month: month, day: day)
    guard TimeText.date(days: days) == (year, month, day) else { return nil }
    return Int64(days) * TimeText.microsecondsPerDay
  }

  /// `12:00`, `12:00:30` or `12:00:30.250`.
  private static func clock(_ text: Substring) -> Int64? {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count <= 2, (2...3).contains(parts.count),
      parts.allSatisfy({ $0.count == 2 }),
      let hour = digits(parts[0]), let minute = digits(parts[1]),
      let second = parts.count == 3 ? digits(parts[2]) : 0,
      hour < 24, minute < 60, second < 60
    else { return nil }
    let whole = Int64(hour * 3_600 + minute * 60 + second) * 1_000_000
    guard halves.count == 2 else { return whole }
    guard parts.count == 3, (1...6).contains(halves[1].count), let value = digits(halves[1]) else {
      return nil
    }
    let scale = [100_000, 10_000, 1_000, 100, 10, 1][halves[1].count - 1]
    return whole + Int64(value * scale)
  }

  private static func digits(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
