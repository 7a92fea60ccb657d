package import MarketData

/// Rows without a value in dollars: they count, but no sum has them.
package struct MissingNotional: DoctorCheck {
  package static let name = "missing_notional"
  package static let summary = "how many rows have no value in dollars?"

  private var found: [DoctorFinding] = []
  private var key = InstrumentKey(exchange: "", symbol: "")
  private var (count, missing, hasContracts) = (0, 0, false)

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    key = instrument.key
    (count, missing, hasContracts) = (0, 0, false)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    count += rows.count
    missing += rows.notional.count { $0.isNaN }
    hasContracts = hasContracts || rows.contracts.contains { !$0.isNaN }
  }

  package mutating func end() {
    guard count > 0 else { return }
    found.append(
      finding(
        key, Double(missing) / Double(count), expected: "0 of \(count) rows",
        missing == 0 ? .ok : .doubtful,
        advice: hasContracts
          ? "Give the contract's rules with 'liqtool store reprice --instruments FILE'."
          : "Its quote currency is no dollar, so dollars leave this instrument out."))
  }

  package func findings() -> [DoctorFinding] { found }
}
