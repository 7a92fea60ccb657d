import MarketData

/// Prints the candles of one symbol in one format, minutes joined to longer intervals.
struct CandlePrinter: Sendable {
  /// The most bytes of a row.
  let longestRow: Int
  private let template: RowTemplate<CandleField>
  private let symbol: SymbolModel
  private var joiner: CandleJoiner

  init(_ format: any CandleWriter.Type, _ symbol: SymbolModel, _ interval: Interval) {
    template = RowTemplate(format.row)
    longestRow = template.longestRow(field: TextBlock.numberLength)
    self.symbol = symbol
    joiner = CandleJoiner(interval)
  }

  /// Prints the candles that end with the minutes from `row` on, as long as the block has room.
  ///
  /// - Parameters:
  ///   - minutes: Consecutive minutes.
  ///   - firstMinute: The first of them, counted from 1970.
  ///   - row: The first minute to print; then the first that was not printed.
  ///   - block: Where to.
  ///   - place: Where in the block; moved on.
  mutating func print(
    _ minutes: [SyntheticCandle], firstMinute: Int64, from row: inout Int,
    to block: inout MutableSpan<UInt8>, at place: inout Int
  ) {
    while row < minutes.count, place + longestRow <= block.count {
      if let (openTime, joined) = joiner.add(minutes[row], minute: firstMinute + Int64(row)) {
        print(joined, openTime: openTime, to: &block, at: &place)
      }
      row += 1
    }
  }

  private func print(
    _ candle: SyntheticCandle, openTime: Int64, to block: inout MutableSpan<UInt8>,
    at place: inout Int
  ) {
    let literals = template.text.span
    for piece in template.pieces {
      switch piece {
      case .literal(let range): TextBlock.put(literals, range, to: &block, at: &place)
      case .field(let field):
        let (units, decimals) = content(field, of: candle, openTime: openTime)
        TextBlock.put(units, decimals: decimals, to: &block, at: &place)
      }
    }
  }

  private func content(
    _ field: CandleField, of candle: SyntheticCandle, openTime: Int64
  ) -> (units: Int64, decimals: Int) {
    let price = symbol.priceDecimals
    let base = symbol.quantityDecimals
    let quote = SyntheticCandle.quoteDecimals
    return switch field {
    case .openMilliseconds: (openTime / 1_000, 0)
    case .closeMilliseconds: ((openTime + joiner.interval.microseconds) / 1_000 - 1, 0)
    case .open: (candle.open, price)
    case .high: (candle.high, price)
    case .low: (candle.low, price)
    case .close: (candle.close, price)
    case .volume: (candle.volume, base)
    case .quoteVolume: (candle.quoteVolume, quote)
    case .trades: (candle.trades, 0)
    case .takerVolume: (candle.takerBuyVolume, base)
    case .takerQuoteVolume: (candle.takerBuyQuoteVolume, quote)
    }
  }
}

/// Joins consecutive minutes to candles of a longer interval; incomplete candles are not given.
struct CandleJoiner: Sendable {
  let interval: Interval
  private let minutes: Int64
  private var joined: SyntheticCandle?

  /// - Parameter interval: Whole minutes.
  init(_ interval: Interval) {
    self.interval = interval
    minutes = interval.microseconds / 60_000_000
    precondition(interval.microseconds % 60_000_000 == 0, "not whole minutes: \(interval.name)")
  }

  /// Adds a minute; the candle that it completes and its open time in microseconds, or nil.
  mutating func add(
    _ candle: SyntheticCandle, minute: Int64
  ) -> (openTime: Int64, candle: SyntheticCandle)? {
    let place = minute % minutes
    if place == 0 {
      joined = candle
    } else if joined != nil {
      joined?.extend(by: candle)
    }
    guard place == minutes - 1, let joined else { return nil }
    self.joined = nil
    return ((minute - place) * 60_000_000, joined)
  }
}

extension SyntheticCandle {
  /// Adds the candle that follows.
  fileprivate mutating func extend(by later: SyntheticCandle) {
    high = max(high, later.high)
    low = min(low, later.low)
    close = later.close
    volume += later.volume
    quoteVolume += later.quoteVolume
    trades += later.trades
    takerBuyVolume += later.takerBuyVolume
    takerBuyQuoteVolume += later.takerBuyQuoteVolume
  }
}
