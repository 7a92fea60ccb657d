import Basics
package import MarketData
package import Signals

/// One symbol's liquidations, candles and series, as the signals read them.
package struct LearningMarket: Sendable {
  package let symbol: String
  package let tape: SymbolTape
  /// What the data cover, in microseconds UTC.
  package let window: TimeRange

  package init(symbol: String, tape: SymbolTape, window: TimeRange) {
    self.symbol = symbol
    self.tape = tape
    self.window = window
  }

  /// Puts batches of the store together; nil without a candle of the symbol that can be built to
  /// `interval`.
  ///
  /// Liquidations of all exchanges count from their event time; candles come from the exchange with
  /// the most of them, the finest interval that divides `interval`, and are built to that length.
  /// Where there is no candle they are made of the series of last prices: highs and lows are then
  /// those of the prices there are, and the volume is unknown.
  ///
  /// - Parameters:
  ///   - symbol: As the exchanges spell it.
  ///   - liquidations: In any order.
  ///   - candles: In any order.
  ///   - context: Totals and series.
  ///   - interval: The length of a candle, in microseconds.
  ///   - window: What to use; open ends are what the candles span.
  /// - Complexity: O(n log n).
  package init?(
    symbol: String, liquidations: [LiquidationBatch], candles: [CandleBatch],
    context: ContextRows = ContextRows(), interval: Int64, window: TimeRange
  ) {
    var (built, exchange) = builtCandles(symbol, candles, interval, window)
    let end = window.to == .max ? Int64.max : window.to + 1
    let series = context.series(
      of: symbol, preferring: exchange, in: TimeRange(from: window.from, to: end))
    if built.count == 0 { built = priceCandles(series[.lastPrice], interval, window) }
    guard let first = built.openTime.first, let last = built.openTime.last else { return nil }
    let exchanges = Set(liquidations.flatMap { $0.instruments.map(\.exchange) })
      .sorted(by: precedes)
    self.symbol = symbol
    self.window = TimeRange(
      from: max(first, window.from), to: window.to == .max ? last + interval : window.to)
    var funding = FundingRates()
    let rates = series[.fundingRate]
    for index in 0..<rates.count {
      funding.append(time: rates.time[index], rate: rates.value[index])
    }
    tape = SymbolTape(
      symbol: symbol, start: first, longestGap: nil, exchanges: exchanges, candles: built,
      liquidations: sortedRows(symbol, liquidations, exchanges, self.window), funding: funding,
      totals: context.totals(of: symbol, candles: built, in: window), series: series)
  }

  /// The same with only what was known at `time`.
  package func known(at time: Int64) -> LearningMarket {
    var past = SymbolTape(
      symbol: symbol, start: tape.start, interval: tape.candles.interval,
      longestGap: tape.longestGap,
      exchanges: tape.exchanges, totalsInterval: tape.totals.interval)
    for index in 0..<tape.candles.count where tape.candles.closeTime(index) <= time {
      past.append(tape.candles[index])
    }
    for index in 0..<tape.liquidations.count where tape.liquidations.availability[index] <= time {
      past.append(tape.liquidations[index])
    }
    for index in 0..<tape.totals.count where tape.totals.closeTime(index) <= time {
      past.append(tape.totals[index])
    }
    for name in tape.series.names {
      let series = tape.series[name]
      for index in 0..<series.count where series.time[index] <= time {
        past.append(name, knownAt: series.time[index], value: series.value[index])
      }
    }
    for index in 0..<tape.funding.count where tape.funding.time[index] <= time {
      past.append(settledAt: tape.funding.time[index], rate: tape.funding.rate[index])
    }
    return LearningMarket(
      symbol: symbol, tape: past, window: TimeRange(from: window.from, to: min(window.to, time)))
  }

  /// Whether single liquidations are known, and whether totals per interval are.
  package var hasEvents: Bool { tape.liquidations.count > 0 }
  package var hasTotals: Bool { tape.totals.count > 0 }

  /// How many liquidations have no value in dollars: they count as nothing in sums of dollars.
  package var valueless: Int { tape.liquidations.notional.count { $0.isNaN } }

  /// Whether most candles know their volume.
  package var hasVolume: Bool {
    let known = (0..<tape.candles.count).count { !tape.candles.volume($0).isNaN }
    return 2 * known > tape.candles.count
  }

  /// The closes of the candles: the instants at which something is foreseen.
  package var grid: [Int64] {
    Grid.barCloses(of: tape.candles, interval: tape.candles.interval, end: .max)
  }
}

