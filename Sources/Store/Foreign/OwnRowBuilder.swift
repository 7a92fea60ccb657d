import MarketData

/// Collects good rows into batches; a row that is refused leaves no trace.
struct OwnRowBuilder {
  private var liquidations = LiquidationBatch()
  private var candles: [Interval: CandleBatch] = [:]
  private var aggregates: [Interval: AggregateBatch] = [:]
  private var series = SeriesBatch()
  private var numbers: [InstrumentKey: UInt32] = [:]
  private var instruments: [InstrumentKey] = []

  private mutating func number(_ key: InstrumentKey) -> UInt32 {
    if let known = numbers[key] { return known }
    let number = UInt32(instruments.count)
    numbers[key] = number
    instruments.append(key)
    return number
  }

  mutating func append(
    _ row: Int, of kind: SegmentKind, from reader: OwnRowReader
  ) throws(OwnRowProblem) {
    switch kind {
    case .liquidations: try appendLiquidation(row, reader)
    case .candles: try appendCandle(row, reader)
    case .aggregates: try appendTotal(row, reader)
    case .series: try appendValue(row, reader)
    }
  }

  private mutating func appendLiquidation(
    _ row: Int, _ reader: OwnRowReader
  ) throws(OwnRowProblem) {
    let key = try reader.instrument(row)
    let time = try reader.time("time", row)
    let received = try reader.received(row)
    let side = try reader.word("side", row, LiquidationSide.init(name:))
    let price = try reader.positive("price", row)
    let kind = try reader.word("price_kind", row, PriceKind.init(name:))
    let quantity = try reader.optional("quantity", row)
    let contracts = try reader.optional("contracts", row)
    let notional = try reader.optional("notional", row)
    let orderID = try reader.orderID(row)
    liquidations.instrument.append(number(key))
    liquidations.time.append(time)
    liquidations.received.append(received)
    liquidations.side.append(side)
    liquidations.price.append(price)
    liquidations.priceKind.append(kind)
    liquidations.quantity.append(quantity)
    liquidations.contracts.append(contracts)
    liquidations.notional.append(notional)
    liquidations.orderID.append(orderID)
    liquidations.importID.append(0)
  }

  private mutating func appendCandle(_ row: Int, _ reader: OwnRowReader) throws(OwnRowProblem) {
    let key = try reader.instrument(row)
    let interval = try reader.interval(row)
    let time = try reader.time("open_time", row)
    let open = try reader.positive("open", row)
    let high = try reader.positive("high", row)
    let low = try reader.positive("low", row)
    let close = try reader.positive("close", row)
    // Weeks begin on Mondays, the epoch on a Thursday.
    guard interval > .day || time % interval.microseconds == 0 else {
      throw OwnRowProblem("open_time: not on the grid of \(interval.name)")
    }
    guard high >= max(open, close), low <= min(open, close) else {
      throw OwnRowProblem("high or low: not around open and close")
    }
    let volume = try reader.optional("volume", row, mayBeZero: true)
    let quoteVolume = try reader.optional("quote_volume", row, mayBeZero: true)
    let taker = try reader.optional("taker_buy_volume", row, mayBeZero: true)
    let trades = try reader.trades(row)
    let number = number(key)
    candles[interval, default: CandleBatch(interval: interval)].append(
      number, time, (open, high, low, close), (volume, quoteVolume, taker), trades)
  }

  private mutating func appendTotal(_ row: Int, _ reader: OwnRowReader) throws(OwnRowProblem) {
    let key = try reader.instrument(row)
    let interval = try reader.interval(row)
    let time = try reader.time("open_time", row)
    let long = try reader.size("long", row)
    let short = try reader.size("short", row)
    let unit = try reader.word("unit", row, AggregateUnit.init(name:))
    let number = number(key)
    aggregates[interval, default: AggregateBatch(interval: interval)].append(
      number, time, long, short, unit)
  }

  private mutating func appendValue(_ row: Int, _ reader: OwnRowReader) throws(OwnRowProblem) {
    let key = try reader.instrument(row)
    let name = try reader.series(row)
    let time = try reader.time("time", row)
    let value = try name.isRate ? reader.number("value", row) : reader.size("value", row)
    series.instrument.append(number(key))
    series.name.append(name)
    series.time.append(time)
    series.value.append(value)
    series.importID.append(0)
  }

  /// Hands the batches over; each gets the table of instruments.
  consuming func finish(_ result: inout OwnRows) {
    liquidations.instruments = instruments
    series.instruments = instruments
    result.liquidations = liquidations
    result.series = series
    result.candles = candles.sorted { $0.key < $1.key }.map(\.value)
    result.aggregates = aggregates.sorted { $0.key < $1.key }.map(\.value)
    for index in result.candles.indices { result.candles[index].instruments = instruments }
    for index in result.aggregates.indices { result.aggregates[index].instruments = instruments }
  }
}

extension CandleBatch {
  fileprivate mutating func append(
    _ number: UInt32, _ time: Int64,
    _ prices: (open: Double, high: Double, low: Double, close: Double),
    _ volumes: (base: Double, quote: Double, taker: Double), _ trades: Int64
  ) {
    instrument.append(number)
    openTime.append(time)
    open.append(prices.open)
    high.append(prices.high)
    low.append(prices.low)
    close.append(prices.close)
    volume.append(volumes.base)
    quoteVolume.append(volumes.quote)
    takerBuyVolume.append(volumes.taker)
    self.trades.append(trades)
    importID.append(0)
  }
}

extension AggregateBatch {
  fileprivate mutating func append(
    _ number: UInt32, _ time: Int64, _ long: Double, _ short: Double, _ unit: AggregateUnit
  ) {
    instrument.append(number)
    openTime.append(time)
    self.long.append(long)
    self.short.append(short)
    self.unit.append(unit)
    importID.append(0)
  }
}
