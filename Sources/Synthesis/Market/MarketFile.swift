package import MarketData

/// One file that a generated market is written to.
package struct MarketFile {
  /// What is written, and how.
  package enum Content: Sendable, Equatable {
    /// The liquidations of all symbols at one of the model's venues, in a format of
    /// `LiquidationWriters`.
    case liquidations(format: String, exchange: String)
    /// The candles of one symbol, in a format of `CandleWriters`; the interval divides a day and is
    /// a whole number of minutes.
    case candles(format: String, symbol: String, interval: Interval)
  }

  package let content: Content
  /// Takes the file's bytes block by block; all blocks but the last have at least 1 MiB.
  package let sink: ([UInt8]) throws -> Void

  /// A file of `content` whose bytes go to `sink`.
  package init(_ content: Content, sink: @escaping ([UInt8]) throws -> Void) {
    self.content = content
    self.sink = sink
  }
}

/// A file while it is written.
struct OpenMarketFile {
  private enum Printer {
    case liquidations(LiquidationPrinter)
    case candles(CandlePrinter, symbol: Int)
  }

  private var printer: Printer
  /// At least 1 MiB and the longest row.
  private var block: [UInt8]
  private var used: Int
  private let sink: ([UInt8]) throws -> Void

  /// - Throws: `MarketModelError` for unknown formats, symbols, venues and intervals.
  init(_ file: MarketFile, _ model: MarketModel) throws(MarketModelError) {
    sink = file.sink
    let header: String
    let longestRow: Int
    switch file.content {
    case .liquidations(let name, let exchange):
      let (format, venue) = try Self.format(name, exchange, model)
      header = format.header
      let liquidations = LiquidationPrinter(format, venue: venue, model)
      longestRow = liquidations.longestRow
      printer = .liquidations(liquidations)
    case .candles(let name, let symbol, let interval):
      let (format, index) = try Self.format(name, symbol, interval, model)
      header = format.header
      let candles = CandlePrinter(format, model.symbols[index], interval)
      longestRow = candles.longestRow
      printer = .candles(candles, symbol: index)
    }
    used = header.utf8.count
    block = Array(header.utf8)
    block.append(contentsOf: [UInt8](repeating: 0, count: 1 << 20 + longestRow))
  }

  private static func format(
    _ name: String, _ exchange: String, _ model: MarketModel
  ) throws(MarketModelError) -> (any LiquidationWriter.Type, Int) {
    guard let format = LiquidationWriters.named(name) else {
      throw .unknown(name, among: LiquidationWriters.all.map { $0.name }, at: "formats")
    }
    guard let venue = model.venues.firstIndex(where: { $0.exchange == exchange }) else {
      throw .unknown(exchange, among: model.venues.map(\.exchange), at: "venues")
    }
    guard format.exchange ?? exchange == exchange else {
      throw MarketModelError(
        path: name, kind: .invalid("is sent by \(format.exchange ?? ""), not by \(exchange)"))
    }
    return (format, venue)
  }

  private static func format(
    _ name: String, _ symbol: String, _ interval: Interval, _ model: MarketModel
  ) throws(MarketModelError) -> (any CandleWriter.Type, Int) {
    guard let format = CandleWriters.named(name) else {
      throw .unknown(name, among: CandleWriters.all.map { $0.name }, at: "formats")
    }
    guard let index = model.symbols.firstIndex(where: { $0.name == symbol }) else {
      throw .unknown(symbol, among: model.symbols.map(\.name), at: "symbols")
    }
    try checkInterval(interval)
    return (format, index)
  }

  /// Refuses intervals that minutes cannot make.
  static func checkInterval(_ interval: Interval) throws(MarketModelError) {
    guard interval.microseconds % 60_000_000 == 0,
      Interval.day.microseconds % interval.microseconds == 0
    else {
      throw MarketModelError(
        path: "interval",
        kind: .invalid("is \(interval.name); it must be whole minutes and divide a day"))
    }
  }

  /// Prints the file's part of a chunk.
  mutating func write(_ chunk: borrowing MarketChunk) throws {
    var row = 0
    let count = rowCount(chunk)
    while true {
      print(chunk, from: &row)
      guard row < count else { return }
      try flush()
    }
  }

  private func rowCount(_ chunk: borrowing MarketChunk) -> Int {
    switch printer {
    case .liquidations: chunk.orders.count
    case .candles(_, let symbol): chunk.candles[symbol].count
    }
  }

  private mutating func print(_ chunk: borrowing MarketChunk, from row: inout Int) {
    switch printer {
    case .liquidations(var liquidations):
      Self.fill(&block, &used) { block, place in
        liquidations.print(chunk.orders, from: &row, to: &block, at: &place)
      }
      printer = .liquidations(liquidations)
    case .candles(var candles, let symbol):
      Self.fill(&block, &used) { block, place in
        candles.print(
          chunk.candles[symbol], firstMinute: chunk.firstMinute, from: &row, to: &block,
          at: &place)
      }
      printer = .candles(candles, symbol: symbol)
    }
  }

  private static func fill(
    _ block: inout [UInt8], _ used: inout Int,
    _ print: (inout MutableSpan<UInt8>, inout Int) -> Void
  ) {
    var span = block.mutableSpan
    print(&span, &used)
  }

  /// Hands over what is left.
  mutating func flush() throws {
    guard used > 0 else { return }
    var full = block
    block = [UInt8](repeating: 0, count: full.count)
    full.removeLast(full.count - used)
    used = 0
    try sink(full)
  }
}
