/// What the footer says about one row group.
package struct RowGroupInfo: Sendable {
  /// The number of rows.
  package let rowCount: Int
  /// One entry a flat column, in the schema's order.
  package let columns: [ColumnChunkInfo]

  /// The chunk of the column of that name, or nil.
  package func column(_ name: String) -> ColumnChunkInfo? { columns.first { $0.name == name } }

  init(
    _ group: RowGroupMetadata, leaves: [Leaf], orders: [Bool]
  ) throws(ParquetError) {
    guard group.columns.count == leaves.count else {
      throw ParquetError(
        .metadata("it has \(group.columns.count) columns, the schema \(leaves.count)"))
    }
    guard group.rowCount <= Limits.rowsPerGroup else {
      throw ParquetError(.unsupported("a row group of \(group.rowCount) rows"))
    }
    rowCount = group.rowCount
    var columns: [ColumnChunkInfo] = []
    for (index, leaf) in leaves.enumerated() {
      guard let column = leaf.column else { continue }
      let chunk = group.columns[index]
      do throws(ParquetError) {
        try checkChunk(chunk, leaf, rowCount: group.rowCount)
      } catch { throw error.located(column: column.name) }
      let isOrdered = orders.indices.contains(index) && orders[index]
      columns.append(ColumnChunkInfo(chunk, column, leaf, isOrdered: isOrdered))
    }
    self.columns = columns
  }
}

/// The chunk must be the one the schema announces.
private func checkChunk(
  _ chunk: ColumnChunkMetadata, _ leaf: Leaf, rowCount: Int
) throws(ParquetError) {
  if chunk.isEncrypted { throw ParquetError(.unsupported("an encrypted column")) }
  guard chunk.hasMetadata else {
    throw ParquetError(.metadata("a column chunk lacks its metadata"))
  }
  guard chunk.filePath == nil else {
    throw ParquetError(.unsupported("a column chunk in another file"))
  }
  guard chunk.typeCode == leaf.physicalType.code else {
    throw ParquetError(.metadata("a chunk has the type \(chunk.typeCode)"))
  }
  guard chunk.valueCount == rowCount else {
    throw ParquetError(.metadata("it has \(chunk.valueCount) values in \(rowCount) rows"))
  }
}

/// What the footer says about one column of one row group.
package struct ColumnChunkInfo: Sendable {
  package let name: String
  /// Bounds and nulls; nil when the writer gave none.
  package let statistics: ColumnStatistics?
  /// The format's name of the compression.
  package let codec: String
  /// The format's names of the encodings in use, levels included.
  package let encodings: [String]
  /// The chunk's bytes in the file, page headers included.
  package let compressedByteCount: Int
  /// The same before compression.
  package let uncompressedByteCount: Int

  init(_ chunk: ColumnChunkMetadata, _ column: ParquetColumn, _ leaf: Leaf, isOrdered: Bool) {
    name = column.name
    let isComparable = isOrdered && leaf.physicalType != .int96
    statistics = chunk.statistics.map {
      ColumnStatistics($0, column: column, isOrdered: isComparable)
    }
    codec = Codecs.name(chunk.codec)
    encodings = chunk.encodings.map { Encoding(rawValue: $0)?.name ?? "number \($0)" }
    compressedByteCount = chunk.totalCompressed
    uncompressedByteCount = chunk.totalUncompressed
  }
}
