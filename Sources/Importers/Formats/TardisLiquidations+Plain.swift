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

  /// The first eight of a time's 16 digits, which stay the same for a hundred seconds, all of which
  /// are times that rows may have.
  private struct TimeHead {
    var digits: UInt64
    var microseconds: Int64

    /// `17000000`, as good as any other.
    init() { (digits, microseconds) = (0x3030_3030_3030_3731, 1_700_000_000_000_000) }

    /// nil when these are no digits, or a part of their hundred seconds is out of range.
    init?(_ digits: UInt64) {
      guard let number = ByteWords.eightDigits(digits) else { return nil }
      self.digits = digits
      microseconds = Int64(number) * 100_000_000
      guard FieldValues.times.contains(microseconds),
        FieldValues.times.contains(microseconds + 99_999_999)
      else { return nil }
    }
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
    let tag = table.lastTag
    guard tag > 0, tag <= 64 else { return first }
    var row = first
    var head = TimeHead()
    let tens = ShortNumber.tens
    while row < count, start &+ reach <= end,
      let plain = plainRow(bytes, start, tag, &table, &head, tens.span)
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
    _ bytes: Span<UInt8>, _ start: Int, _ tag: Int, _ table: inout InstrumentTable,
    _ head: inout TimeHead, _ tens: Span<Double>
  ) -> PlainRow? {
    let exchange = start &+ tag
    let ends = Lanes.separators(bytes, from: exchange &+ 1)
    let symbol = exchange &+ 1 &+ ends.trailingZeroBitCount
    guard ends != 0, bytes[exchange] == UInt8(ascii: ","), bytes[symbol] == UInt8(ascii: ","),
      let instrument = table.known(bytes, start..<symbol, tag: tag),
      bytes[symbol &+ 17] == UInt8(ascii: ","), let (side, number) = side(bytes, symbol &+ 34),
      let time = time(bytes, symbol &+ 1, &head),
      let received = Self.time(bytes, symbol &+ 18, &head)
    else { return nil }
    let later = Lanes.separators(bytes, from: number)
    let last = later & (later &- 1)
    guard last != 0 else { return nil }
    let price = number..<(number &+ later.trailingZeroBitCount)
    let amount = (price.upperBound &+ 1)..<(number &+ last.trailingZeroBitCount)
    guard bytes[price.upperBound] == UInt8(ascii: ","), bytes[amount.upperBound] == 0x0A,
      let sizes = sizes(bytes, price, amount, time.low, received.low, tens)
    else { return nil }
    return PlainRow(
      instrument: instrument, time: time.high &+ Int64(sizes.time),
      received: received.high &+ Int64(sizes.received), side: side, price: sizes.price,
      amount: sizes.amount, end: amount.upperBound)
  }

  /// Price and amount, and what the last eight digits of the times say.
  @inline(__always)
  private static func sizes(
    _ bytes: Span<UInt8>, _ price: Range<Int>, _ amount: Range<Int>, _ time: UInt64,
    _ received: UInt64, _ tens: Span<Double>
  ) -> (price: Double, amount: Double, time: UInt32, received: UInt32)? {
    guard (1...8).contains(price.count), (1...8).contains(amount.count) else {
      return longSizes(bytes, price, amount, time, received)
    }
    let written = ShortNumber(ByteWords.load(bytes, price.lowerBound), count: price.count)
    let size = ShortNumber(ByteWords.load(bytes, amount.lowerBound), count: amount.count)
    guard
      let numbers = ByteWords.numbers(time, received, written.digits, size.digits),
      numbers.2 > 0, numbers.3 > 0
    else { return nil }
    let (price, amount) = (written.value(numbers.2, tens), size.value(numbers.3, tens))
    return (price, amount, numbers.0, numbers.1)
  }

  /// The same of a price or an amount of more than eight characters.
  @inline(never)
  private static func longSizes(
    _ bytes: Span<UInt8>, _ price: Range<Int>, _ amount: Range<Int>, _ time: UInt64,
    _ received: UInt64
  ) -> (price: Double, amount: Double, time: UInt32, received: UInt32)? {
    guard let written = DecimalText.plainDouble(bytes, price), written > 0,
      let size = DecimalText.plainDouble(bytes, amount), size > 0,
      let numbers = ByteWords.numbers(time, received, 0, 0)
    else { return nil }
    return (written, size, numbers.0, numbers.1)
  }

  /// The time of 16 characters at `start`: the microseconds of its first eight, and the values of
  /// its last eight, which are yet to be checked.
  @inline(__always)
  private static func time(
    _ bytes: Span<UInt8>, _ start: Int, _ head: inout TimeHead
  ) -> (high: Int64, low: UInt64)? {
    let digits = ByteWords.load(bytes, start)
    if digits != head.digits {
      guard let other = TimeHead(digits) else { return nil }
      head = other
    }
    return (head.microseconds, ByteWords.load(bytes, start &+ 8) ^ ByteWords.repeated(0x30))
  }

  /// The position closed by `,,sell,` or `,,buy,` at `start`, where the id is empty, and what
  /// follows; without a branch between the two, which come in no order.
  @inline(__always)
  private static func side(
    _ bytes: Span<UInt8>, _ start: Int
  ) -> (LiquidationSide, Int)? {
    let word = ByteWords.load(bytes, start)
    let (sell, buy): (UInt64, UInt64) = (0x2C_6C6C_6573_2C2C, 0x2C79_7562_2C2C)
    // Of the letters `s` and `b` only the first has the lowest bit.
    let isSell = word >> 16 & 1
    let wanted = buy ^ ((buy ^ sell) & (0 &- isSell))
    let unlike = (word ^ wanted) << (16 &- isSell &* 8)
    guard unlike == 0 else { return nil }
    return (isSell == 1 ? .long : .short, start &+ 6 &+ Int(truncatingIfNeeded: isSell))
  }
}
