import Basics
import Learning
import MarketData
import Store

/// Reads from the store what a model learns from or judges.
struct LearningSource {
  let store: Store
  let window: TimeRange
  /// In microseconds.
  let interval: Int64
  let jobs: Int

  /// The markets of `symbols`, or of every symbol with both liquidations and candles, and the ids
  /// of the segments read, sorted.
  ///
  /// - Throws: `Failure` (65) for a symbol without them.
  func markets(of symbols: [String]?) async throws -> ([LearningMarket], segments: [String]) {
    var markets: [LearningMarket] = []
    var used: Set<String> = []
    for symbol in try names(symbols) {
      let candles = try store.plan(CandleQuery(window: window, symbols: [symbol]))
      let rows = try store.plan(LiquidationQuery(window: window, symbols: [symbol]))
      used.formUnion((candles.segments + rows.segments).map(\.id))
      let market = LearningMarket(
        symbol: symbol, liquidations: try await liquidations(rows.units),
        candles: try await self.candles(candles.units), interval: interval, window: window)
      guard let market else {
        throw Failure(
          .badData,
          "\(symbol) has no candles in the window that can be built to "
            + "\(DurationText.format(interval)); choose with --interval.")
      }
      markets.append(market)
    }
    return (markets, used.sorted())
  }

  private func names(_ wanted: [String]?) throws -> [String] {
    let known = try store.symbols()
    func having(_ kind: SegmentKind) -> Set<String> {
      Set(known.filter { $0.kind == kind }.map(\.symbol))
    }
    let all = having(.candles).intersection(having(.liquidations)).sorted { precedes($0, $1) }
    for name in wanted ?? [] where !all.contains(name) {
      let hint = nearestName(to: name, in: all).map { "; did you mean '\($0)'?" } ?? "."
      throw Failure(
        .badData, "--symbol: the store has not both liquidations and candles of '\(name)'\(hint)")
    }
    guard !all.isEmpty else {
      throw Failure(
        .badData, "the store has no symbol with both liquidations and candles; import both.")
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
