import Basics

/// Writes the pages of one column chunk: a dictionary page when there is one, then data pages of
/// version 1, each with its CRC-32.
struct ChunkWriter {
  private let column: ParquetColumn
  private let options: WriterOptions
  private let compressor: any PageCompressor
  private var uncompressedByteCount = 0

  init(_ column: ParquetColumn, options: WriterOptions, compressor: any PageCompressor) {
    self.column = column
    self.options = options
    self.compressor = compressor
  }

  /// Appends the chunk to `bytes` and returns its metadata.
  mutating func write(
    _ data: ColumnData, to bytes: inout [UInt8]
  ) throws(ParquetError) -> ColumnChunkMetadata {
    let values = try prepareValues(data.values, column)
    let start = bytes.count
    var chunk = ColumnChunkMetadata()
    if let dictionary = values.dictionary {
      chunk.dictionaryPageOffset = bytes.count
      let content = PageHeader.Content.dictionary(
        valueCount: dictionary.count, encoding: Encoding.plain.rawValue)
      try writePage(dictionary.bytes, content, to: &bytes)
    }
    chunk.dataPageOffset = bytes.count
    try writeDataPages(values, data, to: &bytes)
    chunk.typeCode = column.type.code
    chunk.encodings = encodings(of: values).map(\.rawValue)
    chunk.path = [column.name]
    chunk.codec = options.codec.codec.code
    chunk.valueCount = data.rowCount
    chunk.totalUncompressed = uncompressedByteCount
    chunk.totalCompressed = bytes.count - start
    chunk.statistics = values.statistics
    chunk.statistics?.nullCount = data.rowCount - data.values.count
    return chunk
  }

  private func encodings(of values: PreparedValues) -> [Encoding] {
    var encodings: Set<Encoding> = [values.encoding]
    if values.dictionary != nil { encodings.insert(.plain) }
    if column.isOptional { encodings.insert(.rle) }
    return encodings.sorted { $0.rawValue < $1.rawValue }
  }

  private mutating func writeDataPages(
    _ values: PreparedValues, _ data: ColumnData, to bytes: inout [UInt8]
  ) throws(ParquetError) {
    var value = 0
    for row in stride(from: 0, to: data.rowCount, by: options.rowsPerPage) {
      let rows = row..<min(data.rowCount, row + options.rowsPerPage)
      var page: [UInt8] = []
      var count = rows.count
      if let present = data.present?[rows] { count = present.count { $0 } }
      if column.isOptional { appendLevels(data.present, rows: rows, to: &page) }
      values.encode(value..<value + count, &page)
      value += count
      let content = PageHeader.Content.data(
        valueCount: rows.count, encoding: values.encoding.rawValue,
        levelEncoding: Encoding.rle.rawValue)
      try writePage(page, content, to: &bytes)
    }
  }

  /// "The definition levels are encoded RLE, preceded by their length in four bytes."
  private func appendLevels(_ present: [Bool]?, rows: Range<Int>, to page: inout [UInt8]) {
    page.append(contentsOf: [0, 0, 0, 0])
    if let present {
      encodeLevels(present.span.extracting(rows), to: &page)
    } else {
      appendVarint(UInt64(rows.count) << 1, to: &page)
      page.append(1)
    }
    let length = UInt32(page.count - 4)
    for index in 0..<4 { page[index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index)) }
  }

  private mutating func writePage(
    _ page: [UInt8], _ content: PageHeader.Content, to bytes: inout [UInt8]
  ) throws(ParquetError) {
    guard page.count <= Limits.pageByteCount else {
      throw ParquetError(.unwritable("a page of \(page.count) bytes"))
    }
    let compressed = try compressor.compressed(page)
    let header = PageHeader(
      content: content, uncompressed: page.count, compressed: compressed.count,
      checksum: crc32(compressed.span)
    ).encoded()
    bytes.append(contentsOf: header)
    bytes.append(contentsOf: compressed)
    uncompressedByteCount += header.count + page.count
  }
}
