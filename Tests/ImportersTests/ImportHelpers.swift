import Basics
import Foundation
import Importers
import MarketData

/// Everything that an import handed over.
struct Imported {
  var outcome = SourceOutcome()
  var liquidations = LiquidationBatch()
  var candles: CandleBatch?
  var aggregates: AggregateBatch?
  var series = SeriesBatch()
  var refused: [RefusedRow] = []

  /// The rows that were accepted.
  var count: Int {
    liquidations.count + (candles?.count ?? 0) + (aggregates?.count ?? 0) + series.count
  }

  /// The rows as CSV, null as nothing, and after them what was refused: what fixtures expect.
  var text: String {
    var lines = [header]
    lines += (0..<liquidations.count).map(liquidation)
    if let candles { lines += (0..<candles.count).map { candle($0, candles) } }
    if let aggregates { lines += (0..<aggregates.count).map { aggregate($0, aggregates) } }
    lines += (0..<series.count).map(seriesValue)
    lines += refused.map { "refused,\($0.line),\($0.explanation)" }
    lines.append(
      "read \(outcome.rowsRead), accepted \(outcome.rowsAccepted), duplicate "
        + "\(outcome.rowsDuplicate), refused \(outcome.rowsRefused), skipped \(outcome.rowsSkipped)"
    )
    return lines.joined(separator: "\n") + "\n"
  }

  private var header: String {
    switch outcome.kind {
    case .liquidations:
      "time,received,exchange,symbol,side,price,price_kind,quantity,contracts,notional,order_id"
    case .candles:
      "open_time,exchange,symbol,interval,open,high,low,close,volume,quote_volume,trades,"
        + "taker_buy_volume"
    case .aggregates: "open_time,exchange,symbol,interval,long,short,unit"
    case .series: "time,exchange,symbol,name,value"
    }
  }

  private func liquidation(_ row: Int) -> String {
    let batch = liquidations
    let key = batch.instruments[Int(batch.instrument[row])]
    let received = batch.received[row]
    return [
      TimeText.rfc3339(batch.time[row]),
      received == LiquidationBatch.noTime ? "" : TimeText.rfc3339(received), key.exchange,
      key.symbol, batch.side[row].name, number(batch.price[row]), batch.priceKind[row].name,
      number(batch.quantity[row]), number(batch.contracts[row]), number(batch.notional[row]),
      batch.orderID[row] ?? "",
    ].joined(separator: ",")
  }

  private func candle(_ row: Int, _ batch: CandleBatch) -> String {
    let key = batch.instruments[Int(batch.instrument[row])]
    let trades = batch.trades[row]
    let numbers = [
      batch.open, batch.high, batch.low, batch.close, batch.volume, batch.quoteVolume,
    ].map { number($0[row]) }
    return
      ([TimeText.rfc3339(batch.openTime[row]), key.exchange, key.symbol, batch.interval.name]
      + numbers + [
        trades == CandleBatch.noTrades ? "" : String(trades), number(batch.takerBuyVolume[row]),
      ]).joined(separator: ",")
  }

  private func aggregate(_ row: Int, _ batch: AggregateBatch) -> String {
    let key = batch.instruments[Int(batch.instrument[row])]
    return [
      TimeText.rfc3339(batch.openTime[row]), key.exchange, key.symbol, batch.interval.name,
      number(batch.long[row]), number(batch.short[row]), batch.unit[row].name,
    ].joined(separator: ",")
  }

  private func seriesValue(_ row: Int) -> String {
    let key = series.instruments[Int(series.instrument[row])]
    return [
      TimeText.rfc3339(series.time[row]), key.exchange, key.symbol, series.name[row].name,
      number(series.value[row]),
    ].joined(separator: ",")
  }

  private func number(_ value: Double) -> String { value.isNaN ? "" : value.description }
}

/// Whether two batches hold the same rows, nulls included, which are not equal to themselves.
func same(_ left: LiquidationBatch, _ right: LiquidationBatch) -> Bool {
  func bits(_ column: [Double]) -> [UInt64] { column.map(\.bitPattern) }
  let numbers: [KeyPath<LiquidationBatch, [Double]>] = [
    \.price, \.quantity, \.contracts, \.notional,
  ]
  return left.instruments == right.instruments && left.instrument == right.instrument
    && left.time == right.time && left.received == right.received && left.side == right.side
    && left.priceKind == right.priceKind && left.orderID == right.orderID
    && numbers.allSatisfy { bits(left[keyPath: $0]) == bits(right[keyPath: $0]) }
}

/// Imports a file and keeps everything.
func importFile(_ path: String, _ options: ImportOptions = ImportOptions()) async throws -> Imported
{
  var result = Imported()
  result.outcome = try await importSource(SourceFile(path: path), options: options) { chunk in
    result.refused += chunk.refused
    switch chunk.rows {
    case .liquidations(let batch): result.liquidations.append(contentsOf: batch)
    case .candles(let batch):
      if result.candles == nil {
        result.candles = batch
      } else {
        result.candles?.append(contentsOf: batch)
      }
    case .aggregates(let batch):
      if result.aggregates == nil {
        result.aggregates = batch
      } else {
        result.aggregates?.append(contentsOf: batch)
      }
    case .series(let batch): result.series.append(contentsOf: batch)
    }
  }
  return result
}

/// A folder of its own for the files of a test.
struct Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "liqtool-import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  func write(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }
}
