// The distinct values of a chunk, in the order of their first appearance; those of decimals on a
// grid, which need no hashing, are in `DecimalGrid`.

/// A hash table from a value's hash to its code; the owner compares the values.
private struct CodeTable {
  /// Codes plus one; 0 is an empty slot. Twice as many slots as codes, at least.
  private var slots: [UInt32]
  private let shift: UInt64

  init(limit: Int) {
    let width = max(4, Int.bitWidth - (2 * limit - 1).leadingZeroBitCount)
    slots = [UInt32](repeating: 0, count: 1 << width)
    shift = UInt64(64 - width)
  }

  /// The code of the value with this hash, as `isEqual` recognises it, or nil after `next` has been
  /// given to it.
  @inline(__always)
  mutating func code(
    _ hash: UInt64, next: Int, isEqual: (Int) -> Bool
  ) -> Int? {
    var slot = Int(hashBits(hash) >> shift)
    while true {
      let found = slots[slot]
      if found == 0 {
        slots[slot] = UInt32(next + 1)
        return nil
      }
      if isEqual(Int(found) - 1) { return Int(found) - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
  }
}

/// Fibonacci hashing: the high bits of the product depend on all bits of the argument.
func hashBits(_ bits: UInt64) -> UInt64 { (bits ^ bits >> 32) &* 0x9E37_79B9_7F4A_7C15 }

/// A dictionary of numbers, told apart by their bits: −0 and +0 are two entries.
struct NumberDictionary<Value: FixedWidthValue> {
  private(set) var entries: [Value] = []
  private(set) var codes: [UInt32] = []

  /// The values `entries[code]` of all `codes`.
  init(entries: [Value], codes: [UInt32]) { (self.entries, self.codes) = (entries, codes) }

  /// The dictionary of `values`, or nil when it would have over `limit` entries.
  init?(_ values: Span<Value>, limit: Int = 1 << 17) {
    let limit = max(1, min(limit, values.count))
    var table = CodeTable(limit: limit)
    codes.reserveCapacity(values.count)
    for row in values.indices {
      let value = values[row]
      let bits = value.bits
      let found = table.code(bits, next: entries.count) { entries[$0].bits == bits }
      if let found {
        codes.append(UInt32(found))
      } else {
        if entries.count == limit { return nil }
        codes.append(UInt32(entries.count))
        entries.append(value)
      }
    }
  }
}

/// A dictionary of byte strings.
struct ByteDictionary {
  private(set) var entries = ByteColumn()
  private(set) var codes: [UInt32] = []

  /// The dictionary of the values at `rows`, or nil when it would have over `limit` entries.
  init?(_ values: ByteColumn, rows: Range<Int>, limit: Int = 1 << 17) {
    let limit = max(1, min(limit, rows.count))
    var table = CodeTable(limit: limit)
    codes.reserveCapacity(rows.count)
    for row in rows {
      let value = values[row]
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in value { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      let found = table.code(hash, next: entries.count) { entries[$0] == value }
      if let found {
        codes.append(UInt32(found))
      } else {
        if entries.count == limit { return nil }
        codes.append(UInt32(entries.count))
        entries.append(value)
      }
    }
  }
}

/// The same codes over a dictionary without the entries that no code names, in the same order.
func compacted(_ codes: [UInt32], _ entries: ByteColumn) -> ([UInt32], ByteColumn) {
  if entries.count <= 1 && !codes.isEmpty { return (codes, entries) }
  var isUsed = [Bool](repeating: false, count: entries.count)
  var unused = entries.count
  for code in codes where !isUsed[Int(code)] {
    isUsed[Int(code)] = true
    unused -= 1
    if unused == 0 { return (codes, entries) }
  }
  if unused == 0 { return (codes, entries) }
  var places = [UInt32](repeating: 0, count: entries.count)
  var kept = ByteColumn()
  for index in 0..<entries.count where isUsed[index] {
    places[index] = UInt32(kept.count)
    kept.append(entries[index])
  }
  return (codes.map { places[Int($0)] }, kept)
}
