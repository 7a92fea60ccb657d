import Basics
import MarketData

/// Binance's klines as the public archive (Vision) and many people keep them.
///
///     open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,
///       taker_buy_quote_volume,ignore
///     1730419200000,4.0520,4.0540,4.0500,4.0510,12191.3,1730419259999,49400.1,165,7458.8,30200.2,0
///
/// | field | meaning |
/// | --- | --- |
/// | `open_time`, `close_time` | ms UTC; spot since 2025: µs. Told by the size of each value |
/// | `volume` | base units; COIN-M: contracts |
/// | `quote_volume` | quote units; COIN-M: base units |
/// | `count` | trades |
/// | `taker_buy_volume`, `taker_buy_quote_volume` | as the volumes |
///
/// Sources: github.com/binance/binance-public-data README; month files of 2023 to 2026. Futures
/// files have the header, spot files have none. Neither has symbol, interval or market: those come
/// from the file's name (`BTCUSDT-1m-2024-06.csv`), its path (`futures/um/`) or options.
///
/// The archive's `markPriceKlines`, `indexPriceKlines` and `premiumIndexKlines` have the same name
/// and shape, and are no trades: their path tells, or that they count ticks without any volume.
struct BinanceKlines: CSVFormat {
  static let name = "binance-klines"
  static let kind = ImportKind.candles
  static let venue = "binance, binance-futures, binance-delivery; from the path or --exchange"
  static let summary = "Binance candles, 12 columns, header or not, ms or µs"
  static let sample =
    "1730419200000,4.0520,4.0540,4.0500,4.0510,12191.3,1730419259999,49400.1,165,7458.8,30200.2,0"
  static let sideMeaning = ""

  private static let columns = [
    "open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count",
    "taker_buy_volume", "taker_buy_quote_volume", "ignore",
  ]
  private static let markets = [
    ("futures/um/", "binance-futures"), ("futures/cm/", "binance-delivery"), ("spot/", "binance"),
  ]

  let shape: CSVShape
  private let key: InstrumentKey
  private let interval: Interval
  /// What one contract is worth, on COIN-M.
  private let contractValue: Double?

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    guard isHeader(sample.header) || sample.lines.contains(where: isRow) else { return .none }
    if names.first(of: priceKlines) != nil || holdsNoTrades(sample.lines) {
      return .otherKind(priceKind)
    }
    return .certain
  }

  /// What the klines are that count ticks of a price and no trades.
  static let priceKind = "binance klines of a mark, index or premium price, not of trades"
  private static let priceKlines = ["markpriceklines", "indexpriceklines", "premiumindexklines"]

  /// Whether candles count something though nothing was traded in any of them.
  private static func holdsNoTrades(_ lines: [[String]]) -> Bool {
    let rows = lines.filter { $0.count == columns.count && Double($0[0]) != nil }
    let isQuiet = rows.allSatisfy { Double($0[5]) == 0 && Double($0[7]) == 0 }
    return isQuiet && rows.contains { (Double($0[8]) ?? 0) > 0 }
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    let hasHeader = Self.isHeader(sample.header)
    let count = Self.columns.count
    shape = CSVShape(
      least: hasHeader ? count : count - 1, most: hasHeader ? count : nil,
      headers: hasHeader ? [sample.firstLine] : [])
    let named = context.names.klines
    guard let symbol = context.symbol ?? named?.symbol else {
      throw ImportError(.needsOption("symbol"), "candles of which symbol? Say --symbol")
    }
    interval = try ImportContext.told(context.interval ?? named?.interval)
    key = InstrumentKey(exchange: try Self.exchange(context), symbol: symbol)
    contractValue = Self.contractValue(of: key)
  }

  /// The market that an option or the archive's path names: no row does.
  static func exchange(_ context: ImportContext) throws(ImportError) -> String {
    let market = context.names.first(of: markets.map(\.0))
    if let exchange = context.exchange ?? markets.first(where: { $0.0 == market })?.1 {
      return exchange
    }
    throw ImportError(
      .needsOption("exchange"),
      "candles of which exchange? Say --exchange binance, binance-futures or binance-delivery")
  }

  /// What a contract of COIN-M is worth in dollars; nil elsewhere, where volumes are base units.
  static func contractValue(of key: InstrumentKey) -> Double? {
    key.exchange == "binance-delivery" ? (key.symbol.hasPrefix("BTCUSD_") ? 100 : 10) : nil
  }

  func rows(capacity: Int) -> CandleRows { CandleRows(interval: interval) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout CandleRows
  ) throws(RowProblem) {
    let name = Self.columns
    let openTime = try FieldValues.time(bytes, fields.range(0), name[0], unit: nil)
    var row = CandleRow(
      instrument: try table.index(bytes, 0..<0, tag: 0) { (_, _) throws(RowProblem) in key },
      openTime: openTime,
      open: try FieldValues.positive(bytes, fields.range(1), name[1]),
      high: try FieldValues.positive(bytes, fields.range(2), name[2]),
      low: try FieldValues.positive(bytes, fields.range(3), name[3]),
      close: try FieldValues.positive(bytes, fields.range(4), name[4]),
      volume: try FieldValues.size(bytes, fields.range(5), name[5]),
      quoteVolume: try FieldValues.size(bytes, fields.range(7), name[7]),
      trades: try FieldValues.count(bytes, fields.range(8), name[8]),
      takerBuyVolume: try FieldValues.size(bytes, fields.range(9), name[9]))
    if let contractValue {
      let contracts = row.volume
      row.volume = row.quoteVolume
      row.quoteVolume = contracts * contractValue
      row.takerBuyVolume = try FieldValues.size(bytes, fields.range(10), name[10])
    }
    do throws(RowProblem) {
      try rows.append(row)
    } catch {
      throw RowProblem(
        error.field, error.reason, fields.range(name.firstIndex(of: error.field) ?? 0))
    }
    if let closeTime = TimeText.number(bytes, fields.range(6), unit: nil),
      (closeTime &- openTime) / 1_000 &+ 1 == interval.microseconds / 1_000
    {
      rows.confirmInterval()
    }
  }

  private static func isHeader(_ header: [String]) -> Bool {
    header.count == columns.count && header.starts(with: columns.prefix(6))
  }

  /// Whether a row without a header is a candle: 12 numbers, prices in order, times in order.
  private static func isRow(_ row: [String]) -> Bool {
    guard row.count == columns.count else { return false }
    let values = row.map { Double($0) ?? .nan }
    return values.allSatisfy { !$0.isNaN } && values[0] > 1e12 && values[6] > values[0]
      && values[2] >= max(values[1], values[4]) && values[3] <= min(values[1], values[4])
  }
}
