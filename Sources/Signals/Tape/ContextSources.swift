import Basics
import MarketData

/// Which source of each total and series is read, by what is stored of them altogether.
struct ContextSources: Sendable {
  /// Where totals come from.
  struct Totals: Hashable, Sendable {
    let exchange: String
    /// In microseconds.
    let interval: Int64
  }

  private struct SeriesKey: Hashable {
    let symbol: String
    let name: SeriesName
  }

  /// How many rows a source of totals has in dollars and in base currency.
  private struct Rows {
    var usd: Int64 = 0
    var base: Int64 = 0
  }

  private let totals: [String: [Totals: Rows]]
  /// The exchanges of a series: that with most values first, then by name.
  private let exchanges: [SeriesKey: [String]]

  init(_ aggregates: [AggregateBatch], _ series: [SeriesBatch]) {
    var rows: [String: [Totals: Rows]] = [:]
    for batch in aggregates {
      for row in 0..<batch.count {
        let key = batch.instruments[Int(batch.instrument[row])]
        let source = Totals(exchange: key.exchange, interval: batch.interval.microseconds)
        switch batch.unit[row] {
        case .usd: rows[key.symbol, default: [:]][source, default: Rows()].usd += 1
        case .base: rows[key.symbol, default: [:]][source, default: Rows()].base += 1
        case .quote, .contracts, .count: break
        }
      }
    }
    totals = rows
    var values: [SeriesKey: [String: Int]] = [:]
    for batch in series {
      for row in 0..<batch.count {
        let key = batch.instruments[Int(batch.instrument[row])]
        values[SeriesKey(symbol: key.symbol, name: batch.name[row]), default: [:]][
          key.exchange, default: 0] += 1
      }
    }
    exchanges = values.mapValues { sources in
      sources.sorted { $0.value != $1.value ? $0.value > $1.value : precedes($0.key, $1.key) }
        .map(\.key)
    }
  }

  /// The source of a symbol's totals: the one that covers most time, then the finer, then the first
  /// by name.
  ///
  /// - Parameters:
  ///   - symbol: As the source spells it.
  ///   - interval: Of the candles, in microseconds: of shorter totals in base currency only those
  ///     that end with a candle have a price, so only they count.
  /// - Returns: nil when no source has totals that can be worth dollars.
  func totals(of symbol: String, candles interval: Int64) -> Totals? {
    func covered(_ source: Totals, _ rows: Rows) -> Int64 {
      let priced = rows.base * min(source.interval, interval) / interval
      return (rows.usd + priced) * source.interval
    }
    return totals[symbol]?.min { left, right in
      let (a, b) = (left.key, right.key)
      let times = (covered(a, left.value), covered(b, right.value))
      if times.0 != times.1 { return times.0 > times.1 }
      return a.interval != b.interval ? a.interval < b.interval : precedes(a.exchange, b.exchange)
    }?.key
  }

  /// Series → the exchange it is read from; `exchange` where that has it.
  func series(of symbol: String, preferring exchange: String?) -> [SeriesName: String] {
    var chosen: [SeriesName: String] = [:]
    for name in SeriesName.allCases {
      guard let known = exchanges[SeriesKey(symbol: symbol, name: name)] else { continue }
      if let exchange, known.contains(exchange) {
        chosen[name] = exchange
      } else if exchange == nil || ![.markPrice, .indexPrice].contains(name) {
        chosen[name] = known.first
      }
    }
    return chosen
  }
}
