import Analytics
import Basics
import MarketData

/// Recorded open interest, put together by symbol.
struct OpenInterestRows {
  private var rows: [InstrumentKey: [(time: Int64, usd: Double)]] = [:]

  /// Takes the rows in dollars that lie in `window`.
  mutating func add(_ batch: SeriesBatch, in window: TimeRange) {
    for row in 0..<batch.count
    where batch.name[row] == .openInterestUSD && window.contains(batch.time[row]) {
      rows[batch.instruments[Int(batch.instrument[row])], default: []]
        .append((batch.time[row], batch.value[row]))
    }
  }

  /// One series a symbol: of several exchanges the one with the most rows. Of rows of one instant
  /// the last stays.
  var bySymbol: [OpenInterest] {
    var chosen: [String: InstrumentKey] = [:]
    for key in rows.keys.sorted() {
      let known = chosen[key.symbol].flatMap { rows[$0]?.count } ?? 0
      if (rows[key]?.count ?? 0) > known { chosen[key.symbol] = key }
    }
    return chosen.keys.sorted(by: precedes).compactMap { symbol in
      guard let key = chosen[symbol], let own = rows[key] else { return nil }
      let ordered = own.enumerated()
        .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
      let kept = ordered.indices.filter {
        $0 + 1 == ordered.count || ordered[$0 + 1].time > ordered[$0].time
      }
      return OpenInterest(
        symbol: symbol, time: kept.map { ordered[$0].time }, usd: kept.map { ordered[$0].usd })
    }
  }
}
