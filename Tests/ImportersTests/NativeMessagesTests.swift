import Basics
import Foundation
import Importers
import MarketData
import TestSupport
import Testing

/// A vendor's own test messages of every venue, with the rows that the vendor makes of them.
@Suite struct NativeMessagesTests {
  /// Where we differ on purpose.
  private struct Difference: Hashable, CustomStringConvertible {
    var exchange: String
    var field: String

    init(_ exchange: String, _ field: String) { (self.exchange, self.field) = (exchange, field) }

    var description: String { "\(exchange) \(field)" }
  }

  /// What the vendor does there. A difference that no message shows any more fails, too.
  private static let differences: [Difference: String] = [
    Difference("binance-futures", "price"):
      "the order's limit (p) where what was traded is sent (ap)",
    Difference("binance-delivery", "price"): "the order's limit (p) where what was traded is sent",
    Difference("bitfinex-derivatives", "symbol"): "the venue's spelling begins with t",
    Difference("bitfinex-derivatives", "price"):
      "the entry price where an acquisition price is sent",
    Difference("bitfinex-derivatives", "rows"): "a channel whose subscription it has not seen",
    Difference("bybit", "rows"): "allLiquidation before 2025-02-26 is left to the older channel",
    Difference("huobi-dm", "rows"): "a contract whose alias it has not yet heard of",
    Difference("huobi-dm", "symbol"): "an alias (BTC_CQ) in the place of the contract",
    Difference("lighter", "rows"): "the answer to a subscription, which ids keep from doubling",
    Difference("okex-futures", "rows"): "a session's first message, which de-duplication handles",
  ]

  private static let names = [
    "binance-delivery", "binance-futures", "bitfinex-derivatives", "bitget-futures", "bitmex",
    "bybit", "coinbase-international", "cryptofacilities", "deribit", "dydx", "dydx-v4", "ftx",
    "gate-io-futures", "huobi-dm", "huobi-dm-linear-swap", "huobi-dm-swap", "hyperliquid",
    "lighter", "okex-futures", "okex-swap", "liquidations_native_and_normalized",
  ]

  @Test func `every message means what the vendor says, except where we know better`() async throws
  {
    var seen: Set<Difference> = []
    var checked = 0
    let scratch = try Scratch()
    for name in Self.names {
      guard let url = SharedFiles.url("data/tardis/native_messages/\(name).jsonl") else { return }
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      for (number, line) in lines.enumerated() {
        let message = try JSONValue(parsing: String(line))
        let exchange = message["exchange"]?.text ?? name
        let path = "\(name)-\(number)"
        let found = try await Self.compare(message, exchange, scratch, path)
        checked += found.rows
        seen.formUnion(found.differences)
      }
    }
    #expect(seen == Set(Self.differences.keys), "\(seen)")
    #expect(checked == 74, "\(checked)")
  }

  private static func compare(
    _ message: JSONValue, _ exchange: String, _ scratch: Scratch, _ name: String
  ) async throws -> (rows: Int, differences: Set<Difference>) {
    let expected = (message["normalized"]?.elements ?? []).filter {
      $0["type"]?.text == "liquidation"
    }
    let stamp = message["local_timestamp"]?.text ?? expected.first?["localTimestamp"]?.text ?? ""
    let text = stamp + " " + (message["message"]?.text() ?? "") + "\n"
    let rows: LiquidationBatch
    do {
      let result = try await importFile(try scratch.write(text, name))
      #expect(result.refused.isEmpty, "\(name): \(result.refused)")
      rows = result.liquidations
    } catch let error as ImportError {
      // A single message of another kind need not tell its venue.
      #expect(expected.isEmpty, "\(name): \(error)")
      return (0, [])
    }
    guard rows.count == expected.count else { return (0, [Difference(exchange, "rows")]) }
    var differences: Set<Difference> = []
    for (row, normal) in expected.enumerated() {
      differences.formUnion(Self.differences(rows, row, normal, exchange))
    }
    return (rows.count, differences)
  }

  /// The fields of a row that are not as the vendor has them.
  private static func differences(
    _ rows: LiquidationBatch, _ row: Int, _ normal: JSONValue, _ exchange: String
  ) -> [Difference] {
    let key = rows.instruments[Int(rows.instrument[row])]
    let isQuote = exchange == "bitget-futures"
    let amount =
      isQuote
      ? rows.notional[row] : rows.contracts[row].isNaN ? rows.quantity[row] : rows.contracts[row]
    let received = rows.received[row]
    let time = normal["timestamp"]?.text.map(shortened)
    let fields: [(String, Bool)] = [
      ("exchange", key.exchange == normal["exchange"]?.text),
      ("symbol", key.symbol == normal["symbol"]?.text),
      ("side", rows.side[row] == (normal["side"]?.text == "sell" ? .long : .short)),
      ("price", rows.price[row] == normal["price"]?.double),
      ("amount", amount == normal["amount"]?.double),
      ("timestamp", TimeText.rfc3339(rows.time[row]) == time),
      (
        "localTimestamp",
        TimeText.rfc3339(received) == normal["localTimestamp"]?.text.map(shortened)
      ),
      ("id", rows.orderID[row] == normal["id"]?.text),
    ]
    return fields.filter { !$0.1 }.map { Difference(exchange, $0.0) }
  }

  /// `…17.500Z` and `…17.000Z` as `TimeText` writes them.
  private static func shortened(_ text: String) -> String {
    text.hasSuffix(".000Z") ? String(text.dropLast(5)) + "Z" : text
  }
}
