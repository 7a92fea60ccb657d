import Backtesting
import Basics
import MarketData
import Signals
import Store

/// Reads from the store what a backtest needs.
struct BacktestSource {
  let store: Store
  let window: TimeRange
  let jobs: Int
  /// Whether the strategy reads totals per interval or series.
  let readsContext: Bool
  /// Whether it reads the volume of candles.
  let readsVolumes: Bool

  /// What there is, from the catalog alone.
  func description() throws -> DataDescription {
    var candles: [DataDescription.CandleSeries] = []
    var liquidations: [InstrumentKey] = []
    for symbol in try store.symbols() {
      let key = InstrumentKey(exchange: symbol.exchange, symbol: symbol.symbol)
      if symbol.kind == .candles, let interval = symbol.interval {
        candles.append(
          DataDescription.CandleSeries(
            instrument: key, interval: interval, firstOpen: symbol.firstTime,
            lastOpen: symbol.lastTime))
      } else if symbol.kind == .liquidations {
        liquidations.append(key)
      }
    }
    return DataDescription(
      candles: candles.sorted { ($0.instrument, $0.interval) < ($1.instrument, $1.interval) },
      liquidations: liquidations.sorted())
  }

  /// The rows of `plan`, the ids of the segments they came from, sorted, and what was left out.
  func data(
    for plan: BacktestPlan
  ) async throws -> (BacktestData, segments: [String], warnings: [String]) {
    let symbols = plan.symbols.map(\.name)
    let intervals = Set(plan.symbols.flatMap { [$0.storedInterval, $0.storedFillInterval] })
    let candlePlan = try store.plan(
      CandleQuery(
        window: plan.data, exchanges: Set(plan.symbols.map(\.exchange)).sorted(),
        symbols: symbols, intervals: intervals.sorted().map { Interval(microseconds: $0) }))
    let liquidationPlan = try store.plan(
      LiquidationQuery(window: plan.data, symbols: symbols))
    let candles = try await candles(candlePlan.units, symbols: symbols.count)
    let liquidations = try await mapConcurrently(liquidationPlan.units, width: jobs) {
      [store] unit in
      try store.read(
        unit,
        columns: [
          .time, .received, .symbol, .side, .price, .priceKind, .quantity, .notional, .importID,
        ])
    }
    var data = BacktestData(
      liquidations: liquidations, candles: candles, description: try description())
    var warnings: [String] = []
    let fundingSegments = try addFunding(to: &data, plan, &warnings)
    let contextSegments = readsContext ? try addContext(to: &data, plan) : []
    let used =
      (candlePlan.segments + liquidationPlan.segments + fundingSegments + contextSegments).map(\.id)
    return (data, Set(used).sorted(), warnings)
  }

  /// The candles, each symbol and interval as one batch.
  private func candles(_ units: [ScanUnit], symbols: Int) async throws -> [CandleBatch] {
    var columns: Set<CandleColumn> = [.openTime, .symbol, .open, .high, .low, .close]
    if readsVolumes { columns.formUnion([.volume, .quoteVolume]) }
    let rows = units.reduce(0) { $0 + $1.rowCount }
    let shelf = CandleShelf(capacity: rows / max(1, symbols))
    return try await foldConcurrently(units, width: jobs, into: shelf) { [store, columns] unit in
      try store.read(unit, columns: columns)
    } merge: {
      $0.append($1)
    }.batches
  }

  /// Totals and series of the symbols, whoever recorded them: all that are stored, because what is
  /// stored altogether says which source is read.
  private func addContext(
    to data: inout BacktestData, _ plan: BacktestPlan
  ) throws -> [SegmentRecord] {
    let symbols = plan.symbols.map(\.name)
    let totals = try store.plan(AggregateQuery(symbols: symbols))
    let series = try store.plan(SeriesQuery(symbols: symbols))
    data.context = ContextRows(
      aggregates: try totals.units.map { try store.readAggregates($0) },
      series: try series.units.map { try store.readSeries($0) })
    return totals.segments + series.segments
  }

  /// The settled funding rates of each symbol's own venue, on its mark prices.
  ///
  /// Settlements are snapped to the second afterwards (trap 14), and one at the end of the data is
  /// paid by whoever leaves there: so half a second more is read on both sides.
  private func addFunding(
    to data: inout BacktestData, _ plan: BacktestPlan, _ warnings: inout [String]
  ) throws -> [SegmentRecord] {
    let series = try store.plan(
      SeriesQuery(
        window: TimeRange(from: plan.data.from - 500_000, to: plan.data.to + 500_000),
        exchanges: Set(plan.symbols.map(\.exchange)).sorted(), symbols: plan.symbols.map(\.name),
        names: [.fundingRate, .markPrice]))
    let rows = try series.units.map { try store.readSeries($0) }
    warnings += data.addFunding(from: rows, for: plan)
    return series.segments
  }
}
