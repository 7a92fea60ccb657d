import Basics

/// Reads the pages of one column chunk: headers, checksums, decompression, levels, values.
struct ChunkReader {
  private let bytes: [UInt8]
  private let offset: Int
  private let codec: any Codec.Type
  private let isOptional: Bool
  private let rowCount: Int
  private let byteCount: Int
  private var presence = Presence()
  private var position = 0
  private var hasDictionary = false

  /// A reader over a chunk.
  ///
  /// - Parameters:
  ///   - bytes: The chunk's bytes, and perhaps some after them.
  ///   - byteCount: The chunk's size by its metadata: the last page starts below it.
  ///   - offset: Where the chunk starts in the file.
  ///   - codec: What its pages are compressed with.
  ///   - isOptional: Whether its rows may be null.
  ///   - rowCount: How many rows it must have.
  init(
    _ bytes: [UInt8], byteCount: Int, offset: Int, codec: any Codec.Type, isOptional: Bool,
    rowCount: Int
  ) {
    self.bytes = bytes
    self.byteCount = byteCount
    self.offset = offset
    self.codec = codec
    self.isOptional = isOptional
    self.rowCount = rowCount
  }

  /// Decodes every page with `decoder`.
  ///
  /// - Parameters:
  ///   - decoder: What makes values of the column's type.
  ///   - loader: What decompresses.
  /// - Returns: The column.
  /// - Throws: `ParquetError` with the offset of the page.
  mutating func read<Decoder: ValueDecoder>(
    _ decoder: consuming Decoder, with loader: inout PageLoader
  ) throws(ParquetError) -> ColumnData {
    while position < byteCount {
      let start = position
      do throws(ParquetError) {
        try readPage(&decoder, &loader)
      } catch { throw error.located(offset: offset + start) }
    }
    guard presence.rowCount == rowCount else {
      throw ParquetError(.page("its pages hold \(presence.rowCount) of \(rowCount) rows"))
    }
    return ColumnData(decoder.finish(), present: presence.flags)
  }

  private mutating func readPage(
    _ decoder: inout some ValueDecoder, _ loader: inout PageLoader
  ) throws(ParquetError) {
    var reader = CompactReader(bytes, range: position..<bytes.count)
    let header = try PageHeader(from: &reader)
    position = reader.position
    let body = try pageBody(header)
    position = body.upperBound
    switch header.content {
    case .other: return
    case .dictionary(let count, let encoding):
      try readDictionary(header, body, count: count, encoding: encoding, &decoder, &loader)
    case .data(let count, let encoding, let levelEncoding):
      try checkRows(count)
      try readDataPage(
        header, body, count: count, encoding: try known(encoding), levelEncoding: levelEncoding,
        &decoder, &loader)
    case .dataV2(let page):
      try checkRows(page.valueCount)
      try readDataPageV2(header, body, page, &decoder, &loader)
    }
  }

  /// Where the page's bytes lie, once they are known to be there and to have the right CRC-32.
  private func pageBody(_ header: PageHeader) throws(ParquetError) -> Range<Int> {
    guard header.compressedByteCount <= bytes.count - position else {
      throw ParquetError(
        .truncated(needed: header.compressedByteCount, available: bytes.count - position))
    }
    guard header.uncompressedByteCount <= Limits.pageByteCount else {
      throw ParquetError(.unsupported("a page of \(header.uncompressedByteCount) bytes"))
    }
    let body = position..<position + header.compressedByteCount
    if let expected = header.checksum {
      let found = crc32(bytes.span.extracting(body))
      guard found == expected else {
        throw ParquetError(.checksum(expected: expected, found: found))
      }
    }
    return body
  }

  private func checkRows(_ count: Int) throws(ParquetError) {
    guard count <= rowCount - presence.rowCount else {
      throw ParquetError(
        .page("it has \(count) rows where \(rowCount - presence.rowCount) are left"))
    }
  }