/// The rows of one symbol by time; rows of one instant by exchange, then as they came.
private func sortedRows(
  _ symbol: String, _ batches: [LiquidationBatch], _ exchanges: [String], _ window: TimeRange
) -> LiquidationRows {
  var rows: [LiquidationRow] = []
  for batch in batches {
    let places = batch.instruments.map { key in
      key.symbol == symbol ? exchanges.firstIndex(of: key.exchange) : nil
    }
    for row in 0..<batch.count where window.contains(batch.time[row]) {
      guard let exchange = places[Int(batch.instrument[row])] else { continue }
      rows.append(
        LiquidationRow(
          availability: batch.time[row], exchange: UInt16(clamping: exchange),
          side: batch.side[row], price: batch.price[row], quantity: batch.quantity[row],
          notional: batch.notional[row]))
    }
  }
  let order = rows.indices.sorted {
    (rows[$0].availability, rows[$0].exchange, $0) < (rows[$1].availability, rows[$1].exchange, $1)
  }
  var result = LiquidationRows()
  for index in order { result.append(rows[index]) }
  return result
}

/// Which candles there are of a symbol.
private struct CandleSource: Hashable {
  let exchange: String
  let interval: Int64
}

private func builtCandles(
  _ symbol: String, _ batches: [CandleBatch], _ interval: Int64, _ window: TimeRange
) -> (candles: Candles, exchange: String?) {
  var rows: [CandleSource: [Candle]] = [:]
  for batch in batches where interval % batch.interval.microseconds == 0 {
    for row in 0..<batch.count where window.contains(batch.openTime[row]) {
      let key = batch.instruments[Int(batch.instrument[row])]
      guard key.symbol == symbol else { continue }
      let source = CandleSource(
        exchange: key.exchange, interval: batch.interval.microseconds)
      rows[source, default: []].append(
        Candle(
          openTime: batch.openTime[row], open: batch.open[row], high: batch.high[row],
          low: batch.low[row], close: batch.close[row], volume: batch.volume[row],
          quoteVolume: batch.quoteVolume[row]))
    }
  }
  func span(_ source: CandleSource) -> Int64 { Int64(rows[source]?.count ?? 0) * source.interval }
  let best = rows.keys.max { left, right in
    if span(left) != span(right) { return span(left) < span(right) }
    if left.interval != right.interval { return left.interval > right.interval }
    return precedes(right.exchange, left.exchange)
  }
  let sorted = (best.flatMap { rows[$0] } ?? []).sorted { $0.openTime < $1.openTime }
  return (coarsened(sorted, to: interval), best?.exchange)
}

/// Candles of a series of prices: a price belongs to the candle that it became known in or closes.
private func priceCandles(
  _ prices: ContextSeries, _ interval: Int64, _ window: TimeRange
) -> Candles {
  var candles: [Candle] = []
  for (time, price) in zip(prices.time, prices.value) {
    let open = TimeText.floorDivide(time - 1, interval) * interval
    let before = candles.last.flatMap { $0.openTime == open - interval ? $0.close : nil }
    let first = before ?? price
    candles.append(
      Candle(
        openTime: open, open: first, high: max(first, price), low: min(first, price), close: price))
  }
  return coarsened(candles.filter { window.contains($0.openTime) }, to: interval)
}

private func coarsened(_ candles: [Candle], to interval: Int64) -> Candles {
  var result = Candles(interval: interval)
  var current: Candle?
  for candle in candles {
    let open = TimeText.floorDivide(candle.openTime, interval) * interval
    if var built = current, built.openTime == open {
      built.high = max(built.high, candle.high)
      built.low = min(built.low, candle.low)
      built.close = candle.close
      built.volume += candle.volume
      built.quoteVolume += candle.quoteVolume
      current = built
    } else {
      if let done = current { result.append(done) }
      current = candle
      current?.openTime = open
    }
  }
  if let done = current { result.append(done) }
  return result
}
