import Basics
import MarketData

/// Tardis's daily CSV files of derivative tickers.
///
///     exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,
///       predicted_funding_rate,open_interest,last_price,index_price,mark_price
///     bitmex,XBTUSD,1583020803145000,1583020803307160,1583020800000000,0.0001,0.00012,1000000,
///       9500.5,9500.0,9500.25
///
/// | field | meaning |
/// | --- | --- |
/// | `timestamp` | µs UTC: when the values were known |
/// | `funding_timestamp` | of the next payment, not read |
/// | `funding_rate`, `predicted_funding_rate` | fractions |
/// | `open_interest` | as the venue counts: base units where its sizes are (`InstrumentRules`), else contracts |
/// | `last_price`, `index_price`, `mark_price` | quote currency |
///
/// Any of the last seven may be empty: the source had none, not zero.
///
/// Source: docs.tardis.dev/downloadable-csv-files.
struct TardisDerivativeTicker: CSVFormat {
  static let name = "tardis-derivative-ticker"
  static let kind = ImportKind.series
  static let venue = "the file's exchange column"
  static let summary = "Tardis CSV: funding, open interest, last, index and mark price"
  static let sample =
    "bitmex,XBTUSD,1583020803145000,1583020803307160,1583020800000000,0.0001,0.00012,1000000,"
    + "9500.5,9500.0,9500.25"
  static let sideMeaning = ""

  static let header = [
    "exchange", "symbol", "timestamp", "local_timestamp", "funding_timestamp", "funding_rate",
    "predicted_funding_rate", "open_interest", "last_price", "index_price", "mark_price",
  ]

  let shape: CSVShape

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == header ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.header, sample)
  }

  func rows(capacity: Int) -> SeriesRows { SeriesRows() }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout SeriesRows
  ) throws(RowProblem) {
    let time = try FieldValues.time(bytes, fields.range(2), Self.header[2], unit: .microseconds)
    var values = TickerValues()
    for column in 5..<Self.header.count {
      let range = fields.range(column)
      if range.isEmpty { continue }
      let name = Self.header[column]
      values[column - 5] = try FieldValues.value(
        bytes, range, name, of: TickerValues.series[column - 5])
    }
    let exchange = fields.range(0)
    let key = exchange.lowerBound..<fields.range(1).upperBound
    let instrument = try table.index(bytes, key, tag: exchange.count) {
      (bytes, key) throws(RowProblem) in
      try TardisLiquidations.instrument(bytes, key, exchangeCount: exchange.count)
    }
    values.append(instrument, time, table.lastRules, to: &rows)
  }
}

/// The values of one ticker; NaN where there is none.
struct TickerValues {
  static let series: [SeriesName] = [
    .fundingRate, .predictedFundingRate, .openInterest, .lastPrice, .indexPrice, .markPrice,
  ]

  private var values = InlineArray<6, Double>(repeating: .nan)

  subscript(index: Int) -> Double {
    get { values[index] }
    set { values[index] = newValue }
  }

  /// Appends what there is; sizes whose unit is not base currency are counted as contracts.
  func append(
    _ instrument: UInt32, _ time: Int64, _ rules: ContractRules?, to rows: inout SeriesRows
  ) {
    let isBase = rules?.kind == .linear && rules?.unit == .base
    for index in values.indices where !values[index].isNaN {
      let name = Self.series[index]
      rows.append(
        instrument, name == .openInterest && !isBase ? .openInterestContracts : name, time: time,
        value: values[index])
    }
  }
}
