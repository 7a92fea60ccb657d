import Glibc
package import MarketData

/// How long an exchange was silent: a lost connection, a file that was not imported.
///
/// Of *n* events at random the longest pause is about ln *n* mean pauses; liquidations come in
/// bursts, which lengthens it several times over. Beyond that something is missing.
package struct FeedGaps: DoctorCheck {
  package static let name = "feed_gaps"
  package static let summary = "the longest silence of each exchange"

  /// How many times the longest pause of random events is still taken for a quiet market.
  private static let burstiness = 20.0
  private static let least = 100
  private var times: [String: [Int64]] = [:]
  private var exchange = ""
  private var last = Int64.min

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    (exchange, last) = (instrument.key.exchange, .min)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    // One time a minute is enough to see a silence, and bounds memory.
    var kept: [Int64] = []
    for time in rows.time where last == .min || time - last >= 60_000_000 {
      kept.append(time)
      last = time
    }
    times[exchange, default: []] += kept
  }

  package mutating func end() {}

  package func findings() -> [DoctorFinding] {
    times.sorted { precedes($0.key, $1.key) }.compactMap { finding($0.key, $0.value.sorted()) }
  }

  private func finding(_ exchange: String, _ times: [Int64]) -> DoctorFinding? {
    guard times.count >= Self.least, let first = times.first, let last = times.last, first < last
    else { return nil }
    let longest = Double(zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? 0) / 1e6
    let mean = Double(last - first) / 1e6 / Double(times.count - 1)
    let limit = max(3_600, Self.burstiness * log(Double(times.count)) * mean).rounded()
    let isDoubtful = longest > limit
    return DoctorFinding(
      check: Self.name, exchange: exchange, symbol: nil, value: longest,
      expected: "at most \(Int(limit)) s without an event",
      verdict: isDoubtful ? .doubtful : .ok,
      advice: isDoubtful
        ? "Import the missing files, or keep the silence out of the window with --from and --to."
        : "")
  }
}
