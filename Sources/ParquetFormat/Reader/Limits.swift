/// What a file may ask for at most, so that a few bytes cannot make us take all the memory there
/// is.
enum Limits {
  /// Rows of one row group: a run of any length takes six bytes, so the file's size bounds nothing.
  /// It is the most that Arrow's own writer puts into a row group.
  static let rowsPerGroup = 1 << 26
  /// Bytes of one page when decompressed.
  static let pageByteCount = 1 << 28
  /// Bytes of one chunk's byte arrays when a dictionary or prefixes are expanded.
  static let expandedByteCount = 1 << 30
}
