import Basics
package import MarketData

extension BacktestData {
  /// Takes the funding settlements of the plan's symbols out of stored series.
  ///
  /// Rows named `funding_rate` of the exchange whose candles are traded are settlements; the mark
  /// price is that of a `mark_price` row known within a minute before, else the last price is
  /// taken. Rates that come more often than every half an hour are quotes, not settlements: they
  /// are left out, and the warning says so.
  ///
  /// - Parameters:
  ///   - series: In any order.
  ///   - plan: The symbols and where their candles come from.
  /// - Returns: What was left out, as sentences.
  package mutating func addFunding(from series: [SeriesBatch], for plan: BacktestPlan) -> [String] {
    var warnings: [String] = []
    for symbol in plan.symbols {
      let key = InstrumentKey(exchange: symbol.exchange, symbol: symbol.name)
      let rates = Self.rows(.fundingRate, of: key, series)
      guard !rates.isEmpty else { continue }
      guard Self.areSettlements(rates) else {
        warnings.append(
          "the funding rates of \(symbol.name) are quotes, not settlements: funding is ignored")
        continue
      }
      let marks = Self.rows(.markPrice, of: key, series)
      var next = 0
      funding[symbol.name] = rates.map { rate in
        while next < marks.count, marks[next].time <= rate.time { next += 1 }
        let mark = next > 0 && rate.time - marks[next - 1].time <= 60_000_000
        return FundingSettlement(
          time: rate.time, rate: rate.value, mark: mark ? marks[next - 1].value : .nan)
      }
    }
    return warnings
  }

  private static func rows(
    _ name: SeriesName, of key: InstrumentKey, _ series: [SeriesBatch]
  ) -> [(time: Int64, value: Double)] {
    var rows: [(time: Int64, value: Double)] = []
    for batch in series {
      guard let instrument = batch.instruments.firstIndex(of: key) else { continue }
      for row in 0..<batch.count
      where batch.name[row] == name && batch.instrument[row] == UInt32(instrument) {
        rows.append((batch.time[row], batch.value[row]))
      }
    }
    // Stable, so that of two rows at one instant the first imported stays first.
    return rows.sorted { $0.time < $1.time }
  }

  /// Whether most rates are at least half an hour apart.
  private static func areSettlements(_ rates: [(time: Int64, value: Double)]) -> Bool {
    let close = zip(rates, rates.dropFirst()).count { $1.time - $0.time < 1_800_000_000 }
    return 2 * close <= rates.count
  }
}
