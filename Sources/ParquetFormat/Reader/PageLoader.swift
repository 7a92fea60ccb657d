/// Decompresses pages; its buffer and its contexts serve one page after another.
struct PageLoader {
  private var decompressors: [Int32: any PageDecompressor] = [:]
  private var buffer: [UInt8] = []

  /// A page's bytes: `range` of an array.
  typealias Page = (bytes: [UInt8], range: Range<Int>)

  /// The page at `body` of `chunk`, `byteCount` bytes long; an uncompressed one stays where it is.
  mutating func load(
    _ chunk: [UInt8], _ body: Range<Int>, byteCount: Int, codec: any Codec.Type
  ) throws(ParquetError) -> Page {
    if codec == UncompressedCodec.self {
      guard body.count == byteCount else {
        throw ParquetError(.truncated(needed: byteCount, available: body.count))
      }
      return (chunk, body)
    }
    let decompressor = try decompressor(of: codec)
    // The buffer is given away and comes back with `recycle`: two owners would mean a copy.
    var page = buffer
    buffer = []
    page.removeAll(keepingCapacity: true)
    try decompressor.decompress(
      chunk.span.extracting(body), expectedCount: byteCount, to: &page)
    return (page, 0..<page.count)
  }

  private mutating func decompressor(
    of codec: any Codec.Type
  ) throws(ParquetError) -> any PageDecompressor {
    if let decompressor = decompressors[codec.code] { return decompressor }
    let decompressor = try codec.decompressor()
    decompressors[codec.code] = decompressor
    return decompressor
  }

  /// Takes back the bytes of a page that is done with.
  mutating func recycle(_ page: consuming Page, codec: any Codec.Type) {
    if codec != UncompressedCodec.self { buffer = page.bytes }
  }
}
