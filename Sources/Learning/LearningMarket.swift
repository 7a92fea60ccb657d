import Basics
package import MarketData
package import Signals

/// One symbol's liquidations and candles, as the signals read them.
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
  ///
  /// - Parameters:
  ///   - symbol: As the exchanges spell it.
  ///   - liquidations: In any order.
  ///   - candles: In any order.
  ///   - interval: The length of a candle, in microseconds.
  ///   - window: What to use; open ends are what the candles span.
  /// - Complexity: O(n log n).
  package init?(
    symbol: String, liquidations: [LiquidationBatch], candles: [CandleBatch], interval: Int64,
    window: TimeRange
  ) {
    let built = builtCandles(symbol, candles, interval, window)
    guard let first = built.openTime.first, let last = built.openTime.last else { return nil }
    let exchanges = Set(liquidations.flatMap { $0.instruments.map(\.exchange) })
      .sorted(by: precedes)
    let end = window.to == .max ? last + interval : window.to
    self.symbol = symbol
    self.window = TimeRange(from: max(first, window.from), to: end)
    tape = SymbolTape(
      start: first, longestGap: nil, exchanges: exchanges, candles: built,
      liquidations: sortedRows(symbol, liquidations, exchanges, self.window))
  }

  /// The same with only what was known at `time`.
  package func known(at time: Int64) -> LearningMarket {
    var past = SymbolTape(
      start: tape.start, interval: tape.candles.interval, longestGap: tape.longestGap,
      exchanges: tape.exchanges)
    for index in 0..<tape.candles.count where tape.candles.closeTime(index) <= time {
      past.append(tape.candles[index])
    }
    for index in 0..<tape.liquidations.count where tape.liquidations.availability[index] <= time {
      past.append(tape.liquidations[index])
    }
    return LearningMarket(
      symbol: symbol, tape: past, window: TimeRange(from: window.from, to: min(window.to, time)))
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
) -> Candles {
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
  return coarsened(sorted, to: interval)
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
