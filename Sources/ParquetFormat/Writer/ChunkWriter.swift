/// How many of `flags` are true, eight at a time: a flag is a byte that is 0 or 1.
func trueCount(_ flags: Span<Bool>) -> Int {
  let bytes = unsafe flags.bytes
  var count = 0
  var row = 0
  while row &+ 8 <= flags.count {
    // Benefit: one load instead of eight. Soundness: the eight bytes lie inside, and any bits are a
    // valid UInt64.
    let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: row, as: UInt64.self)
    // The highest byte of the product is the sum of all.
    count &+= Int(truncatingIfNeeded: (word &* 0x0101_0101_0101_0101) >> 56)
    row &+= 8
  }
  while row < flags.count {
    count &+= flags[row] ? 1 : 0
    row &+= 1
  }
  return count
}

/// Writes the pages of one column chunk: a dictionary page when there is one, then data pages of
/// version 1, each with its CRC-32.
struct ChunkWriter {
  let column: ParquetColumn
  let options: WriterOptions

  /// Appends the chunk to `bytes` and returns its metadata.
  func write(
    _ data: ColumnData, with pages: inout PageWriter, to bytes: inout [UInt8]
  ) throws(ParquetError) -> ColumnChunkMetadata {
    let values = try prepareValues(data.values, column, compressor: pages.compressor)
    let start = bytes.count
    pages.startChunk(isCompressed: try isWorthCompressing(values, data.values.count, pages))
    var chunk = ColumnChunkMetadata()
    if let dictionary = values.dictionary {
      chunk.dictionaryPageOffset = bytes.count
      let content = PageHeader.Content.dictionary(
        valueCount: dictionary.count, encoding: Encoding.plain.rawValue)
      pages.page.append(contentsOf: dictionary.bytes)
      try pages.writePage(content, to: &bytes)
    }
    chunk.dataPageOffset = bytes.count
    try writeDataPages(values, data, with: &pages, to: &bytes)
    chunk.typeCode = column.type.code
    chunk.encodings = encodings(of: values).map(\.rawValue)
    chunk.path = [column.name]
    chunk.codec = (pages.isCompressed ? options.codec.codec : CodecName.uncompressed.codec).code
    chunk.valueCount = data.rowCount
    chunk.totalUncompressed = pages.uncompressedByteCount
    chunk.totalCompressed = bytes.count - start
    chunk.statistics = values.statistics
    chunk.statistics?.nullCount = data.rowCount - data.values.count
    return chunk
  }

  /// Deltas are packed to the bit already: often nothing is left to gain, and readers are spared
  /// the work. A stretch of the chunk tells.
  private func isWorthCompressing(
    _ values: PreparedValues, _ count: Int, _ pages: PageWriter
  ) throws(ParquetError) -> Bool {
    guard values.encoding == .deltaBinaryPacked, count > 0 else { return true }
    var sample: [UInt8] = []
    values.encode(sampleRange(count), &sample)
    var compressed: [UInt8] = []
    try pages.compressor.compress(sample.span, to: &compressed)
    return compressed.count < sample.count - sample.count / 64
  }

  private func encodings(of values: PreparedValues) -> [Encoding] {
    var encodings: Set<Encoding> = [values.encoding]
    if values.dictionary != nil { encodings.insert(.plain) }
    if column.isOptional { encodings.insert(.rle) }
    return encodings.sorted { $0.rawValue < $1.rawValue }
  }

  private func writeDataPages(
    _ values: PreparedValues, _ data: ColumnData, with pages: inout PageWriter,
    to bytes: inout [UInt8]
  ) throws(ParquetError) {
    var value = 0
    for row in stride(from: 0, to: data.rowCount, by: options.rowsPerPage) {
      let rows = row..<min(data.rowCount, row + options.rowsPerPage)
      var count = rows.count
      if let present = data.present { count = trueCount(present.span.extracting(rows)) }
      if column.isOptional {
        appendLevels(data.present, rows: rows, count: count, to: &pages.page)
      }
      values.encode(value..<value + count, &pages.page)
      value += count
      let content = PageHeader.Content.data(
        valueCount: rows.count, encoding: values.encoding.rawValue,
        levelEncoding: Encoding.rle.rawValue)
      try pages.writePage(content, to: &bytes)
    }
  }

  /// "The definition levels are encoded RLE, preceded by their length in four bytes."
  private func appendLevels(
    _ present: [Bool]?, rows: Range<Int>, count: Int, to page: inout [UInt8]
  ) {
    page.append(contentsOf: [0, 0, 0, 0])
    if let present, count != 0, count != rows.count {
      encodeLevels(present.span.extracting(rows), to: &page)
    } else {
      appendRepeated(count == 0 ? 0 : 1, count: rows.count, bitWidth: 1, to: &page)
    }
    let length = UInt32(page.count - 4)
    for index in 0..<4 { page[index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index)) }
  }
}
