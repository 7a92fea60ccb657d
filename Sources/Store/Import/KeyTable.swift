/// A hash table from the keys of a chunk's rows to the rows, each key's in input order.
///
/// Open addressing with linear probing, at most half full; one allocation a column, none a row.
struct KeyTable {
  private var slots: [Int32]
  private let mask: Int
  private var keys: [EventKey] = []
  /// Key → its first row that is still there, or −1.
  private var firstRow: [Int32] = []
  private var lastRow: [Int32] = []
  /// Row → the next one of the same key, or −1.
  private var nextRow: [Int32]

  /// An empty table for rows below `rowCount`.
  init(rowCount: Int) {
    var capacity = 16
    while capacity < 2 * rowCount { capacity *= 2 }
    slots = [Int32](repeating: -1, count: capacity)
    mask = capacity - 1
    nextRow = [Int32](repeating: -1, count: rowCount)
    keys.reserveCapacity(rowCount)
    firstRow.reserveCapacity(rowCount)
    lastRow.reserveCapacity(rowCount)
  }

  /// The number of different keys.
  var count: Int { keys.count }

  /// The number of the key, or nil.
  func find(_ key: EventKey) -> Int? {
    var slot = Int(truncatingIfNeeded: key.hash) & mask
    while slots[slot] >= 0 {
      let entry = Int(slots[slot])
      if keys[entry] == key { return entry }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Appends a row to those of its key.
  ///
  /// - Returns: The number of the key, and whether the row is its first.
  @discardableResult
  mutating func append(_ row: Int, _ key: EventKey) -> (entry: Int, isFirst: Bool) {
    var slot = Int(truncatingIfNeeded: key.hash) & mask
    while slots[slot] >= 0 {
      let entry = Int(slots[slot])
      if keys[entry] == key {
        nextRow[Int(lastRow[entry])] = Int32(row)
        lastRow[entry] = Int32(row)
        return (entry, false)
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    firstRow.append(Int32(row))
    lastRow.append(Int32(row))
    return (keys.count - 1, true)
  }

  /// Takes the first row of `key` that is still there and whose flag is set, or nil.
  mutating func takeFirst(_ key: EventKey, where isTaken: [Bool]) -> Int? {
    guard let entry = find(key) else { return nil }
    while let row = takeFirst(entry) {
      if isTaken[row] { return row }
    }
    return nil
  }

  /// The first row of a key that is still there, or nil.
  func first(_ entry: Int) -> Int? { firstRow[entry] < 0 ? nil : Int(firstRow[entry]) }

  /// Takes the first row of a key that is still there, or nil.
  mutating func takeFirst(_ entry: Int) -> Int? {
    let row = firstRow[entry]
    guard row >= 0 else { return nil }
    firstRow[entry] = nextRow[Int(row)]
    return Int(row)
  }
}
