/// How a file is written.
package struct WriterOptions: Sendable, Equatable {
  /// What compresses the pages.
  package var codec: CodecName
  /// How hard it tries: 1 to 9 for gzip, 1 to 19 for zstd; without meaning otherwise.
  package var level: Int
  /// The most rows of one page.
  package var rowsPerPage: Int

  package init(codec: CodecName = .zstd, level: Int = 1, rowsPerPage: Int = 1 << 15) {
    self.codec = codec
    self.level = level
    self.rowsPerPage = rowsPerPage
  }
}
