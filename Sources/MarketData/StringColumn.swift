/// Many short strings as one block of UTF-8 bytes and the end of each: no allocation a row.
///
/// An empty string means null: the columns kept this way (order ids) are never empty when present.
package struct StringColumn: Sendable, Equatable {
  /// The bytes of all strings, one after another.
  package private(set) var bytes: [UInt8] = []
  /// Where each string ends in `bytes`.
  package private(set) var ends: [Int] = []

  package init() {}

  /// `count` nulls.
  package init(nulls count: Int) { ends = [Int](repeating: 0, count: count) }

  /// The number of strings.
  package var count: Int { ends.count }

  /// Whether every string is null.
  package var isAllNull: Bool { bytes.isEmpty }

  /// Where string `row` lies in `bytes`.
  package func range(at row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  /// String `row`, or nil when it is null.
  package subscript(row: Int) -> String? {
    let range = range(at: row)
    return range.isEmpty ? nil : String(decoding: bytes[range], as: UTF8.self)
  }

  /// Appends one string; nil or an empty one is null.
  package mutating func append(_ string: String?) {
    if let string { bytes.append(contentsOf: string.utf8) }
    ends.append(bytes.count)
  }

  /// Appends one string given as UTF-8 bytes; no bytes is null.
  package mutating func append(utf8: Span<UInt8>) {
    for index in utf8.indices { bytes.append(utf8[index]) }
    ends.append(bytes.count)
  }

  /// Appends every string of `other`.
  package mutating func append(contentsOf other: StringColumn) {
    let base = bytes.count
    bytes.append(contentsOf: other.bytes)
    ends.reserveCapacity(ends.count + other.ends.count)
    for end in other.ends { ends.append(base + end) }
  }

  /// The strings at `rows`, in that order.
  package func gather(_ rows: Span<Int32>) -> StringColumn {
    if isAllNull { return StringColumn(nulls: rows.count) }
    var result = StringColumn()
    result.ends.reserveCapacity(rows.count)
    for index in rows.indices {
      result.bytes.append(contentsOf: bytes[range(at: Int(rows[index]))])
      result.ends.append(result.bytes.count)
    }
    return result
  }
}
