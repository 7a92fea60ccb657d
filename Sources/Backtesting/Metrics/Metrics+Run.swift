import MarketData

extension Metrics {
  /// The metrics of a run.
  init(_ plan: BacktestPlan, _ record: RunRecord, _ daily: DailySeries) {
    self.init()
    let marks = record.marks
    let ends = marks.ends
    self[.initialEquity] = ends?.first
    self[.finalEquity] = ends?.last
    self[.maximumDrawdown] = marks.deepestDrawdown
    if record.isRuined {
      self[.totalReturn] = -1
      self[.days] = Double(max(0, daily.time.count - 1))
    } else {
      if let ends { self[.totalReturn] = ends.last / ends.first - 1 }
      EquityMetrics(equity: daily.equity, benchmark: daily.benchmarkReturns).fill(&self)
    }
    var profits: [Double] = []
    profits.reserveCapacity(record.trades.count)
    var ambiguous = 0
    let trades = record.trades.span
    for index in trades.indices {
      if trades[index].isAmbiguous { ambiguous += 1 }
      if trades[index].countsInStatistics { profits.append(trades[index].netProfit) }
    }
    TradeMetrics(profits: profits).fill(&self)
    self[.exposureTime] = exposure(record, plan.trading)
    self[.ambiguousCandles] = Double(ambiguous)
  }
}

/// The share of `trading` with any position open (rule 109).
private func exposure(_ record: RunRecord, _ trading: TimeRange) -> Double {
  let spans =
    record.trades.column { (from: $0.entryTime, to: $0.exitTime) }
    + record.openPositions.map { (from: $0.entryTime, to: trading.to) }
  var covered: Int64 = 0
  var end = Int64.min
  for span in spans.sorted(by: { $0.from < $1.from }) where span.to > end {
    covered += span.to - max(span.from, end)
    end = span.to
  }
  return Double(covered) / Double(trading.to - trading.from)
}
