package import Basics
package import MarketData

/// Generates the market of `model` and writes it to `files`, in one pass.
///
/// - Parameters:
///   - model: What to generate.
///   - files: Where to write what; any number, also none.
/// - Returns: The truth: every parameter, what came of it, and what an analysis should find.
/// - Throws: `MarketModelError` for the model or a file's content, and what the sinks throw.
/// - Complexity: O(rows + minutes·symbols) time; memory for an hour of rows.
@discardableResult
package func writeMarket(_ model: MarketModel, to files: [MarketFile]) async throws -> JSONValue {
  var open: [OpenMarketFile] = []
  for file in files { open.append(try OpenMarketFile(file, model)) }
  var tally = MarketTally(model)
  var (simulation, chunk) = try MarketSimulation(model).advanced()
  while let current = chunk {
    // The next chunk is simulated while this one is printed.
    async let following = simulation.advanced()
    tally.add(current)
    for index in open.indices { try open[index].write(current) }
    (simulation, chunk) = await following
  }
  for index in open.indices { try open[index].flush() }
  return Truth(simulation, tally).json
}

/// Generates the market of `model` in memory.
///
/// - Throws: `MarketModelError` for the model.
package func generateMarket(_ model: MarketModel) throws(MarketModelError) -> SyntheticMarket {
  var simulation = try MarketSimulation(model)
  var market = SyntheticMarket(model)
  var tally = MarketTally(model)
  while let chunk = simulation.next() {
    tally.add(chunk)
    market.append(chunk)
  }
  market.truth = Truth(simulation, tally).json
  return market
}

/// A generated market in memory.
package struct SyntheticMarket: Sendable {
  /// What it was made from.
  package let model: MarketModel
  /// See `writeMarket`.
  package fileprivate(set) var truth = JSONValue.null
  private var orders = ForcedOrders()
  /// By symbol, then minute.
  private var minutes: [[SyntheticCandle]]

  fileprivate init(_ model: MarketModel) {
    self.model = model
    minutes = model.symbols.map { _ in [] }
  }

  fileprivate mutating func append(_ chunk: MarketChunk) {
    orders.append(contentsOf: chunk.orders)
    for index in minutes.indices { minutes[index] += chunk.candles[index] }
  }

  /// The liquidations of one venue in time order, as an importer of the venue's own format gives
  /// them: fill prices for Binance, bankruptcy prices for the others; none for an unknown venue.
  package func liquidations(exchange: String) -> LiquidationBatch {
    var batch = LiquidationBatch()
    guard let venue = SyntheticVenue.named(exchange),
      let index = model.venues.firstIndex(where: { $0.exchange == exchange })
    else { return batch }
    batch.instruments = model.symbols.map {
      InstrumentKey(exchange: exchange, symbol: venue.symbol($0))
    }
    for row in 0..<orders.count where orders.venue[row] == index {
      append(row, of: venue, to: &batch)
    }
    return batch
  }

  private func append(_ row: Int, of venue: SyntheticVenue, to batch: inout LiquidationBatch) {
    let symbol = model.symbols[Int(orders.symbol[row])]
    let units = venue.nativeKind == .fill ? orders.fill[row] : orders.limit[row]
    let price = Double(units) / powerOfTen(symbol.priceDecimals)
    let quantity = Double(orders.quantity[row]) / powerOfTen(symbol.quantityDecimals)
    let contracts = quantity / symbol.contractSize
    batch.instrument.append(UInt32(orders.symbol[row]))
    batch.time.append(orders.time[row])
    batch.received.append(LiquidationBatch.noTime)
    batch.side.append(orders.side[row])
    batch.price.append(price)
    batch.priceKind.append(venue.nativeKind)
    batch.quantity.append(quantity)
    batch.contracts.append(venue.countsContracts ? contracts : .nan)
    batch.notional.append(price * quantity)
    batch.orderID.append(nil)
    batch.importID.append(0)
  }

  /// The candles of all symbols, as `exchange` would name them; by symbol, then time.
  ///
  /// - Throws: `MarketModelError` for an interval that is not whole minutes or does not divide a
  ///   day.
  package func candles(
    exchange: String, interval: Interval = .minute
  ) throws(MarketModelError) -> CandleBatch {
    try OpenMarketFile.checkInterval(interval)
    var batch = CandleBatch(interval: interval)
    for (index, symbol) in model.symbols.enumerated() {
      let name = SyntheticVenue.named(exchange)?.symbol(symbol) ?? symbol.name
      batch.instruments.append(InstrumentKey(exchange: exchange, symbol: name))
      var joiner = CandleJoiner(interval)
      for (offset, candle) in minutes[index].enumerated() {
        let minute = model.window.from / 60_000_000 + Int64(offset)
        guard let (openTime, joined) = joiner.add(candle, minute: minute) else { continue }
        batch.append(joined, of: symbol, instrument: index, openTime: openTime)
      }
    }
    return batch
  }
}

extension CandleBatch {
  fileprivate mutating func append(
    _ candle: SyntheticCandle, of symbol: SymbolModel, instrument index: Int, openTime time: Int64
  ) {
    let price = powerOfTen(symbol.priceDecimals)
    let base = powerOfTen(symbol.quantityDecimals)
    instrument.append(UInt32(index))
    self.openTime.append(time)
    open.append(Double(candle.open) / price)
    high.append(Double(candle.high) / price)
    low.append(Double(candle.low) / price)
    close.append(Double(candle.close) / price)
    volume.append(Double(candle.volume) / base)
    quoteVolume.append(
      Double(candle.quoteVolume) / powerOfTen(SyntheticCandle.quoteDecimals))
    trades.append(candle.trades)
    takerBuyVolume.append(Double(candle.takerBuyVolume) / base)
    importID.append(0)
  }
}
