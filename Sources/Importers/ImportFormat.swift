import Basics
import MarketData

/// One venue's or vendor's way of writing liquidations, candles, totals or context series.
///
/// To add one: write a file in `Formats/` with a type that is a `CSVFormat` or a `JSONFormat`, add
/// the type to `Formats.all`, and put an `input` and an `expected.csv` into
/// `Tests/ImportersTests/Fixtures/<name>/`. The tests find the rest.
package protocol ImportFormat: Sendable {
  /// The name on the command line and of the fixture folder: `venue-channel`.
  static var name: String { get }
  static var kind: ImportKind { get }
  /// The exchange ids that can come of it, in words.
  static var venue: String { get }
  /// One line for `liqtool formats`.
  static var summary: String { get }
  /// One row as the venue sends it.
  static var sample: String { get }
  /// Whose side the file's field is and which value means that a long was liquidated; empty where
  /// there are no sides.
  static var sideMeaning: String { get }
}

/// What a format thinks of a file.
enum Claim: Equatable {
  case none
  /// Messages of this venue, but no liquidation among those seen.
  case venue
  /// It could be meant, but something else looks the same.
  case possible
  case certain
  /// It can be read where nothing more exact knows the file.
  case general
  /// Known, and not for import: `tardis trades`.
  case otherKind(String)
}

/// What is known of a file when its reading begins.
struct ImportContext: Sendable {
  var exchange: String?
  var symbol: String?
  var interval: Interval?
  var columns: ColumnMapping?
  /// Whether the user named the format.
  var isAsked = false
  /// The name inside the zip, the file's name and its path: whatever names can tell.
  var names: FileNames
  /// The beginning of the text.
  var head: [UInt8] = []
}

/// Reads one block of a file; made once a file, used from many tasks.
protocol BlockParser: Sendable {
  func parse(_ block: TextBlock, _ workspace: inout Workspace) -> ParsedBlock
}

/// What came of one block, with lines counted from its first.
struct ParsedBlock: Sendable {
  enum Rows: Sendable {
    case liquidations(LiquidationBatch)
    case candles(CandleBatch, CandleSteps)
    case aggregates(AggregateBatch, CandleSteps)
    case series(SeriesBatch)
  }

  var rows: Rows
  var refused: [RefusedRow] = []
  /// Refused rows, also those of which no more is kept than their number.
  var refusedCount = 0
  /// Lines, the last one counted even without a line feed.
  var lineCount = 0
  var skipped = 0
  /// Rows dropped because the format writes them twice.
  var duplicates = 0
  /// On which lines the rows stand, where that is kept.
  var places = RowPlaces()

  init(_ rows: Rows) { self.rows = rows }

  /// A bound on memory: of more refused rows in one block than this only the number is kept.
  static let mostRefused = 100_000

  /// Counts a refused row and keeps what it was.
  mutating func refuse(
    _ problem: RowProblem, line: Int, _ bytes: Span<UInt8>, row: Range<Int>, in text: Span<UInt8>
  ) {
    refusedCount += 1
    guard refused.count < Self.mostRefused else { return }
    refused.append(
      RefusedRow(
        line: line, field: problem.field, reason: problem.reason.text,
        value: VisibleText.text(bytes, problem.value), raw: VisibleText.text(text, row)))
  }
}
