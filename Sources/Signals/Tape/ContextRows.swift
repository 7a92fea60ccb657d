import Basics
package import MarketData

/// The stored rows beside candles and single liquidations: totals per interval and series.
package struct ContextRows: Sendable {
  package var aggregates: [AggregateBatch]
  package var series: [SeriesBatch]

  package init(aggregates: [AggregateBatch] = [], series: [SeriesBatch] = []) {
    self.aggregates = aggregates
    self.series = series
  }

  /// The totals of `symbol` in US dollars, of one source, because an aggregator's total holds what
  /// its venues report too: the source that covers most time, then the finer, then the first by
  /// name.
  ///
  /// Totals in base currency are valued at the close of the candle that ends with them; those
  /// without such a candle and those in other units are left out.
  ///
  /// - Parameters:
  ///   - symbol: As the source spells it.
  ///   - candles: For prices.
  ///   - window: By open time.
  /// - Returns: nil when there are none.
  /// - Complexity: O(n log n).
  package func totals(
    of symbol: String, candles: Candles, in window: TimeRange
  ) -> LiquidationTotals? {
    var rows: [TotalSource: [LiquidationTotal]] = [:]
    for batch in aggregates {
      let interval = batch.interval.microseconds
      for row in 0..<batch.count where window.contains(batch.openTime[row]) {
        let key = batch.instruments[Int(batch.instrument[row])]
        guard key.symbol == symbol, TimeText.floorModulo(batch.openTime[row], interval) == 0,
          let unit = candles.dollars(batch.unit[row], at: batch.openTime[row] + interval)
        else { continue }
        rows[TotalSource(exchange: key.exchange, interval: interval), default: []].append(
          LiquidationTotal(
            openTime: batch.openTime[row], long: batch.long[row] * unit,
            short: batch.short[row] * unit))
      }
    }
    let best = rows.min { left, right in
      let spans = (left.value.count, right.value.count)
      let (a, b) = (left.key, right.key)
      let lengths = (Int64(spans.0) * a.interval, Int64(spans.1) * b.interval)
      if lengths.0 != lengths.1 { return lengths.0 > lengths.1 }
      return a.interval != b.interval ? a.interval < b.interval : precedes(a.exchange, b.exchange)
    }
    guard let best else { return nil }
    var totals = LiquidationTotals(interval: best.key.interval)
    for total in best.value.sorted(by: { $0.openTime < $1.openTime })
    where totals.openTime.last != total.openTime {
      totals.append(total)
    }
    return totals
  }

  /// The rows that were known by `time`: totals that had ended, values that had been stated.
  package func known(by time: Int64) -> ContextRows {
    ContextRows(
      aggregates: aggregates.map { batch in
        let length = batch.interval.microseconds
        return batch.gather(
          (0..<batch.count).filter { batch.openTime[$0] + length <= time }.map { Int32($0) })
      },
      series: series.map { batch in
        batch.gather((0..<batch.count).filter { batch.time[$0] <= time }.map { Int32($0) })
      })
  }

  /// The series of `symbol`: each from `exchange` when it has it, else from the exchange with most
  /// values, then the first by name; but no mark or index price of another venue than the one
  /// traded, because it is another price. Of two values at one instant the first counts.
  ///
  /// - Complexity: O(n log n).
  package func series(
    of symbol: String, preferring exchange: String?, in window: TimeRange
  ) -> ContextSeriesSet {
    var rows: [SeriesName: [String: [(time: Int64, value: Double)]]] = [:]
    for batch in series {
      for row in 0..<batch.count where window.contains(batch.time[row]) {
        let key = batch.instruments[Int(batch.instrument[row])]
        guard key.symbol == symbol else { continue }
        rows[batch.name[row], default: [:]][key.exchange, default: []].append(
          (batch.time[row], batch.value[row]))
      }
    }
    var result = ContextSeriesSet()
    for (name, sources) in rows {
      let preferred = exchange.flatMap { sources[$0] }
      if preferred == nil, exchange != nil, [.markPrice, .indexPrice].contains(name) { continue }
      let most = sources.min { left, right in
        let counts = (left.value.count, right.value.count)
        return counts.0 != counts.1 ? counts.0 > counts.1 : precedes(left.key, right.key)
      }
      var values = ContextSeries()
      for row in (preferred ?? most?.value ?? []).sorted(by: { $0.time < $1.time })
      where values.time.last != row.time {
        values.append(time: row.time, value: row.value)
      }
      result[name] = values
    }
    return result
  }
}

/// Where totals come from.
private struct TotalSource: Hashable {
  let exchange: String
  let interval: Int64
}

extension Candles {
  /// The dollars of one `unit` at `time`; nil when it has no price there.
  fileprivate func dollars(_ unit: AggregateUnit, at time: Int64) -> Double? {
    switch unit {
    case .usd: 1
    case .base:
      lastClosed(by: time).flatMap { index in closeTime(index) == time ? close[index] : nil }
    case .quote, .contracts, .count: nil
    }
  }
}
