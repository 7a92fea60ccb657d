import Basics
import MarketData

/// The fast way for rows as Tardis writes nearly all of them: times of 16 digits, no id, no quotes.
extension TardisLiquidations {
  /// Bytes that a row may have to be read this way, all of which must be there to be loaded.
  private static let reach = 256

  /// What a plain row says.
  private struct PlainRow {
    let instrument: UInt32
    let time, received: Int64
    let side: LiquidationSide
    let price, amount: Double
    /// Where the row's line feed is.
    let end: Int
  }

  /// The first eight of a time's 16 digits, which stay the same for a hundred seconds.
  private struct TimeHead {
    var digits: UInt64 = 0x3030_3030_3030_3030
    var microseconds: UInt64 = 0
  }

  /// Reads the rows from `start` on as long as they are plain and their instruments are known.
  ///
  /// Every field is checked on the way, so a row that is anything else is left to the general
  /// reader, which finds out what is wrong with it.
  ///
  /// - Returns: Where the first other row begins.
  func readPlain(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) -> Int {
    var start = start
    // Few at first, because plain rows may be few.
    var room = 16
    while rows.areExtensible {
      let first = rows.count
      var columns = rows.takeColumns(extendedBy: room)
      let next = Self.fill(
        bytes, &start, end, &table, from: first, &columns.instrument, &columns.time,
        &columns.received, &columns.side, &columns.price, &columns.amount)
      rows.put(columns, keeping: next)
      if next < first + room { break }
      room = min(2 * room, 4_096)
    }
    return start
  }

  /// Sets the rows from number `first` on; the number of the first one not set.
  private static func fill(
    _ bytes: Span<UInt8>, _ start: inout Int, _ end: Int, _ table: inout InstrumentTable,
    from first: Int, _ instruments: inout [UInt32], _ times: inout [Int64],
    _ receipts: inout [Int64], _ sides: inout [LiquidationSide], _ prices: inout [Double],
    _ amounts: inout [Double]
  ) -> Int {
    var instrument = instruments.mutableSpan
    var time = times.mutableSpan
    var received = receipts.mutableSpan
    var side = sides.mutableSpan
    var price = prices.mutableSpan
    var amount = amounts.mutableSpan
    let count = amount.count
    var row = first
    var head = TimeHead()
    while row < count, start &+ reach <= end,
      let plain = plainRow(bytes, start, &table, &head)
    {
      instrument[row] = plain.instrument
      time[row] = plain.time
      received[row] = plain.received
      side[row] = plain.side
      price[row] = plain.price
      amount[row] = plain.amount
      row &+= 1
      start = plain.end &+ 1
    }
    return row
  }

  @inline(__always)
  private static func plainRow(
    _ bytes: Span<UInt8>, _ start: Int, _ table: inout InstrumentTable, _ head: inout TimeHead
  ) -> PlainRow? {
    let exchange = start &+ table.lastTag
    guard table.lastTag > 0, table.lastTag <= 64, bytes[exchange] == UInt8(ascii: ","),
      let symbol = separator(bytes, exchange &+ 1), bytes[symbol] == UInt8(ascii: ","),
      let instrument = table.known(bytes, start..<symbol, tag: table.lastTag),
      let time = time(bytes, symbol &+ 1, &head),
      let received = Self.time(bytes, symbol &+ 18, &head),
      bytes[symbol &+ 35] == UInt8(ascii: ","),
      let (side, number) = side(bytes, symbol &+ 36),
      let price = DecimalText.plainField(bytes, from: number),
      bytes[price.end] == UInt8(ascii: ","), price.value > 0,
      let amount = DecimalText.plainField(bytes, from: price.end &+ 1),
      bytes[amount.end] == 0x0A, amount.value > 0
    else { return nil }
    return PlainRow(
      instrument: instrument, time: time, received: received, side: side, price: price.value,
      amount: amount.value, end: amount.end)
  }

  /// The first comma, line feed or other byte below `-` of the 24 from `start`.
  ///
  /// Two words are looked at always: which of them holds it differs from symbol to symbol.
  @inline(__always)
  private static func separator(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    let first = ByteWords.separators(ByteWords.load(bytes, start))
    let second = ByteWords.separators(ByteWords.load(bytes, start &+ 8))
    if first | second != 0 {
      let hits = first != 0 ? first : second
      return start &+ (first != 0 ? 0 : 8) &+ hits.trailingZeroBitCount >> 3
    }
    let third = ByteWords.separators(ByteWords.load(bytes, start &+ 16))
    return third == 0 ? nil : start &+ 16 &+ third.trailingZeroBitCount >> 3
  }

  /// The time of 16 digits at `start`, with a comma behind it.
  @inline(__always)
  private static func time(
    _ bytes: Span<UInt8>, _ start: Int, _ head: inout TimeHead
  ) -> Int64? {
    let digits = ByteWords.load(bytes, start)
    if digits != head.digits {
      guard let high = ByteWords.eightDigits(digits) else { return nil }
      head = TimeHead(digits: digits, microseconds: high &* 100_000_000)
    }
    guard bytes[start &+ 16] == UInt8(ascii: ","),
      let low = ByteWords.eightDigits(ByteWords.load(bytes, start &+ 8))
    else { return nil }
    let time = Int64(truncatingIfNeeded: head.microseconds &+ low)
    return FieldValues.times.contains(time) ? time : nil
  }

  /// The position closed by `sell,` or `buy,` at `start`, and what follows the comma; without a
  /// branch between the two, which come in no order.
  @inline(__always)
  private static func side(
    _ bytes: Span<UInt8>, _ start: Int
  ) -> (LiquidationSide, Int)? {
    let word = ByteWords.load(bytes, start)
    let isSell = word & 0xFF_FFFF_FFFF == 0x2C_6C6C_6573
    guard isSell || word & 0xFFFF_FFFF == 0x2C79_7562 else { return nil }
    return (isSell ? .long : .short, start &+ (isSell ? 5 : 4))
  }
}
