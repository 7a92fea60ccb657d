import Basics
import Foundation
import Importers
import MarketData
import TestSupport
import Testing

/// Open interest against the vendor that keeps the same messages, and what is not told apart.
@Suite struct OpenInterestTests {
  private struct Source: Sendable {
    var file, format: String
    /// In which of our series the vendor's number lies.
    var series: SeriesName
    /// How many of the file's messages hold open interest.
    var messages: Int
  }

  private static let sources = [
    Source(
      file: "okex-swap", format: "okx-open-interest", series: .openInterestContracts, messages: 1),
    Source(
      file: "okex-futures", format: "okx-open-interest", series: .openInterestContracts,
      messages: 1),
    Source(
      file: "huobi-dm", format: "htx-open-interest", series: .openInterestContracts, messages: 1),
    Source(
      file: "huobi-dm-swap", format: "htx-open-interest", series: .openInterestContracts,
      messages: 1),
    Source(
      file: "huobi-dm-linear-swap", format: "htx-open-interest", series: .openInterestContracts,
      messages: 1),
    Source(
      file: "hyperliquid", format: "hyperliquid-asset-contexts", series: .openInterest,
      messages: 1),
  ]

  @Test(arguments: 0..<sources.count)
  func `the vendor reads the same number from a venue's message`(index: Int) async throws {
    let source = Self.sources[index]
    guard let url = SharedFiles.url("data/tardis/native_messages/\(source.file).jsonl") else {
      return
    }
    let scratch = try Scratch()
    var found = 0
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let message = try JSONValue(parsing: String(line))
      let text = JSONValue.object([
        JSONMember("local_timestamp", message["local_timestamp"] ?? .null),
        JSONMember("message", message["message"] ?? .null),
      ]).text()
      let path = try scratch.write(text + "\n", "\(source.file).jsonl")
      let rows = try await importFile(path, ImportOptions(format: source.format))
      #expect(rows.refused.isEmpty, "\(rows.refused)")
      guard rows.series.count > 0 else { continue }
      found += 1
      let ticker = message["normalized"]?.elements?.first
      let row = try #require(rows.series.name.firstIndex(of: source.series))
      #expect(rows.series.value[row] == ticker?["openInterest"]?.double)
      let key = rows.series.instruments[Int(rows.series.instrument[row])]
      #expect(key.exchange == ticker?["exchange"]?.text)
      // The vendor calls futures by what they were at the time: ETH_NW.
      if source.file != "huobi-dm" { #expect(key.symbol == ticker?["symbol"]?.text) }
      // Of OKX the vendor gives the time of the ticker's last message.
      if source.file.hasPrefix("okex") { continue }
      let time = try #require(ticker?["timestamp"]?.text).replacing(".000Z", with: "Z")
      #expect(TimeText.rfc3339(rows.series.time[row]) == time)
    }
    #expect(found == source.messages)
  }

  @Test func `open interest is recognised and needs no option that the answer makes needless`()
    async throws
  {
    let names = [
      "binance-open-interest", "bybit-open-interest", "bitget-open-interest", "htx-open-interest",
      "deribit-open-interest", "kraken-futures-tickers", "hyperliquid-asset-contexts-csv",
      "hyperliquid-asset-contexts", "okx-open-interest",
    ]
    for name in names {
      let result = try await importFile(FormatsTests.input(name))
      #expect(result.outcome.format == name)
    }
    let error = await #expect(throws: ImportError.self) {
      try await importFile(FormatsTests.input("gate-contract-stats"))
    }
    #expect(error?.message == "totals of which contract? Say --symbol")
  }

  @Test func `a recording of other channels is not taken for open interest`() async throws {
    let scratch = try Scratch()
    let context =
      #"{"local_timestamp":"2024-08-23T00:00:00Z","message":{"channel":"activeAssetCtx","data":{"#
      + #""coin":"BTC","ctx":{"openInterest":"1.0","oraclePx":"1.0","markPx":"1.0"}}}}"# + "\n"
    let book =
      #"{"local_timestamp":"2024-08-23T00:00:00Z","message":{"channel":"l2Book","data":{}}}"#
      + "\n"
    let mixed = try await importFile(try scratch.write(context + book + book, "a.jsonl"))
    #expect(mixed.outcome.kind == .liquidations)
    #expect(mixed.outcome.rowsAccepted == 0)
    let pure = try await importFile(try scratch.write(context + context, "b.jsonl"))
    #expect(pure.outcome.kind == .series)
  }

  @Test func `an answer that does not say when it was so is refused with what to do`() async throws
  {
    let scratch = try Scratch()
    let text =
      #"[{"universe":[{"name":"BTC","szDecimals":5}]},[{"openInterest":"1","markPx":"1"}]]"#
    let path = try scratch.write(text, "meta.json")
    let error = await #expect(throws: ImportError.self) { try await importFile(path) }
    #expect(error?.message.contains(#"{"local_timestamp":…,"message":…}"#) == true)
  }
}
