import Basics
package import MarketData

/// How long after the venue's time the recorder saw an event.
///
/// Before it: one of the clocks is wrong, or one of the columns. Minutes after it: a replayed
/// stream, or times in another zone. A second is forgiven, as in a backtest (BACKTEST 5, row 2).
package struct ClockSkew: DoctorCheck {
  package static let name = "clock_skew"
  package static let summary = "how long after the event was it received?"

  private static let least = 30
  private var found: [DoctorFinding] = []
  private var key = InstrumentKey(exchange: "", symbol: "")
  private var delays = DelayCounts()
  private var early = 0

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    (key, delays, early) = (instrument.key, DelayCounts(), 0)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    let (time, received) = (rows.time, rows.received)
    for row in time.indices where received[row] != LiquidationBatch.noTime {
      let delay = received[row] - time[row]
      if delay < -1_000_000 { early += 1 }
      delays.add(delay)
    }
  }

  package mutating func end() {
    guard delays.count >= Self.least else { return }
    let median = Double(delays.median) / 1e6
    var verdict: DoctorFinding.Verdict =
      median < -1 || median > 3_600 ? .wrong : median < 0 || median > 60 ? .doubtful : .ok
    if verdict == .ok, early * 100 > delays.count { verdict = .doubtful }
    let isEarly = early > 0 ? "; \(early) of \(delays.count) came over 1 s before their event" : ""
    found.append(
      finding(
        key, median, expected: "a median delay of 0 to 60 s" + isEarly, verdict,
        advice: "Check which column is the event's time and which the recorder's, their units and "
          + "zones; a backtest acts on the received time."))
  }

  package func findings() -> [DoctorFinding] { found }
}

/// How often each delay occurs, in microseconds while there are few of them, then ever coarser:
/// memory for 65,536 of them, whatever the rows.
private struct DelayCounts {
  private static let most = 1 << 16
  private var counts: [Int64: Int] = [:]
  private var unit: Int64 = 1
  private(set) var count = 0

  mutating func add(_ delay: Int64) {
    count += 1
    counts[TimeText.floorDivide(delay, unit), default: 0] += 1
    while counts.count > Self.most { coarsen() }
  }

  private mutating func coarsen() {
    unit *= 10
    var merged: [Int64: Int] = [:]
    for (delay, count) in counts { merged[TimeText.floorDivide(delay, 10), default: 0] += count }
    counts = merged
  }

  /// The delay in the middle, of two the later; in microseconds, a multiple of the unit.
  var median: Int64 {
    var left = count / 2
    for (delay, count) in counts.sorted(by: { $0.key < $1.key }) {
      if left < count { return delay * unit }
      left -= count
    }
    return 0
  }
}
