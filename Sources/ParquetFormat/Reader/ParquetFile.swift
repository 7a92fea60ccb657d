/// A Parquet file open for reading: its footer, and its columns on demand.
///
///     let file = try ParquetFile(FileSource(path: "btc.parquet"))
///     for group in file.rowGroups.indices {
///       let columns = try file.read(rowGroup: group, columns: ["time", "price"])
///     }
///
/// Flat columns are read; a nested one is refused by name when it is asked for. No bytes make it
/// trap: what is wrong is a `ParquetError`. Reading from several tasks at once is safe.
package struct ParquetFile: Sendable {
  /// The flat columns, in the file's order.
  package let schema: ParquetSchema
  /// The names of the top-level columns that are nested or repeated, and refused when asked for.
  package let nestedColumns: [String]
  package let rowGroups: [RowGroupInfo]
  /// What the writer noted beside the data; a key without a value has an empty one.
  package let keyValues: [(key: String, value: String)]
  /// The number of rows in all row groups.
  package let rowCount: Int
  /// The writer's name and version, when it gave them.
  package let createdBy: String?
  /// The CRC-32 of the footer: its Thrift bytes, its length and the closing magic. The format has
  /// no such sum, so a catalog that keeps one can tell that a footer changed.
  package let footerCRC32: UInt32

  private let source: any ByteSource
  private let leaves: [Leaf]
  private let chunks: [[ColumnChunkMetadata]]

  /// Reads and checks the footer.
  package init(_ source: any ByteSource) throws(ParquetError) {
    let footer = try Footer(source)
    let metadata = footer.metadata
    let leaves = try flatLeaves(of: metadata.schema)
    self.source = source
    self.leaves = leaves
    footerCRC32 = footer.crc32
    schema = ParquetSchema(columns: leaves.compactMap(\.column))
    nestedColumns = nestedNames(leaves)
    keyValues = metadata.keyValues.map { ($0.key, $0.value ?? "") }
    createdBy = metadata.createdBy
    chunks = metadata.rowGroups.map(\.columns)
    var rowCount = 0
    var infos: [RowGroupInfo] = []
    for (index, group) in metadata.rowGroups.enumerated() {
      do throws(ParquetError) {
        infos.append(
          try RowGroupInfo(group, leaves: leaves, orders: metadata.hasTypeDefinedOrder))
      } catch { throw error.located(rowGroup: index) }
      let (sum, overflows) = rowCount.addingReportingOverflow(group.rowCount)
      guard !overflows else { throw ParquetError(.metadata("the rows cannot be counted")) }
      rowCount = sum
    }
    // Some writers leave the file's own count at 0.
    guard rowCount == metadata.rowCount || metadata.rowCount == 0 else {
      throw ParquetError(
        .metadata("the row groups hold \(rowCount) rows, the file \(metadata.rowCount)"))
    }
    rowGroups = infos
    self.rowCount = rowCount
  }

  /// The named columns of one row group, in the order of the names.
  ///
  /// - Parameters:
  ///   - rowGroup: Which row group, from 0; it must exist.
  ///   - columns: Names of columns.
  /// - Returns: One `ColumnData` a name, each with the row group's number of rows. A chunk of byte
  ///   arrays that is dictionary-encoded throughout comes as `.dictionary`.
  /// - Throws: `ParquetError` with the column and the row group.
  /// - Complexity: O(the columns' bytes); other columns are not touched.
  package func read(rowGroup: Int, columns: [String]) throws(ParquetError) -> [ColumnData] {
    precondition(rowGroups.indices.contains(rowGroup), "no row group \(rowGroup)")
    var result: [ColumnData] = []
    var loader = PageLoader()
    for name in columns {
      do throws(ParquetError) {
        result.append(try read(rowGroup: rowGroup, column: name, with: &loader))
      } catch { throw error.located(column: name, rowGroup: rowGroup) }
    }
    return result
  }

  private func read(
    rowGroup: Int, column name: String, with loader: inout PageLoader
  ) throws(ParquetError) -> ColumnData {
    guard let index = leaves.firstIndex(where: { $0.topLevelName == name }) else {
      throw ParquetError(.noSuchColumn)
    }
    guard let column = leaves[index].column else {
      throw ParquetError(.unsupported("a nested column"))
    }
    let chunk = chunks[rowGroup][index]
    let rowCount = rowGroups[rowGroup].rowCount
    let range = rowCount == 0 ? 0..<0 : try byteRange(of: chunk)
    // The first versions of parquet-mr left the dictionary page's header out of the chunk's size
    // (PARQUET-816); Arrow, too, reads up to 100 bytes on.
    let slack = createdBy?.hasPrefix("parquet-mr") == true ? 100 : 0
    let bytes = try source.read(range.lowerBound..<min(source.count, range.upperBound + slack))
    var reader = ChunkReader(
      bytes, byteCount: range.count, offset: range.lowerBound,
      codec: try Codecs.codec(chunk.codec), isOptional: column.isOptional, rowCount: rowCount)
    return try decode(&reader, leaves[index].physicalType, with: &loader)
  }

  /// Where the chunk lies: from its first page on. A dictionary offset of 0, or after the first
  /// data page, means that there is none.
  private func byteRange(of chunk: ColumnChunkMetadata) throws(ParquetError) -> Range<Int> {
    var start = chunk.dataPageOffset
    if let dictionary = chunk.dictionaryPageOffset, dictionary > 0, dictionary < start {
      start = dictionary
    }
    guard start <= source.count, chunk.totalCompressed <= source.count - start else {
      throw ParquetError(
        .truncated(needed: chunk.totalCompressed, available: max(0, source.count - start)),
        offset: start)
    }
    return start..<start + chunk.totalCompressed
  }

  private func decode(
    _ reader: inout ChunkReader, _ type: PhysicalType, with loader: inout PageLoader
  ) throws(ParquetError) -> ColumnData {
    switch type {
    case .boolean: try reader.read(BooleanDecoder(), with: &loader)
    case .int32: try reader.read(FixedWidthDecoder<Int32>(), with: &loader)
    case .int64: try reader.read(FixedWidthDecoder<Int64>(), with: &loader)
    case .int96: try reader.read(Int96Decoder(), with: &loader)
    case .float: try reader.read(FixedWidthDecoder<Float>(), with: &loader)
    case .double: try reader.read(FixedWidthDecoder<Double>(), with: &loader)
    case .byteArray: try reader.read(ByteArrayDecoder(fixedLength: nil), with: &loader)
    case .fixedLengthByteArray(let length):
      try reader.read(ByteArrayDecoder(fixedLength: length), with: &loader)
    }
  }
}
