import Basics
import MarketData

/// What a CSV format asks of every row before it looks at it.
struct CSVShape: Sendable {
  /// Rows with fewer fields are refused.
  var least: Int
  /// Rows with more fields are refused; nil: what is too much is ignored.
  var most: Int?
  /// Lines that are no rows wherever they stand: the header, also where files were put together.
  var headers: [[UInt8]] = []
  /// Whether a row that is the same, byte for byte, as the row before is dropped.
  var collapsesTwins = false
}

/// A format of comma-separated rows.
///
/// The format itself is the parser of its blocks, by the extension below: so the loop over the rows
/// is compiled for each format, and the call through `any` happens once a block.
protocol CSVFormat: ImportFormat, BlockParser {
  associatedtype Rows: BlockRows

  /// What the format thinks of a file that begins like this.
  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim

  /// Finds the columns.
  ///
  /// - Throws: `ImportError` when the file lacks what the format needs.
  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError)

  var shape: CSVShape { get }

  /// Empty rows for one block.
  func rows(capacity: Int) -> Rows

  /// Appends what one row says, or nothing when it is no row to import.
  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout Rows
  ) throws(RowProblem)

  /// Reads the rows from `start` on as long as there is a faster way for them; where the first
  /// other one begins.
  func readPlain(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, _ table: inout InstrumentTable,
    into rows: inout Rows
  ) -> Int
}

extension CSVFormat {
  func parse(_ block: TextBlock, _ workspace: inout Workspace) -> ParsedBlock {
    CSVRowReader(self).read(block, &workspace)
  }

  func readPlain(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, _ table: inout InstrumentTable,
    into rows: inout Rows
  ) -> Int { start }
}

/// The first lines of a file as text, for telling formats apart.
struct CSVSample {
  /// The fields of the first lines that are not blank, unquoted, without blanks around them.
  let lines: [[String]]
  /// The first two lines as they are.
  let firstLines: [[UInt8]]

  /// The first line as it is.
  var firstLine: [UInt8] { firstLines.first ?? [] }

  /// The fields of the first line.
  var header: [String] { lines.first ?? [] }

  /// Reads at most `limit` lines of a block.
  init(_ block: TextBlock, limit: Int = 200) {
    var fields = CSVFields()
    fields.reserve(512)
    let span = block.bytes.span
    var lines: [[String]] = []
    var firstLines: [[UInt8]] = []
    var start = block.range.lowerBound
    while start < block.range.upperBound, lines.count < limit {
      let end = fields.split(span, from: start, to: block.range.upperBound)
      let row = CSVSample.trimmed(span, start..<end)
      if !row.isEmpty {
        if lines.count < 2 { firstLines.append(FieldValues.copy(span, row)) }
        lines.append(CSVSample.texts(span, row, &fields))
      }
      start = end + 1
    }
    (self.lines, self.firstLines) = (lines, firstLines)
  }

  private static func texts(
    _ span: Span<UInt8>, _ row: Range<Int>, _ fields: inout CSVFields
  ) -> [String] {
    guard (try? fields.unquote(span, row)) != nil else { return [] }
    let text = fields.unquoted
    return (0..<min(fields.count, 512)).map { index in
      let range = trimmed(text.span, fields.range(index))
      return String(decoding: text[range], as: UTF8.self)
    }
  }

  /// `range` without blanks and carriage returns around it.
  static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}
