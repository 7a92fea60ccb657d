import Basics

/// Compresses pages and puts their headers before them; its buffers serve one page after another.
struct PageWriter {
  let compressor: any PageCompressor
  /// The page being made: filled by the caller, emptied when it is written.
  var page: [UInt8] = []
  /// The bytes of the chunk's pages before compression, headers included.
  private(set) var uncompressedByteCount = 0
  /// Whether the chunk's pages are compressed.
  private(set) var isCompressed = true
  private var compressed: [UInt8] = []

  init(compressor: any PageCompressor) { self.compressor = compressor }

  /// Counts from zero again.
  mutating func startChunk(isCompressed: Bool) {
    uncompressedByteCount = 0
    self.isCompressed = isCompressed
  }

  /// Appends `page`, compressed, to `bytes` after its header with its CRC-32.
  mutating func writePage(
    _ content: PageHeader.Content, to bytes: inout [UInt8]
  ) throws(ParquetError) {
    guard page.count <= Limits.pageByteCount else {
      throw ParquetError(.unwritable("a page of \(page.count) bytes"))
    }
    // Taken out, because the page cannot be read and the buffer changed through one value.
    var compressed = self.compressed
    self.compressed = []
    compressed.removeAll(keepingCapacity: true)
    if isCompressed {
      try compressor.compress(page.span, to: &compressed)
    } else {
      append(page.span, to: &compressed)
    }
    let header = PageHeader(
      content: content, uncompressed: page.count, compressed: compressed.count,
      checksum: crc32(compressed.span)
    ).encoded()
    bytes.append(contentsOf: header)
    bytes.append(contentsOf: compressed)
    self.compressed = compressed
    uncompressedByteCount += header.count + page.count
    page.removeAll(keepingCapacity: true)
  }
}
