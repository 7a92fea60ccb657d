import Basics
import MarketData
import Synthesis
import Testing

/// Windows of the tests.
enum Windows {
  /// 2024-06-01.
  static let start: Int64 = 1_717_200_000_000_000

  static func days(_ count: Int64) -> TimeRange {
    TimeRange(from: start, to: start + count * 86_400_000_000)
  }

  static func hours(_ count: Int64) -> TimeRange {
    TimeRange(from: start, to: start + count * 3_600_000_000)
  }
}

/// Models of the tests: the defaults with changes planted as JSON.
enum Models {
  /// One symbol on one venue without rhythm: a stationary Hawkes process.
  static let stationary = """
    {"rhythm":{"hour_profile":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],
    "funding_ratio":1,"change":null}}
    """

  static func make(
    seed: UInt64 = 1, window: TimeRange = Windows.hours(6), rows: Int? = nil,
    symbols: [String] = ["BTCUSDT"], exchanges: [String] = ["binance-futures", "bybit"],
    _ planted: String...
  ) throws -> MarketModel {
    var model = try MarketModel(
      seed: seed, window: window, symbols: symbols, exchanges: exchanges, rows: rows)
    for text in planted { try model.plant(JSONValue(parsing: text)) }
    return model
  }
}

/// The bytes of one file of a market.
func bytes(_ model: MarketModel, _ content: MarketFile.Content) async throws -> [UInt8] {
  var bytes: [UInt8] = []
  try await writeMarket(model, to: [MarketFile(content) { bytes += $0 }])
  return bytes
}

/// The lines of one file of a market, without the line feeds.
func lines(_ model: MarketModel, _ content: MarketFile.Content) async throws -> [String] {
  let text = String(decoding: try await bytes(model, content), as: UTF8.self)
  try #require(text.hasSuffix("\n"))
  return text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
