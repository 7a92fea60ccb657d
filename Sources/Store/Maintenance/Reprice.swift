package import MarketData

/// What repricing came to.
package struct RepriceReport: Sendable, Equatable {
  /// The rows that got a quantity.
  package var rowsRepriced = 0
  /// The rows that still have contracts and no quantity.
  package var rowsUnknown = 0
  package var segmentsRewritten = 0
}

extension Store {
  /// Quantity in base currency and value in US dollars (NaN when not known) of a number of
  /// contracts, or nil when the instrument's rules are not known.
  package typealias ContractRule =
    @Sendable (_ instrument: InstrumentKey, _ contracts: Double, _ price: Double) -> (
      quantity: Double, notional: Double
    )?

  /// Fills in quantity and notional of liquidations that have contracts only.
  ///
  /// - Parameters:
  ///   - jobs: The most row groups worked on at the same time.
  ///   - rule: What contracts are worth.
  /// - Returns: How many rows changed. The ledger keeps the sums of the import.
  /// - Throws: `readOnly`, `damaged`, `noSpace`, `io`; segments that were done stay done.
  @discardableResult
  package func reprice(jobs: Int = 1, _ rule: ContractRule) async throws(StoreError)
    -> RepriceReport
  {
    try requireWritable()
    var report = RepriceReport()
    for segment in try catalog.segments(.liquidations) where try hasContractsOnly(segment) {
      var repriced = 0
      let added = try await rewrite(
        [segment], as: LiquidationBatch.self, jobs: jobs
      ) { (rows, _, _) throws(StoreError) in
        var rows = rows
        let counts = rows.reprice(rule)
        repriced += counts.repriced
        report.rowsUnknown += counts.unknown
        return rows
      }
      guard repriced > 0 else {
        try Folders.empty(stagingFolder)
        continue
      }
      try commit(StoreChange(added: added, removed: [segment])) { _ in }
      report.rowsRepriced += repriced
      report.segmentsRewritten += 1
    }
    return report
  }
}

extension Store {
  /// Whether some row has contracts and no quantity.
  private func hasContractsOnly(_ segment: SegmentRecord) throws(StoreError) -> Bool {
    let file = try SegmentFile(segment.promise(in: layout))
    for group in 0..<file.rowGroupCount {
      let rows = try LiquidationBatch(file, rowGroup: group, columns: [.quantity, .contracts])
      if zip(rows.quantity, rows.contracts).contains(where: { $0.isNaN && !$1.isNaN }) {
        return true
      }
    }
    return false
  }
}

extension LiquidationBatch {
  fileprivate mutating func reprice(
    _ rule: Store.ContractRule
  ) -> (repriced: Int, unknown: Int) {
    var counts = (repriced: 0, unknown: 0)
    for row in 0..<count where quantity[row].isNaN && !contracts[row].isNaN {
      guard let value = rule(instruments[Int(instrument[row])], contracts[row], price[row]),
        value.quantity.isFinite
      else {
        counts.unknown += 1
        continue
      }
      quantity[row] = value.quantity
      notional[row] = value.notional.isFinite ? value.notional : .nan
      counts.repriced += 1
    }
    return counts
  }
}
