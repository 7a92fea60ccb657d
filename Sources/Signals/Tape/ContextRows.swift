import Basics
package import MarketData

/// The stored rows beside candles and single liquidations: totals per interval and series.
///
/// Several sources may have them; which one is read is settled here, once, from all rows given,
/// and never by those of a window: a run that knows only its past reads the same source.
package struct ContextRows: Sendable {
  package let aggregates: [AggregateBatch]
  package let series: [SeriesBatch]
  private let sources: ContextSources

  /// - Parameters:
  ///   - aggregates: Everything stored of the symbols, whatever window is wanted of it.
  ///   - series: The same of series.
  package init(aggregates: [AggregateBatch] = [], series: [SeriesBatch] = []) {
    self.init(aggregates, series, ContextSources(aggregates, series))
  }

  private init(
    _ aggregates: [AggregateBatch], _ series: [SeriesBatch], _ sources: ContextSources
  ) {
    self.aggregates = aggregates
    self.series = series
    self.sources = sources
  }

  /// The totals of `symbol` in US dollars, of one source, because an aggregator's total holds what
  /// its venues report too: the source that covers most time in everything that is stored, then
  /// the finer, then the first by name.
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
    guard let source = sources.totals(of: symbol, candles: candles.interval) else { return nil }
    let key = InstrumentKey(exchange: source.exchange, symbol: symbol)
    var rows: [LiquidationTotal] = []
    for batch in aggregates where batch.interval.microseconds == source.interval {
      guard let instrument = batch.instruments.firstIndex(of: key) else { continue }
      for row in 0..<batch.count
      where batch.instrument[row] == UInt32(instrument) && window.contains(batch.openTime[row]) {
        let time = batch.openTime[row]
        guard TimeText.floorModulo(time, source.interval) == 0,
          let unit = candles.dollars(batch.unit[row], at: time + source.interval)
        else { continue }
        rows.append(
          LiquidationTotal(
            openTime: time, long: batch.long[row] * unit, short: batch.short[row] * unit))
      }
    }
    guard !rows.isEmpty else { return nil }
    var totals = LiquidationTotals(interval: source.interval)
    for total in rows.sorted(by: { $0.openTime < $1.openTime })
    where totals.openTime.last != total.openTime {
      totals.append(total)
    }
    return totals
  }

  /// The series of `symbol`: each from `exchange` when that is stored, else from the exchange with
  /// most values in everything that is stored, then the first by name; but no mark or index price
  /// of another venue than the one traded, because it is another price. Of two values at one
  /// instant the first counts.
  ///
  /// - Complexity: O(n log n).
  package func series(
    of symbol: String, preferring exchange: String?, in window: TimeRange
  ) -> ContextSeriesSet {
    var rows: [SeriesName: [(time: Int64, value: Double)]] = [:]
    let chosen = sources.series(of: symbol, preferring: exchange)
    for batch in series {
      let isOf = batch.instruments.map { $0.symbol == symbol }
      for row in 0..<batch.count where window.contains(batch.time[row]) {
        let (name, instrument) = (batch.name[row], Int(batch.instrument[row]))
        guard isOf[instrument], chosen[name] == batch.instruments[instrument].exchange else {
          continue
        }
        rows[name, default: []].append((batch.time[row], batch.value[row]))
      }
    }
    var result = ContextSeriesSet()
    for (name, found) in rows {
      var values = ContextSeries()
      for row in found.sorted(by: { $0.time < $1.time }) where values.time.last != row.time {
        values.append(time: row.time, value: row.value)
      }
      result[name] = values
    }
    return result
  }

  /// The rows that were known by `time`: totals that had ended, values that had been stated. Their
  /// sources are still those of all rows.
  package func known(by time: Int64) -> ContextRows {
    ContextRows(
      aggregates.map { batch in
        let length = batch.interval.microseconds
        return batch.gather(
          (0..<batch.count).filter { batch.openTime[$0] + length <= time }.map { Int32($0) })
      },
      series.map { batch in
        batch.gather((0..<batch.count).filter { batch.time[$0] <= time }.map { Int32($0) })
      }, sources)
  }
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
