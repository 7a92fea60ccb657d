package import MarketData

/// Whether the same liquidation is there several times.
///
/// The store keeps identical rows of one file, because real ones occur. Where nearly every row has
/// a twin the file was written twice, or two recordings were joined before the import.
package struct RepeatedRows: DoctorCheck {
  package static let name = "repeated_rows"
  package static let summary = "how many rows are identical to the one before?"

  private static let least = 100
  private var found: [DoctorFinding] = []
  private var key = InstrumentKey(exchange: "", symbol: "")
  private var (count, repeated) = (0, 0)
  private var last: Event?

  private struct Event {
    let time: Int64
    let side: LiquidationSide
    let price, quantity, contracts: Double

    /// The same; two nulls are equal.
    func isSame(as other: Event) -> Bool {
      func isEqual(_ left: Double, _ right: Double) -> Bool {
        left == right || (left.isNaN && right.isNaN)
      }
      return time == other.time && side == other.side && price == other.price
        && isEqual(quantity, other.quantity) && isEqual(contracts, other.contracts)
    }
  }

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    key = instrument.key
    (count, repeated, last) = (0, 0, nil)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    let (time, side, price) = (rows.time, rows.side, rows.price)
    let (quantity, contracts) = (rows.quantity, rows.contracts)
    count += rows.count
    for row in time.indices {
      let event = Event(
        time: time[row], side: side[row], price: price[row], quantity: quantity[row],
        contracts: contracts[row])
      if let last, event.isSame(as: last) { repeated += 1 }
      last = event
    }
  }

  package mutating func end() {
    guard count >= Self.least else { return }
    let share = Double(repeated) / Double(count)
    let verdict: DoctorFinding.Verdict = share <= 0.05 ? .ok : share < 0.4 ? .doubtful : .wrong
    found.append(
      finding(
        key, share, expected: "at most 0.05 of \(count) rows", verdict,
        advice: "The source seems to write rows twice: remove the import, drop the twins, import "
          + "again; every count and dollar is too large until then."))
  }

  package func findings() -> [DoctorFinding] { found }
}
