/// What comes before the bytes of a page (parquet.thrift, `PageHeader`).
struct PageHeader: Equatable {
  enum Content: Equatable {
    /// Values and levels compressed together.
    case data(valueCount: Int, encoding: Int32, levelEncoding: Int32)
    /// Levels uncompressed and in front.
    case dataV2(DataPageV2)
    case dictionary(valueCount: Int, encoding: Int32)
    /// An index page or one of a kind not known: passed over.
    case other
  }

  struct DataPageV2: Equatable {
    var valueCount = 0
    var nullCount = 0
    var rowCount = 0
    var encoding: Int32 = 0
    var definitionByteCount = 0
    var repetitionByteCount = 0
    var isCompressed = true
  }

  var content: Content
  var uncompressedByteCount: Int
  var compressedByteCount: Int
  /// The CRC-32 of the page's bytes as they lie in the file, when the writer gave one.
  var checksum: UInt32?

  init(content: Content, uncompressed: Int, compressed: Int, checksum: UInt32?) {
    self.content = content
    uncompressedByteCount = uncompressed
    compressedByteCount = compressed
    self.checksum = checksum
  }

  /// Reads one header; counts below zero are refused here, so nothing after has to ask.
  init(from reader: inout CompactReader) throws(ParquetError) {
    var type: Int32?
    var sizes: (uncompressed: Int32?, compressed: Int32?) = (nil, nil)
    var data: Content?
    var dataV2: Content?
    var dictionary: Content?
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: type = try reader.integer(field)
      case 2: sizes.uncompressed = try reader.integer(field)
      case 3: sizes.compressed = try reader.integer(field)
      case 4: checksum = UInt32(bitPattern: try reader.integer(field, as: Int32.self))
      case 5: data = try Self.dataPage(&reader, field)
      case 7: dictionary = try Self.dictionaryPage(&reader, field)
      case 8: dataV2 = try Self.dataPageV2(&reader, field)
      default: try reader.skip(field)
      }
    }
    guard let type, let uncompressed = sizes.uncompressed, let compressed = sizes.compressed
    else { throw ParquetError(.metadata("a page header lacks its type or sizes")) }
    uncompressedByteCount = try count(Int64(uncompressed), "a page's size")
    compressedByteCount = try count(Int64(compressed), "a page's compressed size")
    let found: Content? =
      switch type {
      case 0: data
      case 2: dictionary
      case 3: dataV2
      default: .other
      }
    guard let found else {
      throw ParquetError(.metadata("a page of type \(type) lacks its header"))
    }
    content = found
  }

  private static func dataPage(
    _ reader: inout CompactReader, _ field: CompactField
  ) throws(ParquetError) -> Content {
    try reader.expectStruct(field)
    var valueCount: Int?
    var encoding: Int32?
    var levels: Int32?
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: valueCount = try count(Int64(try reader.integer(field, as: Int32.self)), "a count")
      case 2: encoding = try reader.integer(field)
      case 3: levels = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
    guard let valueCount, let encoding, let levels else {
      throw ParquetError(.metadata("a data page header lacks a field"))
    }
    return .data(valueCount: valueCount, encoding: encoding, levelEncoding: levels)
  }

  private static func dictionaryPage(
    _ reader: inout CompactReader, _ field: CompactField
  ) throws(ParquetError) -> Content {
    try reader.expectStruct(field)
    var valueCount: Int?
    var encoding: Int32?
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: valueCount = try count(Int64(try reader.integer(field, as: Int32.self)), "a count")
      case 2: encoding = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
    guard let valueCount, let encoding else {
      throw ParquetError(.metadata("a dictionary page header lacks a field"))
    }
    return .dictionary(valueCount: valueCount, encoding: encoding)
  }

  private static func dataPageV2(
    _ reader: inout CompactReader, _ field: CompactField
  ) throws(ParquetError) -> Content {
    try reader.expectStruct(field)
    var page = DataPageV2()
    var seen = 0
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: page.valueCount = try countField(&reader, field)
      case 2: page.nullCount = try countField(&reader, field)
      case 3: page.rowCount = try countField(&reader, field)
      case 4: page.encoding = try reader.integer(field)
      case 5: page.definitionByteCount = try countField(&reader, field)
      case 6: page.repetitionByteCount = try countField(&reader, field)
      case 7: page.isCompressed = try reader.boolean(field)
      default: try reader.skip(field)
      }
      if field.id <= 6 { seen |= 1 << field.id }
    }
    guard seen == 0b111_1110 else {
      throw ParquetError(.metadata("a data page header lacks a field"))
    }
    return .dataV2(page)
  }

  private static func countField(
    _ reader: inout CompactReader, _ field: CompactField
  ) throws(ParquetError) -> Int {
    try count(Int64(try reader.integer(field, as: Int32.self)), "a count")
  }

  /// The header's bytes; the writer makes data pages of version 1 and dictionary pages.
  func encoded() -> [UInt8] {
    var writer = CompactWriter()
    writer.structure { writer in
      writer.field(1, typeCode)
      writer.field(2, Int32(uncompressedByteCount))
      writer.field(3, Int32(compressedByteCount))
      if let checksum { writer.field(4, Int32(bitPattern: checksum)) }
      encodeContent(&writer)
    }
    return writer.bytes
  }

  private var typeCode: Int32 {
    switch content {
    case .data: 0
    case .other: 1
    case .dictionary: 2
    case .dataV2: 3
    }
  }

  private func encodeContent(_ writer: inout CompactWriter) {
    switch content {
    case .data(let valueCount, let encoding, let levelEncoding):
      writer.field(5) { writer in
        writer.field(1, Int32(valueCount))
        writer.field(2, encoding)
        writer.field(3, levelEncoding)
        writer.field(4, levelEncoding)
      }
    case .dictionary(let valueCount, let encoding):
      writer.field(7) { writer in
        writer.field(1, Int32(valueCount))
        writer.field(2, encoding)
      }
    case .dataV2, .other: preconditionFailure("the writer makes no such page")
    }
  }
}

/// A count or size from the file, refused when it is below zero.
func count(_ value: Int64, _ name: String) throws(ParquetError) -> Int {
  guard value >= 0, let count = Int(exactly: value) else {
    throw ParquetError(.metadata("\(name) is \(value)"))
  }
  return count
}
