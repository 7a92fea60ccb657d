import Basics
import MarketData

/// A recorder's sums of Binance force orders of one symbol that came together: bursts.
///
///     s,liq_amount,S,q,funding_rate,time
///     FLOWUSDT,27614.7658,BUY,8,-0.102,2023-01-03 13:55:11.698439+05:30
///
/// | field | meaning |
/// | --- | --- |
/// | `s` | Binance's symbol |
/// | `liq_amount` | dollars of all orders of the burst |
/// | `S` | the greatest of the orders' sides as text: `BUY` only if all bought, which closes shorts; `SELL` if any sold |
/// | `q` | the number of orders, not kept |
/// | `funding_rate` | percent, not kept: the time of the rate is not said |
/// | `time` | when the recorder wrote it, with a zone |
///
/// A burst counts as a total of the whole amount on its side: a `SELL` burst may hold some shorts
/// that nobody can take out any more. How long a burst lasts is not in the file: `--interval` must
/// say it, and the times are kept as they are.
///
/// Sources: a public recorder and its dump of 2023 (FORMATS 2.3).
struct BinanceBursts: CSVFormat {
  static let name = "binance-bursts-csv"
  static let kind = ImportKind.aggregates
  static let venue = "binance-futures"
  static let summary = "a recorder's bursts of Binance force orders: s,liq_amount,S,q,…"
  static let sample = "FLOWUSDT,27614.7658,BUY,8,-0.102,2023-01-03 13:55:11.698439+05:30"
  static let sideMeaning = ""

  private static let names = ["s", "liq_amount", "S", "q", "funding_rate", "time"]

  let shape: CSVShape
  private let exchange: String
  private let interval: Interval

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == Self.names ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.names, sample)
    // No part of the name is a length: these are said to nobody but the user.
    guard let interval = context.interval else {
      throw ImportError(.needsOption("interval"), "bursts of which length? Say --interval")
    }
    self.interval = interval
    exchange = context.exchange ?? "binance-futures"
  }

  func rows(capacity: Int) -> AggregateRows { AggregateRows(interval: interval, needsGrid: false) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout AggregateRows
  ) throws(RowProblem) {
    let amount = try FieldValues.positive(bytes, fields.range(1), Self.names[1])
    let side = try LiquidationSide.ofOrder(bytes, fields.range(2), Self.names[2])
    let time = try FieldValues.anyTime(bytes, fields.range(5), Self.names[5])
    let instrument = try table.index(bytes, fields.range(0), tag: 0) {
      (bytes, range) throws(RowProblem) in
      try FieldValues.instrument(bytes, range, Self.names[0], on: exchange)
    }
    try rows.append(
      instrument, openTime: time, long: side == .long ? amount : 0,
      short: side == .short ? amount : 0, unit: .usd)
  }
}
