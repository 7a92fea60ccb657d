import MarketData
import ParquetFormat

/// Rows that a segment can hold: their columns, what they are sorted by, and what makes two the
/// same.
protocol StoredRows: Sendable {
  /// The top folder of their segments.
  static var kind: SegmentKind { get }
  /// Where they wait for a commit.
  static var pending: WritableKeyPath<PendingParts, [PendingRows<Self>]> { get }
  /// The columns of their segments.
  static var schema: ParquetSchema { get }
  /// The same with nulls wherever some rows may have them.
  static var nullableSchema: ParquetSchema { get }
  /// Which of both these rows need.
  var segmentSchema: ParquetSchema { get }
  /// The value of the folder key that their kind has beside exchange and month, or nil; the same
  /// for all rows.
  var variant: String? { get }
  var count: Int { get }
  var instruments: [InstrumentKey] { get }
  /// Row → index into `instruments`.
  var instrument: [UInt32] { get }
  /// The time that the rows are sorted and partitioned by, in microseconds.
  var keyTime: [Int64] { get }
  /// The import that each row came from; empty while that is not known.
  var importID: [Int64] { get set }

  /// All columns of a row group.
  static func all(_ file: SegmentFile, rowGroup: Int) throws(StoreError) -> Self

  /// The rows at `rows`, in that order, with the same instruments.
  func gather(_ rows: [Int32]) -> Self

  /// The rows of all `batches`, of which there is at least one; all have the same interval. The
  /// import ids are left out: they are not known yet.
  static func joined(_ batches: [Self]) -> Self

  /// As `joined`, but the rows of different instruments may be in another order than that of input:
  /// in one that is closer to a segment's.
  static func grouped(_ batches: [Self]) -> Self

  /// The same rows, with the nulls of a column that `grouped` left empty because it holds nothing
  /// else.
  var filled: Self { get }

  /// The Parquet columns of the rows at `rows`, which are sorted by instrument. All came from the
  /// import `importID`; when it is nil the rows say from which.
  func columns(at rows: Span<Int32>, importID: Int64?) -> [ColumnData]

  /// Which rows are new: neither in `prior` nor there twice by the rules of the kind. `spans` says
  /// which exchanges the rows are of.
  static func screen(
    _ rows: Self, _ spans: [ExchangeSpan], against prior: inout PriorRows
  ) async throws(StoreError) -> Screening
}

extension StoredRows {
  static var nullableSchema: ParquetSchema { schema }
  var segmentSchema: ParquetSchema { Self.schema }

  static func grouped(_ batches: [Self]) -> Self { joined(batches) }
  var filled: Self { self }
}

extension SegmentKind {
  /// What the rows of the kind are: the one place that lists them.
  var rows: any StoredRows.Type {
    switch self {
    case .liquidations: LiquidationBatch.self
    case .candles: CandleBatch.self
    case .aggregates: AggregateBatch.self
    case .series: SeriesBatch.self
    }
  }
}

/// Which rows of a chunk are taken.
struct Screening: Sendable {
  /// One flag a row; nil when all are taken.
  var isTaken: [Bool]?
  /// The number of rows that are there already.
  var duplicates = 0
  /// The rows that contradict one that is there already.
  var conflicts: [RowConflict] = []
}

/// The Parquet columns that several kinds have, so that files read and write them alike.
enum SegmentColumn {
  static let time = LogicalType.timestamp(unit: .microseconds, isUTC: true)

  /// A time that every row has. Nearly sorted, so differences are small.
  static func time(_ name: String, isOptional: Bool = false) -> ParquetColumn {
    ParquetColumn(
      name, .int64, logical: time, isOptional: isOptional, encoding: .deltaBinaryPacked)
  }

  /// One of few words.
  static func word(_ name: String) -> ParquetColumn {
    ParquetColumn(name, .byteArray, logical: .string, encoding: .rleDictionary)
  }

  /// A measurement; the writer picks the encoding that suits its digits.
  static func measure(_ name: String, isOptional: Bool = false) -> ParquetColumn {
    ParquetColumn(name, .double, isOptional: isOptional)
  }

  /// A whole number.
  static func whole(_ name: String, isOptional: Bool = false) -> ParquetColumn {
    ParquetColumn(name, .int64, isOptional: isOptional, encoding: .deltaBinaryPacked)
  }
}
