/// What a number of time counts.
package enum TimeUnit: String, Sendable, CaseIterable {
  case seconds = "s"
  case milliseconds = "ms"
  case microseconds = "us"
  case nanoseconds = "ns"

  /// One of it is 10^this microseconds.
  package var power: Int {
    switch self {
    case .seconds: 6
    case .milliseconds: 3
    case .microseconds: 0
    case .nanoseconds: -3
    }
  }
}

/// What came of reading a text as a time.
package enum TimeReading: Equatable, Sendable {
  /// Microseconds since 1970 UTC.
  case time(Int64)
  /// A time of day without a date.
  case noDate
  /// Not a time.
  case invalid
}

extension TimeText {
  /// The microseconds of a number counted in `unit`, or by its size when that is nil.
  ///
  /// By size: below 10¹¹ seconds, below 10¹⁴ milliseconds, below 10¹⁷ microseconds, else
  /// nanoseconds. The digits are converted exactly; what is finer than a microsecond is cut off.
  ///
  /// - Returns: nil when the text is no number; `Int64.max` when the time is too far away to count.
  package static func number(
    _ bytes: Span<UInt8>, _ range: Range<Int>, unit: TimeUnit?
  ) -> Int64? {
    if let integer = integer(bytes, range) {
      return microseconds(integer, unit: unit ?? bySize(integer))
    }
    guard let decimal = DecimalText(bytes, range) else { return nil }
    guard let whole = decimal.scaled(by: 0) else { return .max }
    return decimal.scaled(by: (unit ?? bySize(whole.magnitude)).power) ?? .max
  }

  /// The time in `range` of `bytes`, a number or a date in the style of ISO 8601.
  ///
  /// Numbers count `unit`, by their size when that is nil; dates that name no zone are `offset`
  /// microseconds east of UTC.
  package static func reading(
    _ bytes: Span<UInt8>, _ range: Range<Int>, unit: TimeUnit?, offset: Int64 = 0
  ) -> TimeReading {
    if let time = number(bytes, range, unit: unit) { return .time(time) }
    return date(bytes, range, offset: offset)
  }

  private static func bySize(_ value: UInt64) -> TimeUnit {
    if value < 100_000_000_000 { return .seconds }
    if value < 100_000_000_000_000 { return .milliseconds }
    return value < 100_000_000_000_000_000 ? .microseconds : .nanoseconds
  }

  private static func microseconds(_ value: UInt64, unit: TimeUnit) -> Int64 {
    let scaled: (partialValue: UInt64, overflow: Bool)
    switch unit {
    case .seconds: scaled = value.multipliedReportingOverflow(by: 1_000_000)
    case .milliseconds: scaled = value.multipliedReportingOverflow(by: 1_000)
    case .microseconds: scaled = (value, false)
    case .nanoseconds: scaled = (value / 1_000, false)
    }
    return scaled.overflow ? .max : Int64(exactly: scaled.partialValue) ?? .max
  }

  /// The value of 1 to 19 digits, or nil for anything else.
  private static func integer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    var index = range.lowerBound
    let end = range.upperBound
    guard end > index, end &- index <= 19 else { return nil }
    var value: UInt64 = 0
    while end &- index >= 8 {
      guard let eight = ByteWords.eightDigits(ByteWords.load(bytes, index)) else { return nil }
      value = value &* 100_000_000 &+ eight
      index &+= 8
    }
    while index < end {
      let digit = bytes[index] &- 0x30
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    return value
  }

  /// The instant of `2024-12-04 22:16:25.584000+05:30` and its relatives.
  ///
  /// Between date and time stand `T`, `t`, a blank or BitMEX's `D`; the time may lack seconds or be
  /// absent (midnight); the zone is `Z`, ` UTC`, `+05:30`, `+0530`, `+05` or absent.
  private static func date(
    _ bytes: Span<UInt8>, _ range: Range<Int>, offset: Int64
  ) -> TimeReading {
    var text = DateScanner(range: DecimalText.trimmed(bytes, range))
    guard let day = text.day(bytes) else {
      return text.isClock(bytes) ? .noDate : .invalid
    }
    let midnight = Int64(day) * microsecondsPerDay
    if text.isAtEnd { return .time(midnight - offset) }
    guard text.skipSeparator(bytes), let clock = text.clock(bytes) else { return .invalid }
    if text.isAtEnd { return .time(midnight + clock - offset) }
    guard let zone = text.zone(bytes), text.isAtEnd else { return .invalid }
    return .time(midnight + clock - zone)
  }
}

