import Basics
import MarketData

/// Values of a row out of its bytes; what is wrong names the field.
enum FieldValues {
  /// Times that rows may have: 2009 up to, not including, 2100.
  static let times = Int64(1_230_768_000_000_000)..<4_102_444_800_000_000

  /// A finite number above zero.
  @inline(__always)
  static func positive(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> Double {
    let value = try number(bytes, range, field())
    guard value > 0 else { throw RowProblem(field(), .notPositive, range) }
    return value
  }

  /// A volume: a finite number, not negative.
  static func size(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: String
  ) throws(RowProblem) -> Double {
    let value = try number(bytes, range, field)
    guard value >= 0 else { throw RowProblem(field, .negative, range) }
    return value
  }

  /// A count: a whole number, not negative.
  static func count(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: String
  ) throws(RowProblem) -> Int64 {
    let value = try size(bytes, range, field)
    guard let count = Int64(exactly: value) else { throw RowProblem(field, .notWhole, range) }
    return count
  }

  /// A finite number.
  @inline(__always)
  static func number(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> Double {
    guard let value = DecimalText.double(bytes, range) else {
      throw RowProblem(field(), range.isEmpty ? .missing : .notNumber, range)
    }
    guard value.isFinite else { throw RowProblem(field(), .notFinite, range) }
    return value
  }

  /// A time that counts `unit`s, by its size when that is nil.
  @inline(__always)
  static func time(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: @autoclosure () -> String,
    unit: TimeUnit?
  ) throws(RowProblem) -> Int64 {
    if unit == .milliseconds, range.count == 13,
      let time = milliseconds(bytes, range.lowerBound), times.contains(time)
    {
      return time
    }
    guard let time = TimeText.number(bytes, range, unit: unit) else {
      throw RowProblem(field(), range.isEmpty ? .missing : .notTime, range)
    }
    guard times.contains(time) else { throw RowProblem(field(), .timeOutOfRange, range) }
    return time
  }

  /// The microseconds of thirteen digits, as milliseconds since 2001 have; nil for anything else.
  @inline(__always)
  private static func milliseconds(_ bytes: Span<UInt8>, _ start: Int) -> Int64? {
    guard start &+ 16 <= bytes.count else { return nil }
    let rest = ByteWords.load(bytes, start &+ 8) << 24 | 0x30_3030
    guard let high = ByteWords.eightDigits(ByteWords.load(bytes, start)),
      let low = ByteWords.eightDigits(rest)
    else { return nil }
    return Int64(high &* 100_000 &+ low) &* 1_000
  }

  /// A time in any spelling.
  static func anyTime(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: @autoclosure () -> String,
    unit: TimeUnit? = nil, offset: Int64 = 0
  ) throws(RowProblem) -> Int64 {
    if isRounded(bytes, range) { throw RowProblem(field(), .roundedTime, range) }
    switch TimeText.reading(bytes, range, unit: unit, offset: offset) {
    case .time(let time):
      guard times.contains(time) else { throw RowProblem(field(), .timeOutOfRange, range) }
      return time
    case .noDate: throw RowProblem(field(), .noDate, range)
    case .invalid where isLocalDate(bytes, range):
      throw RowProblem(
        field(), .other("day and month could be either way round; write it as 2024-03-01 12:00:00"),
        range)
    case .invalid: throw RowProblem(field(), range.isEmpty ? .missing : .notTime, range)
    }
  }

  /// Whether a time begins as people write days: `01.03.2024`, `3/1/2024`.
  private static func isLocalDate(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var digits = 0
    for index in range.prefix(3) {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") {
        return digits > 0 && index + 1 < range.upperBound && range.count > 5
          && range.prefix(6).count { bytes[$0] == byte } == 2
      }
      guard (0x30...0x39).contains(byte) else { return false }
      digits += 1
    }
    return false
  }

  /// Whether a time is written as spreadsheets show large numbers, with six digits at most:
  /// `1.70925E+12` is up to an hour and a half away from what it was.
  private static func isRounded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard (5...11).contains(range.count), bytes[range.upperBound - 3] == UInt8(ascii: "+"),
      bytes[range.upperBound - 4] == UInt8(ascii: "E")
    else { return false }
    return true
  }

