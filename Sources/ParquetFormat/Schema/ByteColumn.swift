/// Many byte strings as one block of bytes and the end of each: no allocation a value.
package struct ByteColumn: Sendable, Equatable {
  /// The bytes of all strings, one after another.
  package private(set) var bytes: [UInt8] = []
  /// Where each string ends in `bytes`.
  package private(set) var ends: [Int] = []

  package init() {}

  /// Takes `bytes` cut at `ends`, which must ascend and end at `bytes.count`.
  package init(bytes: [UInt8], ends: [Int]) {
    precondition(
      (ends.last ?? 0) == bytes.count, "ends stop at \(ends.last ?? 0) of \(bytes.count)")
    var start = 0
    for end in ends {
      precondition(end >= start, "an end at \(end) lies before \(start)")
      start = end
    }
    self.bytes = bytes
    self.ends = ends
  }

  /// The UTF-8 bytes of `strings`.
  package init(_ strings: [String]) {
    for string in strings { append(string) }
  }

  /// The number of strings.
  package var count: Int { ends.count }

  /// Where string `index` lies in `bytes`.
  package func range(at index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// The bytes of string `index`.
  package subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(at: index)] }

  /// String `index` as text; bytes that are not UTF-8 become U+FFFD.
  package func string(at index: Int) -> String {
    String(decoding: bytes[range(at: index)], as: UTF8.self)
  }

  /// Appends one string.
  package mutating func append(_ string: String) {
    bytes.append(contentsOf: string.utf8)
    ends.append(bytes.count)
  }

  /// Appends one string of these bytes.
  package mutating func append(_ string: some Sequence<UInt8>) {
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
  }

  /// Appends one string of these bytes.
  package mutating func append(_ string: Span<UInt8>) {
    ParquetFormat.append(string, to: &bytes)
    ends.append(bytes.count)
  }

  /// Makes room for `count` more strings of `byteCount` bytes together.
  package mutating func reserve(count: Int, byteCount: Int) {
    bytes.reserveCapacity(bytes.count + byteCount)
    ends.reserveCapacity(ends.count + count)
  }

  /// Appends the strings of `dictionary` at `codes`, in that order; each must be below its `count`.
  package mutating func append(contentsOf dictionary: ByteColumn, at codes: Span<UInt32>) {
    ends.reserveCapacity(ends.count + codes.count)
    let source = dictionary.bytes.span
    for index in codes.indices {
      ParquetFormat.append(source.extracting(dictionary.range(at: Int(codes[index]))), to: &bytes)
      ends.append(bytes.count)
    }
  }

  /// The strings at `codes`, in that order; each must be below `count`.
  package func gather(_ codes: Span<UInt32>) -> ByteColumn {
    var result = ByteColumn()
    result.append(contentsOf: self, at: codes)
    return result
  }
}
