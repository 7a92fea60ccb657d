import Basics
import Foundation
import Importers
import MarketData
import TestSupport
import Testing

/// The files that people really have; skipped where they are absent.
@Suite struct RealFilesTests {
  private static let dumps = "data/binance_usdm_forceorder_csv/"

  @Test func `force orders with a zone, and a second schema behind them`() async throws {
    guard let url = SharedFiles.url(Self.dumps + "anmolkhullar24/liquidation_orders.csv") else {
      return
    }
    let result = try await importFile(url.path, ImportOptions(exchange: "binance-futures"))
    #expect(result.outcome.rowsAccepted == 1_844)
    #expect(result.outcome.rowsRefused == 573)
    #expect(result.outcome.rowsSkipped == 1)
    #expect(result.liquidations.time.first.map(TimeText.rfc3339) == "2024-12-04T16:46:25.584Z")
    let refused = try #require(result.refused.first)
    #expect(refused.line == 1_846)
    #expect(refused.explanation == "6 fields where 12 are needed")
    #expect(refused.raw.hasPrefix("2024-12-06 23:45:11.043000+05:30,Short Trade"))
  }

  @Test(arguments: [
    ("AlejandroME01/binance_liqs.csv", 101, 1), ("AlejandroME01/binance_large_liqs.csv", 162, 0),
    ("BandsThoBaby/binance.csv", 456, 0), ("BandsThoBaby/binance_bigliqs.csv", 385, 0),
    ("aka-l/binance.csv", 22, 0), ("chiefJurist/binance_liquidations_HEAD_TRANSCRIBED.csv", 53, 0),
    ("Mohamed1756/binance.csv", 0, 35),
  ])
  func `recorder dumps are read or refused row by row`(
    name: String, accepted: Int, refused: Int
  ) async throws {
    guard let url = SharedFiles.url(Self.dumps + name) else { return }
    let result = try await importFile(url.path)
    #expect(result.outcome.format == "binance-force-order-csv")
    #expect(result.outcome.rowsAccepted == accepted)
    #expect(result.outcome.rowsRefused == refused)
    #expect(result.liquidations.instruments.allSatisfy { $0.exchange == "binance-futures" })
  }

  @Test(arguments: [
    "AlejandroME01/binance_trades.csv", "anmolkhullar24/liquidation_orders_history.csv",
  ])
  func `what is no force order is refused as a whole`(name: String) async throws {
    guard let url = SharedFiles.url(Self.dumps + name) else { return }
    let error = await #expect(throws: ImportError.self) { try await importFile(url.path) }
    #expect(error?.kind == .notRecognised)
  }

  @Test(arguments: [
    ("um_1m/DOTUSDT-1m-2025-11.csv", "binance-futures", 43_200),
    ("um_1m/BTCUSDT-1m-2024-12-04T1930_2145Z_TRANSCRIBED.csv", "binance-futures", 135),
    ("spot_5m/BTCUSDT-5m-2024-06.csv", "binance", 8_640),
    ("spot_5m/BTCUSDT-5m-2025-01.csv", "binance", 8_928),
  ])
  func `month files of candles`(name: String, exchange: String, count: Int) async throws {
    guard let url = SharedFiles.url("data/binance_klines/" + name) else { return }
    let result = try await importFile(url.path, ImportOptions(exchange: exchange))
    #expect(result.outcome.rowsAccepted == count)
    #expect(result.outcome.rowsRefused == 0)
    let candles = try #require(result.candles)
    #expect(candles.openTime == candles.openTime.sorted())
  }

  @Test(arguments: [
    ("binance_um_forceOrder_live2026.jsonl", nil, 5, "binance-futures"),
    ("aster_forceOrder_live2026.jsonl", "aster", 1, "aster"),
  ])
  func `frames as they came over the wire`(
    name: String, exchange: String?, atLeast: Int, expected: String
  ) async throws {
    guard let url = SharedFiles.url("data/wire_captures/" + name) else { return }
    let result = try await importFile(url.path, ImportOptions(exchange: exchange))
    #expect(result.outcome.rowsAccepted >= min(atLeast, 1))
    #expect(result.outcome.rowsRefused == 0)
    #expect(result.liquidations.instruments.allSatisfy { $0.exchange == expected })
  }

