import MarketData

/// The new rows of a small file, which are committed together with those of others.
///
/// A class, because a thousand of them are looked through for every file.
final class PendingRows<Rows: StoredRows>: Sendable {
  /// With the id of its import in every row.
  let rows: Rows
  private let spans: [ExchangeSpan]
  private let instruments: Set<InstrumentKey>

  convenience init(_ rows: Rows, importID: Int64) {
    var rows = rows.filled
    rows.importID = [Int64](repeating: importID, count: rows.count)
    self.init(rows)
  }

  fileprivate init(_ rows: Rows) {
    self.rows = rows
    spans = ExchangeSpan.spans(of: rows)
    instruments = Set(rows.instruments)
  }

  /// From when to when there are rows of one of `symbols`' exchange near `window`; nil when there
  /// can be none of the symbols in it.
  fileprivate func times(
    _ exchange: String, symbols: [String], in window: TimeRange
  ) -> (first: Int64, last: Int64)? {
    guard let span = spans.first(where: { $0.name == exchange }),
      span.firstTime < window.to, span.lastTime >= window.from,
      symbols.contains(where: {
        instruments.contains(InstrumentKey(exchange: exchange, symbol: $0))
      })
    else { return nil }
    return (span.firstTime, span.lastTime)
  }
}

/// Rows of all kinds that wait for their commit, in the order of their imports.
struct PendingParts: Sendable {
  var liquidations: [PendingRows<LiquidationBatch>] = []
  var candles: [PendingRows<CandleBatch>] = []
  var aggregates: [PendingRows<AggregateBatch>] = []
  var series: [PendingRows<SeriesBatch>] = []

  var rowCount: Int {
    func count<Rows>(_ parts: [PendingRows<Rows>]) -> Int { parts.reduce(0) { $0 + $1.rows.count } }
    return count(liquidations) + count(candles) + count(aggregates) + count(series)
  }

  /// Sets when rows were received, by the place of a file's liquidations, row.
  mutating func receive(_ receipts: [Int: [Int: Int64]]) {
    for (place, times) in receipts {
      var rows = liquidations[place].rows
      for (row, received) in times { rows.received[row] = received }
      liquidations[place] = PendingRows(rows)
    }
  }

  mutating func append(_ other: PendingParts) {
    liquidations += other.liquidations
    candles += other.candles
    aggregates += other.aggregates
    series += other.series
  }
}

/// Rows that wait and may have twins in a chunk.
struct PendingPlace {
  /// Where they are among those of their kind.
  let index: Int
  let firstTime, lastTime: Int64
}

extension PriorRows {
  /// The rows of other files that wait, are of an exchange and may hold one of the symbols in
  /// `window`.
  func pending<Rows: StoredRows>(
    _ type: Rows.Type, _ exchange: String, variant: String?, symbols: [String], _ window: TimeRange
  ) -> [PendingPlace] {
    let parts = pending[keyPath: Rows.pending]
    return parts.indices.compactMap { index in
      guard parts[index].rows.variant == variant,
        let times = parts[index].times(exchange, symbols: symbols, in: window)
      else { return nil }
      return PendingPlace(index: index, firstTime: times.first, lastTime: times.last)
    }
  }
}
