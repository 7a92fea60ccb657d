import Basics
import MarketData

/// Binance Vision's `metrics`: open interest and ratios, every five minutes.
///
///     create_time,symbol,sum_open_interest,sum_open_interest_value,
///       count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,
///       sum_taker_long_short_vol_ratio
///     2023-06-25 00:00:00,BTCUSD_PERP,5578700.00000000,18265.00911826,"","","",0.00855776
///
/// | field | meaning |
/// | --- | --- |
/// | `create_time` | UTC, as everything of Binance's archive |
/// | `sum_open_interest` | base units; COIN-M: contracts |
/// | `sum_open_interest_value` | dollars; COIN-M: base units |
/// | `count_toptrader_…`, `sum_toptrader_…` | accounts, positions of the traders with the largest margins |
/// | `count_long_short_ratio` | accounts of everybody |
/// | `sum_taker_long_short_vol_ratio` | volume that takers bought over volume that they sold |
///
/// Empty fields, quoted or not, are no values; a ratio of zero is none either.
///
/// Source: github.com/binance/binance-public-data; a file of 2023.
struct BinanceMetrics: CSVFormat {
  static let name = "binance-metrics"
  static let kind = ImportKind.series
  static let venue = "binance-futures, binance-delivery"
  static let summary = "Binance Vision metrics: open interest, long/short and taker ratios"
  static let sample =
    #"2023-06-25 00:00:00,BTCUSD_PERP,5578700.0,18265.00911826,"","","",0.00855776"#
  static let sideMeaning = ""

  private static let names = [
    "create_time", "symbol", "sum_open_interest", "sum_open_interest_value",
    "count_toptrader_long_short_ratio", "sum_toptrader_long_short_ratio", "count_long_short_ratio",
    "sum_taker_long_short_vol_ratio",
  ]

  let shape: CSVShape
  private let exchange: String

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == Self.names ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.names, sample)
    exchange = context.exchange ?? "binance-futures"
  }

  func rows(capacity: Int) -> SeriesRows { SeriesRows() }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout SeriesRows
  ) throws(RowProblem) {
    let time = try FieldValues.anyTime(bytes, fields.range(0), Self.names[0])
    let coin = Self.isCoinMargined(bytes, fields.range(1))
    let series: InlineArray<6, SeriesName> = [
      coin ? .openInterestContracts : .openInterest, coin ? .openInterest : .openInterestUSD,
      .topTraderLongShortRatio, .topTraderPositionRatio, .longShortRatio, .takerVolumeRatio,
    ]
    var values = InlineArray<6, Double>(repeating: .nan)
    for column in 0..<6 {
      let range = fields.range(column + 2)
      if range.isEmpty { continue }
      let value = try FieldValues.size(bytes, range, Self.names[column + 2])
      if value > 0 || series[column].allowsZero { values[column] = value }
    }
    let instrument = try table.index(bytes, fields.range(1), tag: 0) {
      (bytes, range) throws(RowProblem) in
      let key = try FieldValues.instrument(bytes, range, Self.names[1], on: exchange)
      return BinanceSymbol.instrument(key.symbol, on: exchange)
    }
    for column in 0..<6 where !values[column].isNaN {
      rows.append(instrument, series[column], time: time, value: values[column])
    }
  }

  private static func isCoinMargined(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    BinanceSymbol.isCoinMargined(String(decoding: FieldValues.copy(bytes, range), as: UTF8.self))
  }
}
