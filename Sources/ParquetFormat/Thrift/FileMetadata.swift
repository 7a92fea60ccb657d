/// The footer of a file as it lies there (parquet.thrift, `FileMetaData`).
struct FileMetadata {
  var schema: [SchemaElement] = []
  var rowCount = 0
  var rowGroups: [RowGroupMetadata] = []
  var keyValues: [KeyValue] = []
  var createdBy: String?
  /// For each leaf column, whether its statistics follow the order of its type.
  var hasTypeDefinedOrder: [Bool] = []

  init() {}

  /// Reads the footer's bytes; all of them must belong to it.
  init(parsing bytes: [UInt8]) throws(ParquetError) {
    var reader = CompactReader(bytes, range: 0..<bytes.count)
    var lastID = 0
    var seen: Set<Int> = []
    while let field = try reader.nextField(after: &lastID) {
      seen.insert(field.id)
      switch field.id {
      case 2:
        schema = try reader.list(field) { r throws(ParquetError) in try SchemaElement(from: &r) }
      case 3: rowCount = try count(try reader.integer(field), "the number of rows")
      case 4:
        rowGroups = try reader.list(field) { r throws(ParquetError) in
          try RowGroupMetadata(from: &r)
        }
      case 5:
        keyValues = try reader.list(field) { r throws(ParquetError) in try KeyValue(from: &r) }
      case 6: createdBy = try reader.string(field)
      case 7: hasTypeDefinedOrder = try Self.columnOrders(&reader, field)
      case 8: throw ParquetError(.unsupported("an encrypted file"))
      default: try reader.skip(field)
      }
    }
    guard seen.isSuperset(of: [2, 3, 4]) else {
      throw ParquetError(.metadata("the footer lacks its schema, rows or row groups"))
    }
    guard reader.position == bytes.count else {
      throw ParquetError(.metadata("the footer is longer than what it holds"))
    }
  }

  /// "If the reader does not support the value of this union, min and max stats for this column
  /// should be ignored": field 1 is `TypeDefinedOrder`.
  private static func columnOrders(
    _ reader: inout CompactReader, _ field: CompactField
  ) throws(ParquetError) -> [Bool] {
    try reader.list(field) { (reader) throws(ParquetError) in
      var isTypeDefined = false
      var lastID = 0
      while let field = try reader.nextField(after: &lastID) {
        isTypeDefined = field.id == 1
        try reader.skip(field)
      }
      return isTypeDefined
    }
  }

  /// The footer's bytes.
  func encoded() -> [UInt8] {
    var writer = CompactWriter()
    writer.structure { writer in
      writer.field(1, Int32(2))
      writer.list(2, of: .structure, count: schema.count) { writer in
        for element in schema { element.encode(&writer) }
      }
      writer.field(3, Int64(rowCount))
      writer.list(4, of: .structure, count: rowGroups.count) { writer in
        for group in rowGroups { group.encode(&writer) }
      }
      if !keyValues.isEmpty {
        writer.list(5, of: .structure, count: keyValues.count) { writer in
          for pair in keyValues { pair.encode(&writer) }
        }
      }
      if let createdBy { writer.field(6, createdBy) }
      writer.list(7, of: .structure, count: hasTypeDefinedOrder.count) { writer in
        for _ in hasTypeDefinedOrder { writer.structure { $0.field(1) { _ in } } }
      }
    }
    return writer.bytes
  }
}

extension CompactReader {
  /// The list of structs in `field`, each read by `element`.
  mutating func list<Element>(
    _ field: CompactField,
    _ element: (inout CompactReader) throws(ParquetError) -> Element
  ) throws(ParquetError) -> [Element] {
    let count = try listCount(field, of: .structure)
    var result: [Element] = []
    for _ in 0..<count { result.append(try element(&self)) }
    return result
  }
}

/// One pair of the metadata a writer may add (parquet.thrift, `KeyValue`).
struct KeyValue: Equatable {
  var key = ""
  var value: String?

  init(key: String, value: String?) {
    self.key = key
    self.value = value
  }

  init(from reader: inout CompactReader) throws(ParquetError) {
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: key = try reader.string(field)
      case 2: value = try reader.string(field)
      default: try reader.skip(field)
      }
    }
  }

  func encode(_ writer: inout CompactWriter) {
    writer.structure { writer in
      writer.field(1, key)
      if let value { writer.field(2, value) }
    }
  }
}
