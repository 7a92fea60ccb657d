/// Which rows of a chunk have a value; costs nothing until the first null.
struct Presence {
  /// The number of rows.
  private(set) var rowCount = 0
  /// The number of rows that have a value.
  private(set) var presentCount = 0
  private var rows: [Bool] = []

  /// One flag a row, or nil when every row has a value.
  var flags: [Bool]? { presentCount == rowCount ? nil : rows }

  /// Adds `count` rows that have a value, or have none.
  mutating func append(_ isPresent: Bool, count: Int) {
    if rowCount == presentCount {
      if isPresent {
        rowCount += count
        presentCount += count
        return
      }
      rows = [Bool](repeating: true, count: rowCount)
    }
    if count == 1 {
      rows.append(isPresent)
    } else {
      rows.append(contentsOf: repeatElement(isPresent, count: count))
    }
    rowCount += count
    if isPresent { presentCount += count }
  }
}

/// Appends the definition levels of a flat optional column: runs of one-bit levels.
func encodeLevels(_ present: Span<Bool>, to bytes: inout [UInt8]) {
  var levels = [UInt32](repeating: 0, count: present.count)
  for row in present.indices { levels[row] = present[row] ? 1 : 0 }
  encodeRuns(levels.span, bitWidth: 1, to: &bytes)
}
