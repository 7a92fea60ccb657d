import MarketData

/// How long after the venue's time the recorder saw an event.
///
/// Before it: one of the clocks is wrong, or one of the columns. Minutes after it: a replayed
/// stream, or times in another zone. A second is forgiven, as in a backtest (BACKTEST 5, row 2).
package struct ClockSkew: DoctorCheck {
  package static let name = "clock_skew"
  package static let summary = "how long after the event was it received?"

  private static let least = 30
  private var found: [DoctorFinding] = []

  package init() {}

  package mutating func examine(_ instrument: ExaminedInstrument) {
    var delays: [Int64] = []
    for (time, received) in zip(instrument.rows.time, instrument.rows.received)
    where received != LiquidationBatch.noTime {
      delays.append(received - time)
    }
    guard delays.count >= Self.least else { return }
    let early = delays.count { $0 < -1_000_000 }
    delays.sort()
    let median = Double(delays[delays.count / 2]) / 1e6
    var verdict: DoctorFinding.Verdict =
      median < -1 || median > 3_600 ? .wrong : median < 0 || median > 60 ? .doubtful : .ok
    if verdict == .ok, early * 100 > delays.count { verdict = .doubtful }
    let isEarly = early > 0 ? "; \(early) of \(delays.count) came over 1 s before their event" : ""
    found.append(
      finding(
        instrument.key, median, expected: "a median delay of 0 to 60 s" + isEarly, verdict,
        advice: "Check which column is the event's time and which the recorder's, their units and "
          + "zones; a backtest acts on the received time."))
  }

  package func findings() -> [DoctorFinding] { found }
}
