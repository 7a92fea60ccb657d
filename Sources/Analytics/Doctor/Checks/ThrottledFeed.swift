import Basics
package import MarketData

/// Whether a feed lets through at most one event a second and symbol, and how often that bites.
///
/// Binance pushes one order a symbol in 1,000 ms: on real captures two are never closer than
/// 0.94 s, though a second of the clock can hold two. Liquidations come in bursts, so that short
/// pauses between them are more frequent than long ones of the same range; where pauses of 0.9 to
/// 5 s are many and shorter ones are missing, something holds events back.
package struct ThrottledFeed: DoctorCheck {
  package static let name = "throttled_feed"
  package static let summary = "feeds of at most one event a second hide the rest"

  /// From this many short pauses on the missing shorter ones tell something.
  private static let least = 50
  private static let throttle: Int64 = 900_000
  private static let near: Int64 = 5_000_000

  private struct Pace {
    /// Pauses under 0.9 s, and from there to 5 s.
    var closest = 0
    var near = 0
    var minutes = 0
    /// Minutes with an event in nearly every second.
    var saturated = 0
  }

  /// Where an instrument's rows have come to.
  private struct Walk {
    var exchange = ""
    var last: Int64?
    var second = Int64.min
    var minute = Int64.min
    /// Seconds of the minute that had an event.
    var occupied = 0
  }

  private var paces: [String: Pace] = [:]
  private var walk = Walk()

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    walk = Walk(exchange: instrument.key.exchange)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    var pace = paces[walk.exchange] ?? Pace()
    var walk = walk
    for time in rows.time {
      let pause = walk.last.map { time - $0 } ?? .max
      walk.last = time
      if pause < Self.throttle { pace.closest += 1 } else if pause < Self.near { pace.near += 1 }
      let current = TimeText.floorDivide(time, 1_000_000)
      if current == walk.second { continue }
      walk.second = current
      if current / 60 == walk.minute {
        walk.occupied += 1
        if walk.occupied == 55 { pace.saturated += 1 }
      } else {
        (walk.minute, walk.occupied) = (current / 60, 1)
        pace.minutes += 1
      }
    }
    paces[walk.exchange] = pace
    self.walk = walk
  }

  package mutating func end() {}

  package func findings() -> [DoctorFinding] {
    paces.sorted { precedes($0.key, $1.key) }.compactMap { exchange, pace in
      guard pace.near + pace.closest >= Self.least else { return nil }
      let isThrottled = pace.near >= Self.least && pace.closest * 50 <= pace.near
      return DoctorFinding(
        check: Self.name, exchange: exchange, symbol: nil,
        value: Double(pace.saturated) / Double(pace.minutes),
        expected: isThrottled
          ? "0 of the minutes saturated; no two events of a symbol come within 0.9 s, as a feed of "
            + "one a second has it"
          : "0 of the minutes saturated",
        verdict: isThrottled || pace.saturated > 0 ? .doubtful : .ok,
        advice: isThrottled || pace.saturated > 0
          ? "Take counts and dollars as floors; never mix this feed with a full one in a threshold."
          : "")
    }
  }
}
