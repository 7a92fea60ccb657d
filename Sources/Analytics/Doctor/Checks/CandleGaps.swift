package import MarketData

/// Whether the candles that prices are taken from are all there.
package struct CandleGaps: DoctorCheck {
  package static let name = "candle_gaps"
  package static let summary = "are there candles missing between the first and the last?"

  private var found: [DoctorFinding] = []

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    guard let candles = instrument.candles, let first = candles.openTime.first,
      let last = candles.openTime.last
    else { return }
    let wanted = (last - first) / candles.interval.microseconds + 1
    let share = Double(candles.count) / Double(wanted)
    let verdict: DoctorFinding.Verdict = share == 1 ? .ok : share >= 0.95 ? .doubtful : .wrong
    found.append(
      finding(
        instrument.key, share,
        expected: "all \(wanted) candles of \(candles.interval.name) from first to last", verdict,
        advice: "Import the missing candles: what needs a price is left out or filled late there."))
  }

  package mutating func examine(_ rows: LiquidationBatch) {}

  package mutating func end() {}

  package func findings() -> [DoctorFinding] { found }
}
