import MarketData

/// Prints the candles of one symbol in one format, minutes joined to longer intervals.
struct CandlePrinter: Sendable {
  private let template: RowTemplate<CandleField>
  private let symbol: SymbolModel
  private var joiner: CandleJoiner

  init(_ format: any CandleWriter.Type, _ symbol: SymbolModel, _ interval: Interval) {
    template = RowTemplate(format.row)
    self.symbol = symbol
    joiner = CandleJoiner(interval)
  }

  /// Appends the candles that end with these minutes.
  mutating func print(
    _ minutes: [SyntheticCandle], firstMinute: Int64, to bytes: inout [UInt8]
  ) {
    for (index, candle) in minutes.enumerated() {
      if let (openTime, joined) = joiner.add(candle, minute: firstMinute + Int64(index)) {
        print(joined, openTime: openTime, to: &bytes)
      }
    }
  }

  private func print(_ candle: SyntheticCandle, openTime: Int64, to bytes: inout [UInt8]) {
    let price = symbol.priceDecimals
    let base = symbol.quantityDecimals
    let quote = SyntheticCandle.quoteDecimals
    let open = openTime / 1_000
    for piece in template.pieces {
      switch piece {
      case .literal(let range): bytes.append(contentsOf: template.text[range])
      case .field(.openMilliseconds): bytes.append(number: open)
      case .field(.closeMilliseconds):
        bytes.append(number: open + joiner.interval.microseconds / 1_000 - 1)
      case .field(.open): bytes.append(candle.open, decimals: price)
      case .field(.high): bytes.append(candle.high, decimals: price)
      case .field(.low): bytes.append(candle.low, decimals: price)
      case .field(.close): bytes.append(candle.close, decimals: price)
      case .field(.volume): bytes.append(candle.volume, decimals: base)
      case .field(.quoteVolume): bytes.append(candle.quoteVolume, decimals: quote)
      case .field(.trades): bytes.append(number: candle.trades)
      case .field(.takerVolume): bytes.append(candle.takerBuyVolume, decimals: base)
      case .field(.takerQuoteVolume): bytes.append(candle.takerBuyQuoteVolume, decimals: quote)
      }
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