  @Test(arguments: [
    ("bybit_allLiquidation_live2026.jsonl", 8, "bybit"),
    ("htx_liquidation_orders_live2026.jsonl", 1, "huobi-dm-linear-swap"),
    ("okx_liquidation_orders_live2026.jsonl", 4, "okex-swap"),
    ("dydx_v4_trades_live2026.jsonl", 1, "dydx-v4"),
    ("dydx_v4_rest_trades_live2026.json", 2, "dydx-v4"),
  ])
  func `frames of other venues`(name: String, count: Int, exchange: String) async throws {
    guard let url = SharedFiles.url("data/wire_captures/" + name) else { return }
    let result = try await importFile(url.path, ImportOptions(symbol: "AVAX-USD"))
    #expect(result.liquidations.count == count)
    #expect(result.outcome.rowsRefused == 0)
    #expect(result.liquidations.instruments.allSatisfy { $0.exchange == exchange })
  }

  @Test(arguments: [
    ("BITMEX.ws.1.0", "bitmex-liquidation"), ("DERIBIT.ws.1.0", "deribit-trades"),
    ("KRAKEN_FUTURES.ws.1.0", "kraken-futures-trade"), ("OKX.ws.1.0", "okx-liquidation-orders"),
  ])
  func `captures are known by their venue`(name: String, format: String) async throws {
    guard let url = SharedFiles.url("data/cryptofeed_raw/" + name) else { return }
    let result = try await importFile(url.path)
    #expect(result.outcome.format == format)
    #expect(result.outcome.rowsRefused == 0, "\(result.refused.prefix(3))")
  }

  @Test func `candles of CryptoDataDownload, with all their oddities`() async throws {
    let files = [
      ("andrewsiah_Binance_BTCUSDT_1h_mixed_s_ms.csv", 36_062),
      ("LinuxFan2718_Binance_BTCUSDT_1h_url_preamble.csv", 26_771),
      ("bobg36_Binance_BTCUSDT_minute.csv", 15_000),
    ]
    for (name, count) in files {
      guard let url = SharedFiles.url("data/cryptodatadownload/" + name) else { return }
      let result = try await importFile(url.path)
      #expect(result.outcome.format == "cryptodatadownload")
      #expect(result.outcome.rowsAccepted == count, "\(name) \(result.refused.prefix(3))")
      #expect(
        result.candles?.instruments == [InstrumentKey(exchange: "binance", symbol: "BTCUSDT")])
    }
  }

  @Test(arguments: [
    "binance-futures_book_snapshot_25_BTCUSDT", "bitmex_trades_XBTUSD",
    "huobi-dm-swap_quotes_BTC-USD",
    "deribit_incremental_book_L2_BTC-PERPETUAL",
  ])
  func `other files of a vendor are named and refused`(name: String) async throws {
    guard let url = SharedFiles.url("data/tardis/csv/\(name).csv") else { return }
    let error = await #expect(throws: ImportError.self) { try await importFile(url.path) }
    guard case .otherKind(let kind) = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(kind.hasPrefix("tardis"))
    #expect(error?.isSkippedInFolders == (kind != "tardis trades"))
  }

  @Test func `a capture without liquidations is read and holds no rows`() async throws {
    guard let url = SharedFiles.url("data/cryptofeed_raw/BINANCE_FUTURES.ws.1.0") else { return }
    let result = try await importFile(url.path)
    #expect(result.outcome.format == "binance-force-order")
    #expect(result.outcome.rowsRead == result.outcome.rowsSkipped)
    #expect(result.outcome.rowsSkipped > 1_000)
    #expect(!result.outcome.warnings.isEmpty)
  }
}
