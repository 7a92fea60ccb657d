import Analytics
import MarketData
import Store

/// The instruments of a store, one after another, with the candles to hold them against.
final class DoctorWard {
  private let store: Store
  private let window: TimeRange
  private let jobs: Int
  private let known: [SymbolInfo]
  private let instruments: [SymbolInfo]

  /// - Throws: `StoreError`; `Failure` (65) for a name that is not in the store.
  init(
    _ store: Store, window: TimeRange, exchanges: [String]?, symbols: [String]?, jobs: Int
  ) throws {
    self.store = store
    self.window = window
    self.jobs = jobs
    known = try store.symbols()
    let all = known.filter { $0.kind == .liquidations }
    for name in exchanges ?? [] where !all.contains(where: { $0.exchange == name }) {
      throw Failure(.badData, "--exchange: there are no liquidations of '\(name)' in the store.")
    }
    for name in symbols ?? [] where !all.contains(where: { $0.symbol == name }) {
      throw Failure(.badData, "--symbol: there are no liquidations of '\(name)' in the store.")
    }
    instruments = all.filter {
      exchanges?.contains($0.exchange) ?? true && symbols?.contains($0.symbol) ?? true
    }
  }

  /// Shows every instrument that has rows to the examination, by exchange and symbol.
  ///
  /// Memory: the candles of one symbol, and about a million rows, or one month of a symbol that has
  /// more.
  func show(to examination: inout DoctorExamination) async throws {
    for info in instruments {
      let query = LiquidationQuery(
        window: window, exchanges: [info.exchange], symbols: [info.symbol])
      guard info.firstTime < window.to, info.lastTime >= window.from else { continue }
      let candles = try await candles(of: info)
      let key = InstrumentKey(exchange: info.exchange, symbol: info.symbol)
      var hasBegun = false
      try await store.forEachInOrder(query, jobs: jobs) { rows in
        if !hasBegun { examination.begin(ExaminedInstrument(key: key, candles: candles)) }
        hasBegun = true
        examination.examine(rows)
      }
      if hasBegun { examination.end() }
    }
  }

  /// The finest candles of the symbol: the exchange's own, else the first other's.
  private func candles(of info: SymbolInfo) async throws -> CandleBatch? {
    let series = known.filter { $0.kind == .candles && $0.symbol == info.symbol }
    let own = series.filter { $0.exchange == info.exchange }
    let candidates = own.isEmpty ? series.filter { $0.exchange == series[0].exchange } : own
    guard let finest = candidates.compactMap(\.interval).min() else { return nil }
    var batch = CandleBatch(interval: finest)
    let query = CandleQuery(
      window: window, exchanges: [candidates[0].exchange], symbols: [info.symbol],
      intervals: [finest])
    try await store.forEachInOrder(query, jobs: jobs) { batch.append(contentsOf: $0) }
    return batch.count == 0 ? nil : batch
  }
}
