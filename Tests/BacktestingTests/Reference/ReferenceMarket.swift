import Basics

// A second implementation of the rules, written from their text alone, without any thought of
// speed and without any code of the product but the JSON value. Where the two differ, one of them
// misreads a rule.

/// One liquidation, as imported.
struct ReferenceRow {
  var availability: Int64
  var time: Int64
  var exchange: String
  var order: Int
  /// 1 when a long was liquidated, −1 for a short.
  var side: Double
  var price: Double
  var quantity: Double?
  var notional: Double?
}

/// One candle.
struct ReferenceBar {
  var openTime: Int64
  var open: Double
  var high: Double
  var low: Double
  var close: Double
  var volume: Double?
  var quoteVolume: Double?
}

/// One symbol with its data.
struct ReferenceSymbol {
  var name: String
  /// Candles of the interval D.
  var bars: [ReferenceBar]
  /// Candles of the interval F.
  var fills: [ReferenceBar]
  var rows: [ReferenceRow]
  var funding: [ReferenceSettlement] = []
  /// Floor, rate and amount of each tier of maintenance, by floor; empty for one rate at any size.
  var tiers: [(floor: Double, rate: Double, amount: Double)] = []
}

/// One settlement of funding.
struct ReferenceSettlement {
  var time: Int64
  var rate: Double
  var mark: Double?
}

/// What the rules leave to the data: symbols by name, the window, the intervals.
struct ReferenceMarket {
  var symbols: [ReferenceSymbol]
  var start: Int64
  var end: Int64
  var interval: Int64
  var fillInterval: Int64
}

extension JSONValue {
  /// A number, or what `other` says when it is absent.
  func number(_ key: String, or other: Double) -> Double { self[key]?.double ?? other }

  /// A duration in microseconds, or nil when it is absent.
  func microseconds(_ key: String) -> Int64? {
    self[key]?.text.flatMap { DurationText.microseconds($0) }
  }

  func word(_ key: String, or other: String) -> String { self[key]?.text ?? other }
  func flag(_ key: String, or other: Bool) -> Bool { self[key]?.flag ?? other }
}
