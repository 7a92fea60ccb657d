package import MarketData

/// Which liquidations to read.
package struct LiquidationQuery: Sendable {
  package var window: TimeRange
  /// Nil for all.
  package var exchanges: [String]?
  /// Nil for all; the venues' own spelling.
  package var symbols: [String]?

  package init(
    window: TimeRange = .all, exchanges: [String]? = nil, symbols: [String]? = nil
  ) {
    self.window = window
    self.exchanges = exchanges
    self.symbols = symbols
  }
}

/// Which candles to read, by open time.
package struct CandleQuery: Sendable {
  package var window: TimeRange
  /// Nil for all.
  package var exchanges: [String]?
  /// Nil for all; the venues' own spelling.
  package var symbols: [String]?
  /// Nil for all.
  package var intervals: [Interval]?

  package init(
    window: TimeRange = .all, exchanges: [String]? = nil, symbols: [String]? = nil,
    intervals: [Interval]? = nil
  ) {
    self.window = window
    self.exchanges = exchanges
    self.symbols = symbols
    self.intervals = intervals
  }
}

/// Which totals per interval to read, by open time.
package struct AggregateQuery: Sendable {
  package var window: TimeRange
  /// Nil for all.
  package var exchanges: [String]?
  /// Nil for all; as the source spells them.
  package var symbols: [String]?
  /// Nil for all.
  package var intervals: [Interval]?

  package init(
    window: TimeRange = .all, exchanges: [String]? = nil, symbols: [String]? = nil,
    intervals: [Interval]? = nil
  ) {
    self.window = window
    self.exchanges = exchanges
    self.symbols = symbols
    self.intervals = intervals
  }
}

/// Which values of series to read, by the time they were knowable.
package struct SeriesQuery: Sendable {
  package var window: TimeRange
  /// Nil for all.
  package var exchanges: [String]?
  /// Nil for all; as the source spells them.
  package var symbols: [String]?
  /// Nil for all.
  package var names: [SeriesName]?

  package init(
    window: TimeRange = .all, exchanges: [String]? = nil, symbols: [String]? = nil,
    names: [SeriesName]? = nil
  ) {
    self.window = window
    self.exchanges = exchanges
    self.symbols = symbols
    self.names = names
  }
}

/// A query of any kind.
struct RowQuery {
  let kind: SegmentKind
  let window: TimeRange
  let exchanges: [String]?
  /// See `PartitionKey.variant`.
  let variants: [String]?
  let symbols: [String]?
}

extension LiquidationQuery {
  var rows: RowQuery {
    RowQuery(
      kind: .liquidations, window: window, exchanges: exchanges, variants: nil, symbols: symbols)
  }
}

extension CandleQuery {
  var rows: RowQuery {
    RowQuery(
      kind: .candles, window: window, exchanges: exchanges, variants: intervals?.map(\.name),
      symbols: symbols)
  }
}

extension AggregateQuery {
  var rows: RowQuery {
    RowQuery(
      kind: .aggregates, window: window, exchanges: exchanges, variants: intervals?.map(\.name),
      symbols: symbols)
  }
}

extension SeriesQuery {
  var rows: RowQuery {
    RowQuery(
      kind: .series, window: window, exchanges: exchanges, variants: names?.map(\.name),
      symbols: symbols)
  }
}

/// What a query has to read, and in which order.
///
/// The order is fixed by the data: by exchange, interval, month, the segment's times and path, then
/// row group. Units may be read at the same time in any order; results are folded in this one.
package struct ScanPlan: Sendable {
  /// The segments with at least one unit: what a report names as read.
  package let segments: [SegmentRecord]
  package let units: [ScanUnit]

  /// The rows of all units: at least as many as the query's.
  package var rowsAtMost: Int { units.reduce(0) { $0 + $1.rowCount } }
}

/// One row group to be read, about 128 Ki rows of one exchange, month and interval, sorted by
/// symbol and time.
package struct ScanUnit: Sendable {
  package let segment: SegmentRecord
  package let rowGroup: Int
  /// The rows in the row group, of which the query may want fewer.
  package let rowCount: Int
  let window: TimeRange
  let symbols: [String]?
  /// Whether every row of the row group is wanted.
  let isWhole: Bool

  /// The venue of all its rows.
  package var exchange: String { segment.partition.exchange }
}
