/// A row group as bytes, ready to be placed anywhere in a file.
package struct EncodedRowGroup: Sendable {
  /// The number of rows.
  package let rowCount: Int
  /// The column chunks, one after another.
  package let bytes: [UInt8]
  /// The chunks' metadata, with offsets from the start of `bytes`.
  let columns: [ColumnChunkMetadata]
}

/// Encodes and compresses one row group.
///
/// It is pure: the same input gives the same bytes, and several row groups may be encoded at the
/// same time on different threads.
///
/// - Parameters:
///   - columns: One a column of the schema, all of the same number of rows.
///   - schema: Names, types and encodings.
///   - options: Compression and page size.
/// - Returns: The row group's bytes and what the footer will say about them.
/// - Throws: `ParquetError.Kind.unwritable` or `.unsupported`, with the column, when the data do
///   not
///   fit the schema.
package func encodeRowGroup(
  _ columns: [ColumnData], schema: ParquetSchema, options: WriterOptions = WriterOptions()
) throws(ParquetError) -> EncodedRowGroup {
  guard columns.count == schema.columns.count, options.rowsPerPage > 0 else {
    throw ParquetError(.unwritable("\(columns.count) columns for \(schema.columns.count)"))
  }
  let rowCount = columns.first?.rowCount ?? 0
  guard rowCount <= Limits.rowsPerGroup else {
    throw ParquetError(.unwritable("a row group of \(rowCount) rows"))
  }
  guard let compressor = try options.codec.codec.compressor(level: options.level) else {
    throw ParquetError(.unsupported("writing \(options.codec.rawValue)"))
  }
  var pages = PageWriter(compressor: compressor)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(usualRowSize * rowCount)
  var chunks: [ColumnChunkMetadata] = []
  for (column, data) in zip(schema.columns, columns) {
    do throws(ParquetError) {
      try check(data, column, rowCount: rowCount)
      let writer = ChunkWriter(column: column, options: options)
      chunks.append(try writer.write(data, with: &pages, to: &bytes))
    } catch { throw error.located(column: column.name) }
  }
  return EncodedRowGroup(rowCount: rowCount, bytes: bytes, columns: chunks)
}

/// What a row takes, about: a group of more bytes is copied once while it grows.
private let usualRowSize = 18

/// Whether the data are of the column's shape: rows, nulls and type.
private func check(
  _ data: ColumnData, _ column: ParquetColumn, rowCount: Int
) throws(ParquetError) {
  guard data.rowCount == rowCount else {
    throw ParquetError(.unwritable("it has \(data.rowCount) rows, the first column \(rowCount)"))
  }
  guard let present = data.present else { return }
  let presentCount = trueCount(present.span)
  guard presentCount == data.values.count else {
    throw ParquetError(.unwritable("it has \(data.values.count) values for \(presentCount) rows"))
  }
  guard column.isOptional || presentCount == rowCount else {
    throw ParquetError(.unwritable("it is required and has nulls"))
  }
}
