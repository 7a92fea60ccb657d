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
  /// Fills in quantity and notional of liquidations that have contracts only.
  ///
  /// - Parameters:
  ///   - rules: What contracts are worth.
  ///   - jobs: The most row groups worked on at the same time.
  /// - Returns: How many rows changed. The ledger keeps the sums of the import.
  /// - Throws: `readOnly`, `damaged`, `noSpace`, `io`; segments that were done stay done.
  @discardableResult
  package func reprice(
    _ rules: InstrumentRules, jobs: Int = 1
  ) async throws(StoreError) -> RepriceReport {
    try requireWritable()
    var report = RepriceReport()
    for segment in try catalog.segments(.liquidations) where try hasContractsOnly(segment) {
      var repriced = 0
      let added = try await rewrite(
        [segment], as: LiquidationBatch.self, jobs: jobs
      ) { (rows, _, _) throws(StoreError) in
        var rows = rows
        repriced += rows.convertContracts(rules)
        report.rowsUnknown += rows.contractsOnly
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
      if rows.contractsOnly > 0 { return true }
    }
    return false
  }
}

extension LiquidationBatch {
  /// The number of rows that have contracts and no quantity.
  fileprivate var contractsOnly: Int {
    zip(quantity, contracts).count { $0.isNaN && !$1.isNaN }
  }
}
