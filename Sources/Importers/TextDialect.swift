import Basics

/// How a table is written that is no plain CSV, found from its first lines.
///
///     sep=;                         Excel's hint, before the header
///     # made by recorder.py         notes before the header, with other fields than the table has
///     ts;sym;px                     semicolons, tabs or vertical bars between the fields
///     1709251200000;BTCUSDT;0,5     and then often a decimal comma
///     ,ts,sym,px                    the nameless numbers of rows that pandas writes
///
/// More than the rule for CSV asks (commas, RFC 4180), because that is what spreadsheets write. The
/// blocks are written anew as the CSV that formats and `--columns` read, line by line, so that the
/// numbers of lines stay; hints and notes become blank lines, which count as nothing.
///
/// Points and commas change places in numbers where the first lines show a decimal comma:
/// `61.234,50` becomes `61,234.50`, which is refused as every thousands separator is, and so is
/// `61.234`, which could be meant either way.
struct TextDialect: Sendable, Equatable {
  private var separator = UInt8(ascii: ",")
  private var hasDecimalCommas = false
  /// Whether the first field is the number of the row and left out.
  private var dropsIndex = false
  /// Lines at the beginning of the file that are no rows: they become blank.
  private var notes = 0

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  /// How the file that begins with `block` is written; nil when it is plain CSV, JSON or no table.
  init?(_ block: TextBlock, keepsIndex: Bool) {
    let lines = Self.lines(block)
    guard let first = lines.first, !first.contains(0), !JSONSample.isJSON(block) else { return nil }
    let hint = Self.hint(first)
    notes = hint == nil ? 0 : 1
    let header = lines.dropFirst(notes).first { $0.first != UInt8(ascii: "#") }
    separator = hint ?? Self.separator(header) ?? Self.comma
    let width = header.map { Self.fields($0, separator).count }
    while notes + 1 < lines.count, lines[notes].first == UInt8(ascii: "#"),
      width != nil, Self.fields(lines[notes], separator).count != width
    {
      notes += 1
    }
    let table = lines.dropFirst(notes).map { Self.fields($0, separator) }
    if separator != Self.comma {
      hasDecimalCommas = table.contains { $0.contains(where: Self.isDecimalComma) }
    }
    dropsIndex = !keepsIndex && Self.hasIndex(table)
    if self == TextDialect() { return nil }
  }

  private init() {}

  // MARK: Telling

  /// The first lines without their ends, blank ones left out.
  private static func lines(_ block: TextBlock) -> [ArraySlice<UInt8>] {
    let head = block.bytes[block.range].prefix(64 << 10)
    return head.split(separator: 0x0A, maxSplits: 100).prefix(100).map(\.trimmingReturn)
      .filter { !$0.isEmpty }
  }

  /// The separator of a line such as `sep=;`.
  private static func hint(_ line: ArraySlice<UInt8>) -> UInt8? {
    guard line.count == 5, line.starts(with: Array("sep=".utf8)) else { return nil }
    return line.last
  }

  /// What separates the fields of a table's first line, if it is not the comma: where there are
  /// commas, too, they stand in numbers.
  private static func separator(_ line: ArraySlice<UInt8>?) -> UInt8? {
    guard let line else { return nil }
    return [0x3B, 0x09, 0x7C].first { candidate in
      let fields = fields(line, candidate)
      return fields.count > 2 && fields.allSatisfy { !$0.contains(comma) || isDecimalComma($0) }
    }
  }

  /// The fields of a line, without the quotes around them.
  private static func fields(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [[UInt8]] {
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    for byte in line {
      if byte == quote {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// `0,5`
  private static func isDecimalComma(_ field: [UInt8]) -> Bool {
    let parts = field.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      .split(separator: comma, omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
  }

  /// Whether the first column has no name and counts rows: short whole numbers, no times.
  private static func hasIndex(_ table: [[[UInt8]]]) -> Bool {
    guard let header = table.first, header.count > 2, header[0].isEmpty, table.count > 1 else {
      return false
    }
    return table.dropFirst().allSatisfy { row in
      row[0].allSatisfy(isDigit) && (1...9).contains(row[0].count)
    }
  }

  // MARK: Writing

  /// The block as plain CSV; `isFirst` says that the file begins with it.
  func plain(_ block: TextBlock, isFirst: Bool) -> TextBlock {
    guard block.content == .lines else { return block }
    var writer = Writer(dialect: self)
    writer.output.reserveCapacity(block.range.count + block.range.count / 4)
    writer.line(block.bytes[block.previousLine])
    let start = writer.output.count
    var notes = isFirst ? notes : 0
    var rest = block.bytes[block.range]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      let line = rest[rest.startIndex..<end].trimmingReturn
      if notes > 0, !line.isEmpty {
        notes -= 1
      } else {
        writer.line(line)
      }
      if end < rest.endIndex { writer.output.append(0x0A) }
      rest = rest[min(end + 1, rest.endIndex)...]
    }
    let range = start..<writer.output.count
    return TextBlock(
      content: .lines, bytes: writer.output + JSONTape.slack, range: range, previousLine: 0..<start)
  }

  private struct Writer {
    let dialect: TextDialect
    var output: [UInt8] = []

    /// Writes a line without its line feed.
    mutating func line(_ line: ArraySlice<UInt8>) {
      var index = line.startIndex
      var isFirst = true
      while true {
        let field = takeField(line, &index)
        if !(isFirst && dialect.dropsIndex) { write(field) }
        guard index < line.endIndex else { return }
        if !(isFirst && dialect.dropsIndex) { output.append(TextDialect.comma) }
        isFirst = false
        index += 1
      }
    }

    /// The field that begins at `index`, which then is its separator or the line's end.
    private func takeField(_ line: ArraySlice<UInt8>, _ index: inout Int) -> ArraySlice<UInt8> {
      let start = index
      var isQuoted = false
      while index < line.endIndex, isQuoted || line[index] != dialect.separator {
        if line[index] == TextDialect.quote { isQuoted.toggle() }
        index += 1
      }
      return line[start..<index]
    }

    /// Writes one field: in its own quotes, in new ones where it holds a comma.
    private mutating func write(_ field: ArraySlice<UInt8>) {
      if field.first == TextDialect.quote {
        let inner = field.dropFirst().dropLast(field.last == TextDialect.quote ? 1 : 0)
        guard dialect.hasDecimalCommas, isNumber(inner) else {
          output += field
          return
        }
        return write(inner)
      }
      let isSwapped = dialect.hasDecimalCommas && isNumber(field)
      let text = isSwapped ? swapped(field) : Array(field)
      guard text.contains(TextDialect.comma), dialect.separator != TextDialect.comma else {
        output += text
        return
      }
      output.append(TextDialect.quote)
      output += text
      output.append(TextDialect.quote)
    }

    /// Digits, points and commas, with a sign or an exponent.
    private func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
      guard let first = field.first, TextDialect.isDigit(first) || "+-,.".utf8.contains(first)
      else { return false }
      return field.allSatisfy { TextDialect.isDigit($0) || "+-,.eE".utf8.contains($0) }
    }

    private func swapped(_ field: ArraySlice<UInt8>) -> [UInt8] {
      field.map { byte in
        switch byte {
        case UInt8(ascii: "."): TextDialect.comma
        case TextDialect.comma: UInt8(ascii: ".")
        default: byte
        }
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Without the carriage return at its end.
  fileprivate var trimmingReturn: ArraySlice<UInt8> { last == 0x0D ? dropLast() : self }
}