/// Steps through the parts of a date.
private struct DateScanner {
  var index: Int
  let end: Int
  private let start: Int

  init(range: Range<Int>) {
    index = range.lowerBound
    start = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { index == end }

  private mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard index < end, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func digits(_ count: Int, _ bytes: Span<UInt8>) -> Int? {
    guard end - index >= count else { return nil }
    var value = 0
    for place in index..<(index + count) {
      let digit = bytes[place] &- 0x30
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    index += count
    return value
  }

  /// The days since 1970 of `YYYY-MM-DD`.
  mutating func day(_ bytes: Span<UInt8>) -> Int? {
    guard let year = digits(4, bytes), take(UInt8(ascii: "-"), bytes),
      let month = digits(2, bytes), take(UInt8(ascii: "-"), bytes),
      let day = digits(2, bytes), month >= 1, month <= 12, day >= 1
    else { return nil }
    let days = TimeText.days(year: year, month: month, day: day)
    let date = TimeText.date(days: days)
    return date.month == month && date.day == day ? days : nil
  }

  mutating func skipSeparator(_ bytes: Span<UInt8>) -> Bool {
    let byte = bytes[index]
    index += 1
    return byte == 0x20 || byte == UInt8(ascii: "T") || byte == UInt8(ascii: "t")
      || byte == UInt8(ascii: "D")
  }

  /// The microseconds since midnight of `HH:MM[:SS[.fraction]]`; the fraction is cut to six digits.
  mutating func clock(_ bytes: Span<UInt8>) -> Int64? {
    guard let hour = digits(2, bytes), hour < 24, take(UInt8(ascii: ":"), bytes),
      let minute = digits(2, bytes), minute < 60
    else { return nil }
    var time = Int64(hour * 60 + minute) * 60_000_000
    guard take(UInt8(ascii: ":"), bytes) else { return time }
    guard let second = digits(2, bytes), second < 60 else { return nil }
    time += Int64(second) * 1_000_000
    guard take(UInt8(ascii: "."), bytes) else { return time }
    guard let first = digits(1, bytes) else { return nil }
    time += Int64(first) * 100_000
    var scale: Int64 = 10_000
    while let digit = digits(1, bytes) {
      time += Int64(digit) * scale
      scale /= 10
    }
    return time
  }

  /// Whether the whole text is a time of day.
  mutating func isClock(_ bytes: Span<UInt8>) -> Bool {
    index = start
    return clock(bytes) != nil && isAtEnd
  }

  /// The microseconds east of UTC.
  mutating func zone(_ bytes: Span<UInt8>) -> Int64? {
    if take(UInt8(ascii: "Z"), bytes) || take(UInt8(ascii: "z"), bytes) { return 0 }
    if take(0x20, bytes) {
      let isUTC =
        take(UInt8(ascii: "U"), bytes) && take(UInt8(ascii: "T"), bytes)
        && take(UInt8(ascii: "C"), bytes)
      return isUTC ? 0 : nil
    }
    let isWest = take(UInt8(ascii: "-"), bytes)
    guard isWest || take(UInt8(ascii: "+"), bytes), let hour = digits(2, bytes), hour < 24 else {
      return nil
    }
    let colon = take(UInt8(ascii: ":"), bytes)
    let minute = isAtEnd && !colon ? 0 : digits(2, bytes)
    guard let minute, minute < 60 else { return nil }
    let offset = Int64(hour * 60 + minute) * 60_000_000
    return isWest ? -offset : offset
  }
}
