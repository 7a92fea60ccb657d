import MarketData

/// Whether the same liquidation is there several times.
///
/// The store keeps identical rows of one file, because real ones occur. Where nearly every row has
/// a twin the file was written twice, or two recordings were joined before the import.
package struct RepeatedRows: DoctorCheck {
  package static let name = "repeated_rows"
  package static let summary = "how many rows are identical to the one before?"

  private static let least = 100
  private var found: [DoctorFinding] = []

  package init() {}

  package mutating func examine(_ instrument: ExaminedInstrument) {
    let rows = instrument.rows
    guard rows.count >= Self.least else { return }
    let (time, side, price) = (rows.time, rows.side, rows.price)
    let (quantity, contracts) = (rows.quantity, rows.contracts)
    var repeated = 0
    for row in 1..<rows.count {
      let isSame =
        time[row] == time[row - 1] && side[row] == side[row - 1] && price[row] == price[row - 1]
        && isEqual(quantity[row], quantity[row - 1]) && isEqual(contracts[row], contracts[row - 1])
      if isSame { repeated += 1 }
    }
    let share = Double(repeated) / Double(rows.count)
    let verdict: DoctorFinding.Verdict = share <= 0.05 ? .ok : share < 0.4 ? .doubtful : .wrong
    found.append(
      finding(
        instrument.key, share, expected: "at most 0.05 of \(rows.count) rows", verdict,
        advice: "The source seems to write rows twice: remove the import, drop the twins, import "
          + "again; every count and dollar is too large until then."))
  }

  package func findings() -> [DoctorFinding] { found }

  /// Equal, or both null.
  private func isEqual(_ left: Double, _ right: Double) -> Bool {
    left == right || (left.isNaN && right.isNaN)
  }
}
