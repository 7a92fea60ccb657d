import Basics
import Learning
import MarketData
import Signals
import Store

/// Reads from the store what a model learns from or judges.
struct LearningSource {
  let store: Store
  let window: TimeRange
  let jobs: Int

  /// The length of the candles to learn from when none is asked for, in microseconds: five minutes,
  /// or the finest that the stored candles and, where those are read, totals can be built to.
  ///
  /// - Throws: `Failure` (65) as `markets`.
  func interval(for symbols: [String]?, reading source: LiquidationSource?) throws -> Int64 {
    let names = Set(try names(symbols))
    let known = try store.symbols().filter { names.contains($0.symbol) }
    func finest(_ kind: SegmentKind, _ symbol: String) -> Int64? {
      known.filter { $0.kind == kind && $0.symbol == symbol }.compactMap(\.interval?.microseconds)
        .min()
    }
    let single = Set(known.filter { $0.kind == .liquidations }.map(\.symbol))
    let readsTotals = source == .totals || (source == nil && !names.isSubset(of: single))
    return names.reduce(300_000_000) { longest, symbol in
      let totals = readsTotals ? finest(.aggregates, symbol) : nil
      return max(longest, finest(.candles, symbol) ?? 0, totals ?? 0)
    }
  }

  /// The markets of `symbols`, or of every symbol with both liquidations (single ones or totals)
  /// and prices (candles or the series of last prices).
  ///
  /// - Parameters:
  ///   - symbols: nil for all.
  ///   - interval: The length of a candle, in microseconds.
  /// - Returns: The markets, and the ids of the segments read, sorted.
  /// - Throws: `Failure` (65) for a symbol without them.
  func markets(
    of symbols: [String]?, interval: Int64
  ) async throws -> ([LearningMarket], segments: [String]) {
    var markets: [LearningMarket] = []
    var used: Set<String> = []
    for symbol in try names(symbols) {
      let candles = try store.plan(CandleQuery(window: window, symbols: [symbol]))
      let rows = try store.plan(LiquidationQuery(window: window, symbols: [symbol]))
      // All that are stored: they say which source is read, whatever the window.
      let totals = try store.plan(AggregateQuery(symbols: [symbol]))
      let series = try store.plan(SeriesQuery(symbols: [symbol]))
      let plans = [candles, rows, totals, series]
      used.formUnion(plans.flatMap(\.segments).map(\.id))
      let context = ContextRows(
        aggregates: try totals.units.map { try store.readAggregates($0) },
        series: try series.units.map { try store.readSeries($0) })
      let market = LearningMarket(
        symbol: symbol, liquidations: try await liquidations(rows.units),
        candles: try await self.candles(candles.units), context: context, interval: interval,
        window: window)
      guard let market else { throw try unbuilt(symbol, interval) }
      markets.append(market)
    }
    return (markets, used.sorted())
  }

  private func unbuilt(_ symbol: String, _ interval: Int64) throws -> Failure {
    let stored = try store.symbols().filter { $0.kind == .candles && $0.symbol == symbol }
    let lengths = Set(stored.compactMap { $0.interval?.microseconds }).sorted()
    let words = lengths.map { DurationText.format($0) }.joined(separator: ", ")
    return Failure(
      .badData,
      "\(symbol) has no candles in the window that can be built to "
        + "\(DurationText.format(interval))"
        + (words.isEmpty ? "" : " (the store has \(words))") + "; choose with --interval.")
  }

  private func names(_ wanted: [String]?) throws -> [String] {
    let known = try store.symbols()
    func having(_ kind: SegmentKind, _ variant: String? = nil) -> Set<String> {
      Set(
        known.filter { $0.kind == kind && (variant == nil || $0.variant == variant) }
          .map(\.symbol))
    }
    let priced = having(.candles).union(having(.series, SeriesName.lastPrice.name))
    let all = having(.liquidations).union(having(.aggregates)).intersection(priced)
      .sorted { precedes($0, $1) }
    for name in wanted ?? [] where !all.contains(name) {
      let hint = nearestName(to: name, in: all).map { "; did you mean '\($0)'?" } ?? "."
      throw Failure(
        .badData, "--symbol: the store has not both liquidations and candles of '\(name)'\(hint)")
    }
    guard !all.isEmpty else {
      throw Failure(
        .badData,
        "the store has no symbol with both liquidations (or totals) and candles; import both under "
          + "one symbol.")
    }
    return wanted ?? all
  }

  private func liquidations(_ units: [ScanUnit]) async throws -> [LiquidationBatch] {
    try await mapConcurrently(units, width: jobs) { [store] unit in
      try store.read(unit, columns: [.time, .symbol, .side, .price, .quantity, .notional])
    }
  }

  private func candles(_ units: [ScanUnit]) async throws -> [CandleBatch] {
    try await mapConcurrently(units, width: jobs) { [store] unit in
      try store.read(
        unit, columns: [.openTime, .symbol, .open, .high, .low, .close, .volume, .quoteVolume])
    }
  }
}
