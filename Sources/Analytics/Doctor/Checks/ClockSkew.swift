import MarketData

/// How long after the venue's time the recorder saw an event.
///
/// Before it: one of the clocks is wrong, or one of the columns. Minutes after it: a replayed
/// stream, or times in another zone.
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
    delays.sort()
    let median = Double(delays[delays.count / 2]) / 1e6
    let verdict: DoctorFinding.Verdict =
      median < -1 || median > 3_600 ? .wrong : median < 0 || median > 60 ? .doubtful : .ok
    found.append(
      finding(
        instrument.key, median, expected: "a median delay of 0 to 60 s", verdict,
        advice: "Check which column is the event's time and which the recorder's, their units and "
          + "zones; a backtest acts on the received time."))
  }

  package func findings() -> [DoctorFinding] { found }
}
