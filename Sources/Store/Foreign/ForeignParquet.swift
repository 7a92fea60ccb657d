import Basics
import MarketData
import ParquetFormat

/// A Parquet file that someone else wrote, to be imported: either its columns are those of our
/// exports, or it is turned into CSV for the importers, header and all.
package struct ForeignParquet: Sendable {
  package let path: String
  /// The number of rows.
  package var rowCount: Int { file.rowCount }
  let file: ParquetFile

  /// Whether the file at `path` begins as Parquet files do; false when it cannot be read.
  package static func isParquet(_ path: String) -> Bool {
    guard let source = try? FileSource(path: path), source.count >= 4,
      let start = try? source.read(0..<4)
    else { return false }
    return start == Array("PAR1".utf8)
  }

  /// Opens the file.
  ///
  /// - Throws: `invalid` when it is damaged or cannot be understood, `io` when it cannot be read.
  package init(path: String) throws(StoreError) {
    self.path = path
    do {
      file = try ParquetFile(try FileSource(path: path))
    } catch { throw Self.problem(error, path) }
  }

  /// What our own exports hold that have the same columns; nil when a mapping is needed.
  ///
  /// - Parameters:
  ///   - hasExchange: Whether the user names the exchange, so that the file need not.
  ///   - hasInterval: Whether the user names the interval.
  ///   - hasName: Whether the name of a series is known.
  /// - Returns: The kind of all rows.
  package func ownKind(
    hasExchange: Bool, hasInterval: Bool, hasName: Bool
  ) -> SegmentKind? {
    let names = Set(file.schema.columns.map(\.name))
    return SegmentKind.allCases.first { kind in
      var needed = kind.rows.schema.columns.filter { !$0.isOptional }.map(\.name)
      needed.removeAll { $0 == "import_id" }
      if !hasExchange { needed.append("exchange") }
      let isVariantKnown = kind.variantKey == "interval" ? hasInterval : hasName
      if let key = kind.variantKey, !isVariantKnown { needed.append(key) }
      return needed.allSatisfy(names.contains)
    }
  }

  /// The named columns of a row group as they are wanted; a column that is not there is all null.
  func columns(_ names: [String], rowGroup: Int) throws(StoreError) -> [String: ForeignColumn] {
    var found: [String: ForeignColumn] = [:]
    let rows = file.rowGroups[rowGroup].rowCount
    for name in names {
      guard let index = file.schema.index(of: name) else {
        found[name] = ForeignColumn(nulls: rows)
        continue
      }
      found[name] = try column(file.schema.columns[index], rowGroup: rowGroup)
    }
    return found
  }

  func column(_ column: ParquetColumn, rowGroup: Int) throws(StoreError) -> ForeignColumn {
    do {
      let data = try file.read(rowGroup: rowGroup, columns: [column.name])
      return ForeignColumn(data[0], column)
    } catch { throw Self.problem(error, path) }
  }

  private static func problem(_ error: ParquetError, _ path: String) -> StoreError {
    if case .unreadable(let code) = error.kind {
      return .system(code, path: path, doing: "read the file")
    }
    return StoreError(.invalid, path: path, "\(error)")
  }
}
