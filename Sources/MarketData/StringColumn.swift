/// Many short strings as one block of UTF-8 bytes and the end of each: no allocation a row.
///
/// An empty string means null: the columns kept this way (order ids) are never empty when present.
package struct StringColumn: Sendable, Equatable {
  /// The bytes of all strings, one after another.
  package private(set) var bytes: [UInt8] = []
  /// Where each string ends in `bytes`; not kept as long as all are null, as nearly everywhere.
  private var ends: [Int] = []
  /// The number of strings while all are null.
  private var nullCount = 0

  package init() {}

  /// `count` nulls.
  package init(nulls count: Int) { nullCount = count }

  /// The number of strings.
  package var count: Int { isAllNull ? nullCount : ends.count }

  /// Whether every string is null.
  package var isAllNull: Bool { bytes.isEmpty }

  /// Where string `row` lies in `bytes`.
  package func range(at row: Int) -> Range<Int> {
    precondition(row >= 0 && row < count, "string \(row) of \(count)")
    return isAllNull ? 0..<0 : (row == 0 ? 0 : ends[row - 1])..<ends[row]
  }

  /// String `row`, or nil when it is null.
  package subscript(row: Int) -> String? {
    let range = range(at: row)
    return range.isEmpty ? nil : String(decoding: bytes[range], as: UTF8.self)
  }

  /// Appends one string; nil or an empty one is null.
  package mutating func append(_ string: String?) {
    guard let string, !string.isEmpty else { return appendNulls(1) }
    keepEnds()
    bytes.append(contentsOf: string.utf8)
    ends.append(bytes.count)
  }

  /// Appends one string given as UTF-8 bytes; no bytes is null.
  package mutating func append(utf8: Span<UInt8>) {
    if utf8.isEmpty { return appendNulls(1) }
    keepEnds()
    for index in utf8.indices { bytes.append(utf8[index]) }
    ends.append(bytes.count)
  }

  /// Appends every string of `other`.
  package mutating func append(contentsOf other: StringColumn) {
    if other.isAllNull { return appendNulls(other.count) }
    keepEnds()
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
    return result.isAllNull ? StringColumn(nulls: rows.count) : result
  }

  private mutating func appendNulls(_ count: Int) {
    if isAllNull {
      nullCount += count
    } else {
      ends.append(contentsOf: repeatElement(bytes.count, count: count))
    }
  }

  /// Begins to keep the ends, before the first string that is not null.
  private mutating func keepEnds() {
    guard isAllNull else { return }
    ends = [Int](repeating: 0, count: nullCount)
    nullCount = 0
  }
}
