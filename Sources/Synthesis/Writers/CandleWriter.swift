/// A text format of candles that `generate` can write: one that `import` reads.
package protocol CandleWriter: Sendable {
  /// As `import` calls it: `venue-channel`.
  static var name: String { get }
  /// What comes before the first row, or nothing.
  static var header: String { get }
  /// A row, with its line feed; see `CandleField`.
  static var row: String { get }
}

/// The formats of candles.
package enum CandleWriters {
  /// By name.
  package static let all: [any CandleWriter.Type] = [BinanceKlinesWriter.self]

  /// The format called `name`, or nil.
  package static func named(_ name: String) -> (any CandleWriter.Type)? {
    all.first { $0.name == name }
  }
}

/// What a row of candles can hold.
enum CandleField: String, Sendable, CaseIterable {
  case openMilliseconds = "open_ms"
  /// The last millisecond of the candle.
  case closeMilliseconds = "close_ms"
  case open, high, low, close
  /// Base currency.
  case volume
  case quoteVolume = "quote_volume"
  case trades
  case takerVolume = "taker_volume"
  case takerQuoteVolume = "taker_quote_volume"
}
