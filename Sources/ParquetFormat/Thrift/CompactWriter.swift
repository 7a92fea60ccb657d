/// Writes Thrift's compact protocol; the counterpart of `CompactReader`.
struct CompactWriter {
  private(set) var bytes: [UInt8] = []
  /// The number of the field written last in each open struct.
  private var lastIDs: [Int] = [0]

  mutating func field(_ id: Int, _ value: Int32) {
    header(id, .int32)
    zigzag(Int64(value))
  }

  mutating func field(_ id: Int, _ value: Int64) {
    header(id, .int64)
    zigzag(value)
  }

  mutating func field(_ id: Int, short value: Int16) {
    header(id, .int16)
    zigzag(Int64(value))
  }

  mutating func field(_ id: Int, byte value: Int8) {
    header(id, .byte)
    bytes.append(UInt8(bitPattern: value))
  }

  mutating func field(_ id: Int, _ value: Bool) { header(id, value ? .isTrue : .isFalse) }

  mutating func field(_ id: Int, _ value: String) { field(id, Array(value.utf8)) }

  mutating func field(_ id: Int, _ value: [UInt8]) {
    header(id, .binary)
    element(value)
  }

  /// A struct whose fields `body` writes.
  mutating func field(_ id: Int, _ body: (inout CompactWriter) -> Void) {
    header(id, .structure)
    structure(body)
  }

  /// A list whose elements `body` writes with `element` or `structure`.
  mutating func list(
    _ id: Int, of type: CompactType, count: Int, _ body: (inout CompactWriter) -> Void
  ) {
    header(id, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | type.rawValue)
    } else {
      bytes.append(0xF0 | type.rawValue)
      unsigned(UInt64(count))
    }
    body(&self)
  }

  /// The fields of a struct and the byte that ends it.
  mutating func structure(_ body: (inout CompactWriter) -> Void) {
    lastIDs.append(0)
    body(&self)
    lastIDs.removeLast()
    bytes.append(0)
  }

  mutating func element(_ value: Int32) { zigzag(Int64(value)) }

  mutating func element(_ value: String) { element(Array(value.utf8)) }

  mutating func element(_ value: [UInt8]) {
    unsigned(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  private mutating func header(_ id: Int, _ type: CompactType) {
    let delta = id - lastIDs[lastIDs.count - 1]
    lastIDs[lastIDs.count - 1] = id
    if (1...15).contains(delta) {
      bytes.append(UInt8(delta) << 4 | type.rawValue)
    } else {
      bytes.append(type.rawValue)
      zigzag(Int64(id))
    }
  }

  private mutating func zigzag(_ value: Int64) {
    unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  private mutating func unsigned(_ value: UInt64) { appendVarint(value, to: &bytes) }
}
