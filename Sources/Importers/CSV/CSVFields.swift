import Basics

/// Where the fields of one row of RFC 4180 text end: commas, and quotes around whole fields only.
///
/// Used again for every row. Of more fields than there is room for only the number is known.
struct CSVFields: Sendable {
  /// Where each field ends; the next begins behind the comma there.
  private var ends: [Int32] = []
  private var start = 0
  /// The number of fields of the row.
  private(set) var count = 0
  /// The text that the fields lie in when the row has quotes, unquoted, with slack behind it.
  private(set) var unquoted: [UInt8] = []
  private var hasQuotes = false

  /// Makes room for `most` fields.
  mutating func reserve(_ most: Int) { ends = [Int32](repeating: 0, count: most) }

  /// Where field `index`, which must be below `count` and the room, lies.
  @inline(__always)
  func range(_ index: Int) -> Range<Int> {
    let from = index == 0 ? start : Int(ends[index &- 1]) &+ 1
    return from..<Int(ends[index])
  }

  /// Where field `index` lies, or an empty range when the row has no such field.
  @inline(__always)
  func rangeIfPresent(_ index: Int) -> Range<Int> {
    index >= 0 && index < min(count, ends.count) ? range(index) : 0..<0
  }

  /// Whether fields are to be found in `unquoted` and not in the text itself.
  var areUnquoted: Bool { hasQuotes }

  /// Finds the fields of the row that begins at `start`.
  ///
  /// Eight bytes a step: of the bytes below `-` a row holds little but commas and its line feed.
  ///
  /// - Returns: Where the line ends: its line feed or `end`.
  mutating func split(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    self.start = start
    hasQuotes = false
    let room = ends.count
    var found = 0
    var sawQuote = false
    var base = start
    while base < end {
      var hits = ByteWords.separators(ByteWords.load(bytes, base))
      while hits != 0 {
        let place = base &+ hits.trailingZeroBitCount >> 3
        hits &= hits &- 1
        guard place < end else { break }
        let byte = bytes[place]
        if byte == UInt8(ascii: ",") {
          if found < room { ends[found] = Int32(truncatingIfNeeded: place) }
          found &+= 1
        } else if byte == 0x0A {
          finish(bytes, found, place, sawQuote)
          return place
        } else if byte == UInt8(ascii: "\"") {
          sawQuote = true
        }
      }
      base &+= 8
    }
    finish(bytes, found, end, sawQuote)
    return end
  }

  @inline(__always)
  private mutating func finish(
    _ bytes: Span<UInt8>, _ found: Int, _ place: Int, _ sawQuote: Bool
  ) {
    let hasReturn = place > start && bytes[place &- 1] == 0x0D
    if found < ends.count {
      ends[found] = Int32(truncatingIfNeeded: hasReturn ? place &- 1 : place)
    }
    count = found &+ 1
    hasQuotes = sawQuote
  }

  /// Finds the fields again in a row with quotes and takes the quotes away.
  ///
  /// - Throws: `RowProblem` when a quote is anywhere but around a whole field.
  mutating func unquote(_ bytes: Span<UInt8>, _ row: Range<Int>) throws(RowProblem) {
    unquoted.removeAll(keepingCapacity: true)
    start = 0
    count = 0
    var index = row.lowerBound
    while true {
      if index < row.upperBound, bytes[index] == UInt8(ascii: "\"") {
        try takeQuoted(bytes, row, &index)
      } else {
        try takePlain(bytes, row, &index)
      }
      if count < ends.count { ends[count] = Int32(truncatingIfNeeded: unquoted.count) }
      count += 1
      guard index < row.upperBound else { break }
      unquoted.append(UInt8(ascii: ","))
      index += 1
    }
    unquoted += JSONTape.slack
  }

  private mutating func takePlain(
    _ bytes: Span<UInt8>, _ row: Range<Int>, _ index: inout Int
  ) throws(RowProblem) {
    while index < row.upperBound, bytes[index] != UInt8(ascii: ",") {
      guard bytes[index] != UInt8(ascii: "\"") else { throw RowProblem("", .strayQuote) }
      unquoted.append(bytes[index])
      index += 1
    }
  }

  private mutating func takeQuoted(
    _ bytes: Span<UInt8>, _ row: Range<Int>, _ index: inout Int
  ) throws(RowProblem) {
    index += 1
    while index < row.upperBound {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\"") else {
        unquoted.append(byte)
        continue
      }
      if index < row.upperBound, bytes[index] == UInt8(ascii: "\"") {
        unquoted.append(byte)
        index += 1
        continue
      }
      guard index == row.upperBound || bytes[index] == UInt8(ascii: ",") else {
        throw RowProblem("", .strayQuote)
      }
      return
    }
    throw RowProblem("", .openQuote)
  }
}