  /// The text of a symbol: 1 to 128 bytes of UTF-8 without control characters, as they are.
  static func symbol(_ text: [UInt8], _ field: String) throws(RowProblem) -> String {
    let whole = 0..<0
    guard !text.isEmpty else { throw RowProblem(field, .emptySymbol, whole) }
    guard text.count <= 128 else { throw RowProblem(field, .longSymbol, whole) }
    guard let symbol = String(validating: text, as: UTF8.self) else {
      throw RowProblem(field, .notUTF8, whole)
    }
    guard !symbol.unicodeScalars.contains(where: isControl) else {
      throw RowProblem(field, .controlInSymbol, whole)
    }
    return symbol
  }

  /// Whether the scalar is of the category Cc, which Unicode will never extend.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  /// The instrument of `exchange` that the symbol in `range` names.
  static func instrument(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: String, on exchange: String
  ) throws(RowProblem) -> InstrumentKey {
    do throws(RowProblem) {
      return InstrumentKey(exchange: exchange, symbol: try symbol(copy(bytes, range), field))
    } catch {
      throw RowProblem(error.field, error.reason, range)
    }
  }

  /// Whether the bytes of `range` are `text`.
  static func isText(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    var index = range.lowerBound
    for byte in text.description.utf8 {
      guard bytes[index] == byte else { return false }
      index += 1
    }
    return true
  }

  /// Whether `text` may be an exchange id and so the name of a folder.
  static func isExchange(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    func isPlain(_ byte: UInt8) -> Bool {
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
    guard let first = bytes.first, isPlain(first), bytes.count <= 64 else { return false }
    return bytes.allSatisfy { isPlain($0) || ".-_".utf8.contains($0) } && !text.contains("..")
  }

  /// The bytes of `range`.
  static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    [UInt8](capacity: range.count) { output in
      for index in range { output.append(bytes[index]) }
    }
  }
}

/// The words that venues and people use for sides.
enum SideWord {
  case buy, sell, long, short

  /// The word in `range`, in any case, or nil.
  @inline(__always)
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count <= 5, !range.isEmpty else { return nil }
    switch Self.lowercase(bytes, range) {
    case 0x0079_7562, 0x62, 0x0064_6962: self = .buy
    case 0x6C6C_6573, 0x73, 0x006B_7361: self = .sell
    case 0x676E_6F6C: self = .long
    case 0x0074_726F_6873: self = .short
    default: return nil
    }
  }

  /// Up to seven bytes, letters in lower case.
  @inline(__always)
  static func lowercase(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    let mask: UInt64 = (1 << (UInt64(truncatingIfNeeded: range.count) &* 8)) &- 1
    return (ByteWords.load(bytes, range.lowerBound) | 0x2020_2020_2020_2020) & mask
  }
}

extension LiquidationSide {
  /// The position that an order closes: a sell closes a long.
  @inline(__always)
  static func ofOrder(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> LiquidationSide {
    if (3...4).contains(range.count) {
      // Which of the two it is cannot be foreseen, so there is no branch on it.
      let word = SideWord.lowercase(bytes, range)
      let (isSell, isBuy) = (word == 0x6C6C_6573, word == 0x0079_7562)
      if isSell != isBuy { return isSell ? .long : .short }
    }
    switch SideWord(bytes, range) {
    case .sell: return .long
    case .buy: return .short
    default: throw RowProblem(field(), range.isEmpty ? .missing : .unknownSide, range)
    }
  }

  /// The position itself; `buy` is long.
  @inline(__always)
  static func ofPosition(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> LiquidationSide {
    switch SideWord(bytes, range) {
    case .buy, .long: return .long
    case .sell, .short: return .short
    case nil: throw RowProblem(field(), range.isEmpty ? .missing : .unknownSide, range)
    }
  }
}
