package import MarketData
import ParquetFormat

/// Rows of a Parquet file with the columns of our exports.
package struct OwnRows: Sendable {
  /// A row that is none of ours, by its number in the file from 1.
  package struct Problem: Sendable, Equatable {
    package let row: Int
    package let reason: String
  }

  package internal(set) var liquidations = LiquidationBatch()
  /// By interval.
  package internal(set) var candles: [CandleBatch] = []
  package internal(set) var aggregates: [AggregateBatch] = []
  package internal(set) var series = SeriesBatch()
  package internal(set) var problems: [Problem] = []

  /// The number of rows that are good.
  package var count: Int {
    liquidations.count + series.count + candles.reduce(0) { $0 + $1.count }
      + aggregates.reduce(0) { $0 + $1.count }
  }
}

/// Why a row is refused.
struct OwnRowProblem: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension ForeignParquet {
  /// The rows of a file of which `ownKind` says that its columns are ours.
  ///
  /// - Parameters:
  ///   - kind: What the rows are.
  ///   - exchange: The exchange of files that do not say it.
  ///   - interval: The interval of files that do not say it.
  ///   - series: What the values of files that do not say it measure.
  ///   - body: Is given the rows of each row group.
  /// - Throws: `invalid` when the file is damaged, `io`, and what `body` throws.
  package func forEachOwn(
    _ kind: SegmentKind, exchange: String?, interval: Interval?, series: String?,
    _ body: (OwnRows) async throws -> Void
  ) async throws {
    var first = 1
    for group in file.rowGroups.indices {
      let names = ["exchange", "interval", "name"] + kind.rows.schema.columns.map(\.name)
      let reader = OwnRowReader(
        columns: try columns(names, rowGroup: group), exchange: exchange, interval: interval,
        series: series)
      let rows = file.rowGroups[group].rowCount
      var result = OwnRows()
      var builder = OwnRowBuilder()
      for row in 0..<rows {
        do throws(OwnRowProblem) {
          try builder.append(row, of: kind, from: reader)
        } catch {
          result.problems.append(OwnRows.Problem(row: first + row, reason: error.reason))
        }
      }
      builder.finish(&result)
      first += rows
      try await body(result)
    }
  }
}
