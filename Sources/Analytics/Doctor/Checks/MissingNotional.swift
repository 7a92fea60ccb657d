import MarketData

/// Rows without a value in dollars: they count, but no sum has them.
package struct MissingNotional: DoctorCheck {
  package static let name = "missing_notional"
  package static let summary = "how many rows have no value in dollars?"

  private var found: [DoctorFinding] = []

  package init() {}

  package mutating func examine(_ instrument: ExaminedInstrument) {
    let rows = instrument.rows
    guard rows.count > 0 else { return }
    let missing = rows.notional.count { $0.isNaN }
    let hasContracts = rows.contracts.contains { !$0.isNaN }
    found.append(
      finding(
        instrument.key, Double(missing) / Double(rows.count),
        expected: "0 of \(rows.count) rows", missing == 0 ? .ok : .doubtful,
        advice: hasContracts
          ? "Give the contract's rules with 'liqtool store reprice --instruments FILE'."
          : "Its quote currency is no dollar, so dollars leave this instrument out."))
  }

  package func findings() -> [DoctorFinding] { found }
}
