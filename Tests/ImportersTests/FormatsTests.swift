import Foundation
import Importers
import MarketData
import Testing

/// Runs every format over its fixture folder. Adding a format needs no new test code.
@Suite struct FormatsTests {
  static let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")
  /// Formats are asked for by name, so that the fixture's own name does not matter.
  static let names = Formats.all.map { $0.name } + ["columns"]

  /// Symbols that the formats' files do not carry.
  private static let symbols = [
    "binance-liquidation-snapshot": "BTCUSD_PERP", "kraken-futures-trade": "PI_ETHUSD",
    "dydx-v4-trades": "AVAX-USD", "okx-candles": "BTC-USDT-SWAP",
    "kraken-futures-candles": "PI_XBTUSD", "coinalyze-liquidations-csv": "BTCUSD_PERP.A",
    "coinglass-liquidations": "BTC", "coinglass-liquidations-csv": "BTC",
    "coinglass-series-csv": "BTC", "binance-funding-rates": "BTCUSD_PERP",
    "kraken-ohlcvt": "XBTUSD", "ftx-trades-csv": "BTC-PERP", "bitget-candles": "BTCUSDT",
    "gate-contract-stats": "BTC_USDT", "gate-contract-stats-series": "BTC_USDT",
    "okx-open-interest": "BTC-USDT-SWAP", "deribit-candles": "BTC-PERPETUAL",
    "bitfinex-candles": "tBTCUSD",
  ]

  /// Formats whose files do not carry the exchange, and one they could be from.
  private static let exchanges = [
    "binance-klines": "binance-futures", "cryptodatadownload": "binance-futures",
    "ohlcv-csv": "binance-futures", "ccxt-liquidations": "bybit",
    "binance-klines-json": "binance-futures", "bitget-candles": "bitget-futures",
    "ccxt-candles": "binance-futures",
  ]

  /// What the files do not carry.
  static func options(_ name: String, jobs: Int = 1) throws -> ImportOptions {
    var options = ImportOptions(format: name, jobs: jobs)
    if name == "columns" {
      options.format = nil
      options.columns = try ColumnMapping(
        parsing: "time=ts:iso@+05:30,symbol=sym,side=side:order,price=px:mark,quantity=qty,"
          + "exchange=venue,order_id=oid")
    }
    let kind = Formats.all.first { $0.name == name }?.kind ?? .liquidations
    if kind == .candles, exchanges[name] != nil { options.symbol = "BTCUSDT" }
    if kind != .liquidations {
      options.interval = name == "kraken-futures-candles" ? .hour : .minute
    }
    if name == "gate-candles" {
      options.instruments = InstrumentRules([
        InstrumentKey(exchange: "gate-io-futures", symbol: "BTC_USDT"):
          .init(kind: .linear, multiplier: 0.0001, base: "BTC", quote: "USDT"),
        InstrumentKey(exchange: "gate-io-futures", symbol: "BTC_USD"):
          .init(kind: .inverse, multiplier: 1, base: "BTC", quote: "USD"),
      ])
    }
    options.exchange = exchanges[name]
    options.symbol = symbols[name] ?? options.symbol
    return options
  }

  static func input(_ name: String) -> String {
    fixtures.appending(path: name).appending(path: "input").path
  }

  @Test func `rule 82: names are unique and every format has exactly one fixture`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures.path)
    #expect(
      Self.names.sorted() == folders.filter { !["real-files", "rules"].contains($0) }.sorted())
    #expect(Formats.all.allSatisfy { !$0.summary.isEmpty && !$0.sample.isEmpty })
    #expect(Formats.all.allSatisfy { $0.sideMeaning.isEmpty == ($0.kind != .liquidations) })
  }

  @Test(arguments: names)
  func `a fixture imports as expected`(name: String) async throws {
    let result = try await importFile(Self.input(name), Self.options(name))
    let url = Self.fixtures.appending(path: name).appending(path: "expected.csv")
    let expected = try? String(contentsOf: url, encoding: .utf8)
    if expected != result.text {
      let recorded = FileManager.default.temporaryDirectory.appending(
        path: "liqtool-recorded-\(name).csv")
      try Data(result.text.utf8).write(to: recorded)
      Issue.record("\(name) differs; what was read is in \(recorded.path)")
    }
  }

  @Test func `the nearest name is offered for one that does not exist`() {
    let error = #expect(throws: ImportError.self) { try Formats.named("tardis-liquidation") }
    #expect(
      error?.message
        == "there is no format 'tardis-liquidation'; did you mean 'tardis-liquidations'?")
    #expect(error?.category == .arguments)
  }
}
