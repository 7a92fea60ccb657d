import Basics
import MarketData

/// Whether a feed lets through at most one event a second and symbol, and how often that bites.
package struct ThrottledFeed: DoctorCheck {
  package static let name = "throttled_feed"
  package static let summary = "feeds of at most one event a second hide the rest"

  /// From this many events of a symbol on its pace tells something.
  private static let least = 1_000

  private struct Pace {
    var mostPerSecond = 0
    var events = 0
    var minutes = 0
    /// Minutes with an event in nearly every second.
    var saturated = 0
  }

  private var paces: [String: Pace] = [:]

  package init() {}

  package mutating func examine(_ instrument: ExaminedInstrument) {
    var pace = paces[instrument.key.exchange] ?? Pace()
    var (second, inSecond) = (Int64.min, 0)
    var (minute, occupied) = (Int64.min, 0)
    for time in instrument.rows.time {
      let current = TimeText.floorDivide(time, 1_000_000)
      inSecond = current == second ? inSecond + 1 : 1
      pace.mostPerSecond = max(pace.mostPerSecond, inSecond)
      if current == second { continue }
      second = current
      if current / 60 == minute {
        occupied += 1
        if occupied == 55 { pace.saturated += 1 }
      } else {
        (minute, occupied) = (current / 60, 1)
        pace.minutes += 1
      }
    }
    pace.events += instrument.rows.count
    paces[instrument.key.exchange] = pace
  }

  package func findings() -> [DoctorFinding] {
    paces.sorted { precedes($0.key, $1.key) }.compactMap { exchange, pace in
      guard pace.events >= Self.least else { return nil }
      let isThrottled = pace.mostPerSecond == 1
      return DoctorFinding(
        check: Self.name, exchange: exchange, symbol: nil,
        value: Double(pace.saturated) / Double(pace.minutes),
        expected: isThrottled
          ? "0 of the minutes saturated; at most one event a second and symbol was seen"
          : "0 of the minutes saturated",
        verdict: isThrottled || pace.saturated > 0 ? .doubtful : .ok,
        advice: isThrottled || pace.saturated > 0
          ? "Take counts and dollars as floors; never mix this feed with a full one in a threshold."
          : "")
    }
  }
}
