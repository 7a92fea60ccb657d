import Basics
import MarketData
import ParquetFormat

/// Sizes of what is written.
enum SegmentSize {
  /// Rows of one row group: the unit of reading and of parallel work.
  static let rowsPerGroup = 128 * 1024
  /// Rows that are sorted at once, which bounds both memory and the rows of a segment.
  static let rowsPerChunk = 1024 * 1024
}

/// Writes sorted rows as segments into a staging folder.
struct SegmentWriter: Sendable {
  /// The folder, absolute.
  let staging: String
  /// What every file's name and part begins with; unique in the folder.
  let prefix: String
  /// What every footer notes, and the imports of the rows.
  let notes: SegmentNotes
  /// The most row groups encoded at the same time.
  let jobs: Int

  /// The encodings leave so little to gain that higher levels only cost time. One page a chunk:
  /// split bytes compress better in long streams, and readers take whole chunks.
  static let options = WriterOptions(
    codec: .zstd, level: 1, rowsPerPage: SegmentSize.rowsPerGroup)

  /// What every file says of its writer: the store's version, so that bytes change only with it.
  static let createdBy = "liqtool version \(CatalogMigrations.storeVersion).0.0"

  /// Encodes each part as one segment, row groups in parallel.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - parts: Which of them form which segment, in what order.
  ///   - firstPart: The number of the first segment among those of its import.
  /// - Returns: One file a part, in the order of the parts. Nothing is synced.
  /// - Throws: `noSpace`, `io`.
  func write<Rows: StoredRows>(
    _ rows: Rows, _ parts: [PartitionedRows], firstPart: Int
  ) async throws(StoreError) -> [OpenSegment] {
    var pieces: [RowGroupPiece] = []
    for (index, part) in parts.enumerated() {
      for start in stride(from: 0, to: part.rows.count, by: SegmentSize.rowsPerGroup) {
        let end = min(part.rows.count, start + SegmentSize.rowsPerGroup)
        pieces.append(RowGroupPiece(part: index, rows: Array(part.rows[start..<end])))
      }
    }
    let schema = rows.segmentSchema
    let groups = try await encode(rows, pieces, schema)
    var written: [OpenSegment] = []
    for (index, part) in parts.enumerated() {
      let ours = zip(pieces, groups).filter { $0.0.part == index }.map(\.1)
      written.append(try write(rows, part, ours, schema, number: firstPart + index))
    }
    return written
  }

  private func encode<Rows: StoredRows>(
    _ rows: Rows, _ pieces: [RowGroupPiece], _ schema: ParquetSchema
  ) async throws(StoreError) -> [EncodedRowGroup] {
    let importID = notes.imports.count == 1 ? notes.imports[0].id : nil
    do {
      return try await mapConcurrently(pieces, width: jobs) { piece in
        try encodeRowGroup(
          rows.columns(at: piece.rows.span, importID: importID), schema: schema,
          options: Self.options)
      }
    } catch let error as ParquetError {
      throw StoreError(error, path: staging)
    } catch {
      throw StoreError(.io(errno: 0), path: staging, "the import was cancelled")
    }
  }

  private func write<Rows: StoredRows>(
    _ rows: Rows, _ part: PartitionedRows, _ groups: [EncodedRowGroup], _ schema: ParquetSchema,
    number: Int
  ) throws(StoreError) -> OpenSegment {
    let name = "\(prefix)-\(number)"
    let file = try OutputFile(creating: "\(staging)/\(name).parquet")
    var builder = ParquetFileBuilder(
      schema: schema, keyValues: notes.keyValues(part.key, part: name),
      createdBy: Self.createdBy)
    var length = 0
    var hasher = XXH3.Hasher()
    for group in groups {
      let bytes = builder.append(group)
      length += bytes.count
      hasher.update(bytes.span)
      try file.write(bytes.span)
    }
    let footer = builder.finish()
    try file.write(footer.span)
    file.startWriteback()
    return OpenSegment(
      path: file.path, part: name, partition: part.key, rows: part.rows.count,
      symbols: symbols(rows, part.rows), builder: builder, dataLength: length,
      dataHash: SegmentHash(hasher), footer: footer)
  }

  /// What the rows, sorted by instrument and time, hold of each symbol.
  private func symbols<Rows: StoredRows>(_ rows: Rows, _ order: [Int32]) -> [SegmentSymbol] {
    let instrument = rows.instrument
    let time = rows.keyTime
    var found: [SegmentSymbol] = []
    var start = 0
    while start < order.count {
      let current = instrument[Int(order[start])]
      let end = firstIndex(of: order[start...]) { instrument[Int($0)] != current }
      found.append(
        SegmentSymbol(
          symbol: rows.instruments[Int(current)].symbol, rows: end - start,
          firstTime: time[Int(order[start])], lastTime: time[Int(order[end - 1])]))
      start = end
    }
    return found
  }
}

/// The rows of one row group and the segment it belongs to.
private struct RowGroupPiece: Sendable {
  let part: Int
  let rows: [Int32]
}
