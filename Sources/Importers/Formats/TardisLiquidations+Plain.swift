import Basics
import MarketData

/// The fast way for rows as Tardis writes nearly all of them: times of 16 digits, no id, no quotes.
extension TardisLiquidations {
  /// Bytes that a row may have to be read this way, all of which must be there to be loaded.
  private static let reach = 256

  /// Reads the row at `start` if it is plain and its instrument is known.
  ///
  /// Every field is checked on the way, so a row that is anything else is left to the general
  /// reader, which finds out what is wrong with it.
  ///
  /// - Returns: Where its line feed is; nil, and nothing was appended, when it is not plain.
  func readPlain(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) -> Int? {
    let exchange = start &+ table.lastTag
    guard start &+ Self.reach <= end, table.lastTag > 0, bytes[exchange] == UInt8(ascii: ","),
      let symbol = Self.separator(bytes, exchange &+ 1), bytes[symbol] == UInt8(ascii: ","),
      let instrument = table.known(bytes, start..<symbol, tag: table.lastTag),
      let time = Self.time(bytes, symbol &+ 1), let received = Self.time(bytes, symbol &+ 18),
      bytes[symbol &+ 35] == UInt8(ascii: ","),
      let (side, price) = Self.side(bytes, symbol &+ 36),
      let amount = Self.separator(bytes, price), bytes[amount] == UInt8(ascii: ","),
      let feed = Self.separator(bytes, amount &+ 1), bytes[feed] == 0x0A,
      let priceValue = DecimalText.plainDouble(bytes, price..<amount), priceValue > 0,
      let amountValue = DecimalText.plainDouble(bytes, (amount &+ 1)..<feed), amountValue > 0
    else { return nil }
    rows.append(
      LiquidationRow(
        instrument: instrument, time: time, received: received, side: side, price: priceValue,
        priceKind: .order, amount: amountValue),
      bytes)
    return feed
  }

  /// The first comma, line feed or other byte below `-` of the 24 from `start`.
  @inline(__always)
  private static func separator(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    var place = start
    while place < start &+ 24 {
      let hits = CSVFields.separators(ByteWords.load(bytes, place))
      if hits != 0 { return place &+ hits.trailingZeroBitCount >> 3 }
      place &+= 8
    }
    return nil
  }

  /// The time of 16 digits at `start`, with a comma behind it.
  @inline(__always)
  private static func time(_ bytes: Span<UInt8>, _ start: Int) -> Int64? {
    guard bytes[start &+ 16] == UInt8(ascii: ","),
      let high = ByteWords.eightDigits(ByteWords.load(bytes, start)),
      let low = ByteWords.eightDigits(ByteWords.load(bytes, start &+ 8))
    else { return nil }
    let time = Int64(truncatingIfNeeded: high &* 100_000_000 &+ low)
    return FieldValues.times.contains(time) ? time : nil
  }

  /// The position closed by `sell,` or `buy,` at `start`, and what follows the comma.
  @inline(__always)
  private static func side(
    _ bytes: Span<UInt8>, _ start: Int
  ) -> (LiquidationSide, Int)? {
    let word = ByteWords.load(bytes, start)
    if word & 0xFF_FFFF_FFFF == 0x2C_6C6C_6573 { return (.long, start &+ 5) }
    return word & 0xFFFF_FFFF == 0x2C79_7562 ? (.short, start &+ 4) : nil
  }
}
