/// The types of Thrift's compact protocol (thrift-compact-protocol.md, "Struct encoding").
enum CompactType: UInt8 {
  case isTrue = 1
  case isFalse = 2
  case byte = 3
  case int16 = 4
  case int32 = 5
  case int64 = 6
  case double = 7
  case binary = 8
  case list = 9
  case set = 10
  case map = 11
  case structure = 12
  case uuid = 13
}

/// The header of one field of a struct.
struct CompactField {
  let id: Int
  let type: CompactType
}

/// Reads Thrift's compact protocol from bytes nobody vouches for.
///
/// "Integers … are encoded as unsigned LEB128 (ULEB128) after zigzag." "The field header is
/// `dddd tttt`: the field id delta (1 to 15) and the type; or `0000 tttt` followed by the id."
/// Every length is compared with the bytes that are left before anything is allocated.
struct CompactReader {
  private let bytes: [UInt8]
  private let end: Int
  /// Where the next byte is read.
  private(set) var position: Int

  /// Deeper nesting than the metadata of any format version has.
  private static let deepest = 32

  /// Reads `range` of `bytes`, which must contain it.
  init(_ bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field's header, or nil at the end of the struct; `lastID` starts at 0.
  mutating func nextField(after lastID: inout Int) throws(ParquetError) -> CompactField? {
    let header = try nextByte()
    if header == 0 { return nil }
    guard let type = CompactType(rawValue: header & 0x0F) else {
      throw damaged("there is no Thrift type \(header & 0x0F)")
    }
    let delta = Int(header >> 4)
    let id = delta == 0 ? Int(truncatingIfNeeded: try zigzag()) : lastID + delta
    guard (1...Int(Int16.max)).contains(id) else { throw damaged("a field has the number \(id)") }
    lastID = id
    return CompactField(id: id, type: type)
  }

  /// The integer in `field`; it must fit `Value`.
  mutating func integer<Value: FixedWidthInteger>(
    _ field: CompactField, as: Value.Type = Value.self
  ) throws(ParquetError) -> Value {
    let wide: Int64
    switch field.type {
    case .byte: wide = Int64(Int8(bitPattern: try nextByte()))
    case .int16, .int32, .int64: wide = try zigzag()
    default: throw damaged("field \(field.id) is not an integer")
    }
    guard let value = Value(exactly: wide) else { throw damaged("\(wide) is out of range") }
    return value
  }

  /// The truth in `field`: it is the type itself.
  func boolean(_ field: CompactField) throws(ParquetError) -> Bool {
    switch field.type {
    case .isTrue: return true
    case .isFalse: return false
    default: throw damaged("field \(field.id) is not a boolean")
    }
  }

  /// The bytes in `field`: a length, then that many.
  mutating func binary(_ field: CompactField) throws(ParquetError) -> [UInt8] {
    guard field.type == .binary else { throw damaged("field \(field.id) is not binary") }
    return try binaryElement()
  }

  /// The text in `field`, which must be UTF-8.
  mutating func string(_ field: CompactField) throws(ParquetError) -> String {
    try text(try binary(field))
  }

  /// A string that is an element of a list.
  mutating func stringElement() throws(ParquetError) -> String { try text(try binaryElement()) }

  /// An integer that is an element of a list.
  mutating func integerElement() throws(ParquetError) -> Int32 {
    guard let value = Int32(exactly: try zigzag()) else { throw damaged("a list's integer") }
    return value
  }

  /// The number of elements of the list in `field`, whose elements must be of `type`.
  ///
  /// Never more than the bytes that are left: no element takes less than one.
  mutating func listCount(
    _ field: CompactField, of type: CompactType
  ) throws(ParquetError) -> Int {
    guard field.type == .list else { throw damaged("field \(field.id) is not a list") }
    let (count, found) = try collectionHeader()
    guard found == type || count == 0 else {
      throw damaged("the list in field \(field.id) has elements of another type")
    }
    return count
  }

  /// Checks that `field` holds a struct, whose fields come next.
  func expectStruct(_ field: CompactField) throws(ParquetError) {
    guard field.type == .structure else { throw damaged("field \(field.id) is not a struct") }
  }

  /// Passes over the value of a field that is not needed.
  mutating func skip(_ field: CompactField) throws(ParquetError) {
    switch field.type {
    case .isTrue, .isFalse: return
    default: try skip(field.type, depth: 0)
    }
  }

  private mutating func skip(_ type: CompactType, depth: Int) throws(ParquetError) {
    guard depth < Self.deepest else { throw damaged("it nests over \(Self.deepest) deep") }
    switch type {
    case .isTrue, .isFalse, .byte: _ = try nextByte()
    case .int16, .int32, .int64: _ = try unsigned()
    case .double: try advance(8)
    case .uuid: try advance(16)
    case .binary: try advance(try length())
    case .list, .set:
      let (count, element) = try collectionHeader()
      for _ in 0..<count { try skip(element, depth: depth + 1) }
    case .map: try skipMap(depth: depth)
    case .structure:
      var lastID = 0
      while let field = try nextField(after: &lastID) {
        if field.type == .isTrue || field.type == .isFalse { continue }
        try skip(field.type, depth: depth + 1)
      }
    }
  }

  private mutating func skipMap(depth: Int) throws(ParquetError) {
    let count = try length()
    if count == 0 { return }
    let types = try nextByte()
    guard let key = CompactType(rawValue: types >> 4),
      let value = CompactType(rawValue: types & 0x0F)
    else { throw damaged("a map has no such types") }
    for _ in 0..<count {
      try skip(key, depth: depth + 1)
      try skip(value, depth: depth + 1)
    }
  }

  private mutating func collectionHeader() throws(ParquetError) -> (Int, CompactType) {
    let header = try nextByte()
    guard let type = CompactType(rawValue: header & 0x0F) else {
      throw damaged("there is no Thrift type \(header & 0x0F)")
    }
    let short = Int(header >> 4)
    if short < 15 {
      guard short <= end - position else { throw truncated(short) }
      return (short, type)
    }
    return (try length(), type)
  }

  private mutating func binaryElement() throws(ParquetError) -> [UInt8] {
    let count = try length()
    let start = position
    try advance(count)
    return Array(bytes[start..<position])
  }

  private func text(_ utf8: [UInt8]) throws(ParquetError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw damaged("a name is not UTF-8")
    }
    return text
  }

  /// A length or count: never more than the bytes that are left.
  private mutating func length() throws(ParquetError) -> Int {
    let value = try unsigned()
    guard value <= UInt64(end - position) else {
      throw truncated(Int(clamping: value))
    }
    return Int(value)
  }

  private mutating func zigzag() throws(ParquetError) -> Int64 {
    let value = try unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  private mutating func unsigned() throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try nextByte()
      guard shift < 63 || (shift == 63 && byte <= 1) else {
        throw damaged("a number has over 64 bits")
      }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  private mutating func nextByte() throws(ParquetError) -> UInt8 {
    guard position < end else { throw truncated(1) }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func advance(_ count: Int) throws(ParquetError) {
    guard count <= end - position else { throw truncated(count) }
    position += count
  }

  private func truncated(_ needed: Int) -> ParquetError {
    ParquetError(.truncated(needed: needed, available: end - position))
  }

  private func damaged(_ problem: String) -> ParquetError { ParquetError(.metadata(problem)) }
}
