import Basics
import MarketData
import Store
import TestSupport
import Testing

/// One liquidation, for tables in tests.
struct Event {
  var time: Int64
  var symbol = "BTCUSDT"
  var exchange = "binance-futures"
  var side = LiquidationSide.long
  var price = 100.0
  var kind = PriceKind.order
  var quantity = 1.0
  var contracts = Double.nan
  var notional = Double.nan
  var id: String?
  var received = LiquidationBatch.noTime
}

/// Midnight of 2024-03-01, in microseconds.
let march: Int64 = 1_709_251_200_000_000

extension LiquidationBatch {
  init(_ events: [Event]) {
    self.init()
    for event in events {
      let key = InstrumentKey(exchange: event.exchange, symbol: event.symbol)
      instrument.append(intern([key])[0])
      time.append(event.time)
      received.append(event.received)
      side.append(event.side)
      price.append(event.price)
      priceKind.append(event.kind)
      quantity.append(event.quantity)
      contracts.append(event.contracts)
      notional.append(event.notional)
      orderID.append(event.id)
      importID.append(0)
    }
  }

  /// The rows in order, as `parts` batches.
  func split(_ parts: Int) -> [LiquidationBatch] {
    (0..<parts).map { part in
      gather((part * count / parts..<(part + 1) * count / parts).map(Int32.init))
    }
  }

  /// One line a row, for comparing without regard to the instrument table.
  var lines: [String] {
    (0..<count).map { row in
      let key = instruments[Int(instrument[row])]
      return "\(key.exchange) \(key.symbol) \(time[row]) \(received[row]) \(side[row].name)"
        + " \(price[row]) \(priceKind[row].name) \(quantity[row]) \(contracts[row])"
        + " \(notional[row]) \(orderID[row] ?? "-")"
    }
  }
}

extension CandleBatch {
  /// Candles of `symbol` from `start` on, one per interval, with random values of `seed`.
  static func random(
    count: Int, seed: UInt64, start: Int64 = march, interval: Interval = .minute,
    symbol: String = "BTCUSDT"
  ) -> CandleBatch {
    var random = SplitMix64(seed: seed)
    var batch = CandleBatch(interval: interval)
    batch.instruments = [InstrumentKey(exchange: "binance-futures", symbol: symbol)]
    for index in 0..<count {
      let open = 100 + random.uniform()
      batch.instrument.append(0)
      batch.openTime.append(start + Int64(index) * interval.microseconds)
      batch.open.append(open)
      batch.high.append(open + 2)
      batch.low.append(open - 2)
      batch.close.append(open + 1)
      batch.volume.append(random.uniform() * 100)
      batch.quoteVolume.append(index % 3 == 0 ? .nan : random.uniform() * 1_000)
      batch.trades.append(index % 4 == 0 ? noTrades : Int64(random.index(below: 1_000)))
      batch.takerBuyVolume.append(index % 5 == 0 ? .nan : random.uniform())
      batch.importID.append(0)
    }
    return batch
  }

  var lines: [String] {
    (0..<count).map { row in
      let key = instruments[Int(instrument[row])]
      return "\(key.exchange) \(key.symbol) \(openTime[row]) \(open[row]) \(high[row])"
        + " \(low[row]) \(close[row]) \(volume[row]) \(quoteVolume[row]) \(trades[row])"
        + " \(takerBuyVolume[row])"
    }
  }
}

extension Scratch {
  /// Waits for the lock: a process that another test starts shares it for an instant, until its
  /// `exec`.
  func openForWriting(steps: CommitSteps = .none) throws -> Store {
    try Store.open(at: store, mode: .write(wait: .seconds(20), createIfMissing: true), steps: steps)
  }

  /// Imports batches as one file called `name`.
  @discardableResult
  func importFile(
    _ name: String, _ batches: [LiquidationBatch], format: String = "tardis-liquidations",
    options: ImportOptions = ImportOptions()
  ) async throws -> ImportRecord {
    let session = try session(openForWriting(), name, format: format, options: options)
    for batch in batches { try await session.append(batch) }
    return try await session.commit(ImportSummary(path: "in/" + name, kind: .liquidations))
  }

  /// Imports candles as one file called `name`.
  @discardableResult
  func importCandles(
    _ name: String, _ batches: [CandleBatch], options: ImportOptions = ImportOptions()
  ) async throws -> (record: ImportRecord, outcome: ImportOutcome) {
    let session = try session(
      openForWriting(), name, format: "binance-klines", options: options)
    for batch in batches { try await session.append(batch) }
    let outcome = try await session.finish()
    let refused = outcome.conflicts.count
    let summary = ImportSummary(path: name, kind: .candles, rowsRefused: refused)
    return (try await session.commit(summary), outcome)
  }

  func session(
    _ store: Store, _ name: String, format: String = "tardis-liquidations",
    options: ImportOptions = ImportOptions()
  ) throws -> ImportSession {
    let identity = ImportIdentity(hash: name, format: format, options: "")
    let start = try store.beginImport(identity, name: name, bytes: 1_000, options: options)
    guard case .started(let session) = start else {
      throw StoreError(.invalid, path: name, "already imported")
    }
    return session
  }

  /// The rows that a query finds, in the order of the plan.
  func rows(_ query: LiquidationQuery = LiquidationQuery()) throws -> LiquidationBatch {
    try rows(in: try Store.open(at: store, mode: .read), query)
  }

  func rows(
    in store: Store, _ query: LiquidationQuery = LiquidationQuery()
  ) throws -> LiquidationBatch {
    var all = LiquidationBatch()
    for unit in try store.plan(query).units {
      all.append(contentsOf: try store.read(unit, columns: Set(LiquidationColumn.allCases)))
    }
    return all
  }

  func candles(_ query: CandleQuery = CandleQuery()) throws -> [String] {
    let store = try Store.open(at: store, mode: .read)
    var lines: [String] = []
    for unit in try store.plan(query).units {
      lines += try store.read(unit, columns: Set(CandleColumn.allCases)).lines
    }
    return lines
  }
}
