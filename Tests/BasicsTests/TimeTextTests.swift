import Basics
import Testing

@Suite struct TimeTextTests {
  @Test func `fractions have the fewest digits that are exact`() {
    #expect(TimeText.rfc3339(1_733_330_785_584_000) == "2024-12-04T16:46:25.584Z")
    #expect(TimeText.rfc3339(1_733_330_785_000_000) == "2024-12-04T16:46:25Z")
    #expect(TimeText.rfc3339(1_733_330_785_000_001) == "2024-12-04T16:46:25.000001Z")
    #expect(TimeText.csv(1_733_330_785_584_000) == "2024-12-04T16:46:25.584000Z")
  }

  @Test func `every day of four centuries keeps its date`() {
    for day in stride(from: -150_000, through: 150_000, by: 1) {
      let date = TimeText.date(days: day)
      #expect(TimeText.days(year: date.year, month: date.month, day: date.day) == day)
    }
    #expect(TimeText.days(year: 2000, month: 2, day: 29) == 11_016)
  }

  @Test func `durations are read and written`() {
    #expect(DurationText.microseconds("250ms") == 250_000)
    #expect(DurationText.microseconds("7d") == 604_800_000_000)
    #expect(DurationText.format(604_800_000_000) == "1w")
    #expect(DurationText.format(3_600_000_000) == "1h")
    #expect(DurationText.microseconds("5") == nil)
    #expect(DurationText.microseconds("m") == nil)
    #expect(DurationText.microseconds("999999999999999999w") == nil)
  }
}
