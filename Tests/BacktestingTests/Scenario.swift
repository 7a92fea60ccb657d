import Backtesting
import Basics
import MarketData
import Signals

/// Builds small markets and strategies and runs them.
struct Scenario {
  /// 2024-03-01.
  static let start: Int64 = 1_709_251_200_000_000
  static let minute: Int64 = 60_000_000
  static let hour: Int64 = 3_600_000_000

  var interval = Interval.hour
  var liquidations: [LiquidationBatch] = []
  var candles: [CandleBatch] = []
  var funding: [String: [FundingSettlement]] = [:]

  /// The strategy, in blocks.
  var data = #""liquidations":{},"candles":{"interval":"1h"}"#
  var clock = #""on":"bar_close""#
  var params = ""
  var features = ""
  var filters = ""
  var entry = ""
  var exit = ""
  var sizing = #""type":"fixed_quantity","quantity":1"#
  var portfolio = #""capital":10000"#
  var costs = #""taker_bps":0,"maker_bps":0"#
  var execution = #""order":"market""#
  var extra = ""
  var symbols = ["BTCUSDT"]

  var text: String {
    let names = symbols.map { "\"\($0)\"" }.joined(separator: ",")
    return """
      {"schema":"liqtool.strategy/1","name":"scenario","params":{\(params)},"clock":{\(clock)},
      "data":{\(data)},"universe":{"symbols":[\(names)]},"features":{\(features)},
      "filters":[\(filters)],"entry":{\(entry)},"exit":{\(exit)},"sizing":{\(sizing)},
      "portfolio":{\(portfolio)},"costs":{\(costs)},"execution":{\(execution)}\(extra)}
      """
  }

  /// Adds candles in a row, as open, high, low, close.
  mutating func add(
    _ prices: [(open: Double, high: Double, low: Double, close: Double)],
    symbol: String = "BTCUSDT", interval: Interval? = nil, from start: Int64 = Self.start,
    volume: Double = 1_000, quoteVolume: Double = 1e9
  ) {
    let interval = interval ?? self.interval
    var batch = CandleBatch(interval: interval)
    batch.instruments = [InstrumentKey(exchange: "binance-futures", symbol: symbol)]
    for (index, price) in prices.enumerated() {
      batch.append(
        openTime: start + Int64(index) * interval.microseconds, price, volume: volume,
        quoteVolume: quoteVolume)
    }
    candles.append(batch)
  }

  func file() throws(StrategyError) -> StrategyFile {
    try StrategyFile(parsing: Array(text.utf8))
  }

  func run(from: Int64? = nil, to: Int64? = nil, jobs: Int = 1) async throws -> BacktestResult {
    var data = BacktestData(liquidations: liquidations, candles: candles)
    data.funding = funding
    return try await runBacktest(try file(), data: data, from: from, to: to, jobs: jobs)
  }
}

extension CandleBatch {
  mutating func append(
    openTime: Int64, _ price: (open: Double, high: Double, low: Double, close: Double),
    volume: Double = 1_000, quoteVolume: Double = 1e9, instrument: UInt32 = 0
  ) {
    self.instrument.append(instrument)
    self.openTime.append(openTime)
    open.append(price.open)
    high.append(price.high)
    low.append(price.low)
    close.append(price.close)
    self.volume.append(volume)
    self.quoteVolume.append(quoteVolume)
    trades.append(Self.noTrades)
    takerBuyVolume.append(.nan)
    importID.append(0)
  }
}