  private func known(_ code: Int32) throws(ParquetError) -> Encoding {
    guard let encoding = Encoding(rawValue: code) else {
      throw ParquetError(.unsupported("encoding number \(code)"))
    }
    return encoding
  }

  private mutating func readDictionary(
    _ header: PageHeader, _ body: Range<Int>, count: Int, encoding: Int32,
    _ decoder: inout some ValueDecoder, _ loader: inout PageLoader
  ) throws(ParquetError) {
    guard !hasDictionary else { throw ParquetError(.page("it is a second dictionary")) }
    hasDictionary = true
    let encoding = try known(encoding)
    guard encoding == .plain || encoding == .plainDictionary else {
      throw ParquetError(.unsupported("a dictionary in encoding \(encoding.name)"))
    }
    let page = try loader.load(
      bytes, body, byteCount: header.uncompressedByteCount, codec: codec)
    try decoder.setDictionary(page.bytes.span.extracting(page.range), count: count)
    loader.recycle(page, codec: codec)
  }

  private mutating func readDataPage(
    _ header: PageHeader, _ body: Range<Int>, count: Int, encoding: Encoding,
    levelEncoding: Int32, _ decoder: inout some ValueDecoder, _ loader: inout PageLoader
  ) throws(ParquetError) {
    let page = try loader.load(
      bytes, body, byteCount: header.uncompressedByteCount, codec: codec)
    let content = page.bytes.span.extracting(page.range)
    let before = presence.presentCount
    var start = 0
    if isOptional {
      start = try readLevels(content, count: count, encoding: try known(levelEncoding))
    } else {
      presence.append(true, count: count)
    }
    try decoder.decode(
      content.extracting(start..<content.count), encoding: encoding,
      count: presence.presentCount - before)
    loader.recycle(page, codec: codec)
  }

  /// Reads a version 1 page's levels and tells where the values begin.
  private mutating func readLevels(
    _ content: Span<UInt8>, count: Int, encoding: Encoding
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .rle:
      let range = try prefixedRange(content)
      try decodeLevels(content.extracting(range), count: count, into: &presence)
      return range.upperBound
    case .bitPacked:
      try decodeBitPackedLevels(content, count: count, into: &presence)
      return (count + 7) / 8
    default: throw ParquetError(.unsupported("levels in encoding \(encoding.name)"))
    }
  }

  /// Version 2: the levels come first, uncompressed and without a length of their own.
  private mutating func readDataPageV2(
    _ header: PageHeader, _ body: Range<Int>, _ page: PageHeader.DataPageV2,
    _ decoder: inout some ValueDecoder, _ loader: inout PageLoader
  ) throws(ParquetError) {
    let levels = page.repetitionByteCount + page.definitionByteCount
    guard levels <= body.count, levels <= header.uncompressedByteCount,
      page.rowCount == page.valueCount
    else { throw ParquetError(.page("its levels take \(levels) of \(body.count) bytes")) }
    let before = presence.presentCount
    if isOptional {
      // Repetition levels of a flat column, which some writers make, say nothing.
      let range = body.lowerBound + page.repetitionByteCount..<body.lowerBound + levels
      let chunk = bytes
      try decodeLevels(chunk.span.extracting(range), count: page.valueCount, into: &presence)
    } else {
      presence.append(true, count: page.valueCount)
    }
    let count = presence.presentCount - before
    guard count == page.valueCount - page.nullCount else {
      throw ParquetError(.page("it has \(count) values, its header says otherwise"))
    }
    let values = body.lowerBound + levels..<body.upperBound
    let byteCount = header.uncompressedByteCount - levels
    let isPlain = !page.isCompressed || (values.isEmpty && byteCount == 0)
    let codec = isPlain ? UncompressedCodec.self : codec
    let content = try loader.load(bytes, values, byteCount: byteCount, codec: codec)
    try decoder.decode(
      content.bytes.span.extracting(content.range), encoding: try known(page.encoding),
      count: count)
    loader.recycle(content, codec: codec)
  }
}
