/// One row group of the footer (parquet.thrift, `RowGroup`).
struct RowGroupMetadata {
  var columns: [ColumnChunkMetadata] = []
  var totalByteCount = 0
  var rowCount = 0
  var fileOffset: Int?
  var totalCompressedByteCount: Int?
  var ordinal: Int?

  init() {}

  init(from reader: inout CompactReader) throws(ParquetError) {
    var seen: Set<Int> = []
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      seen.insert(field.id)
      switch field.id {
      case 1:
        columns = try reader.list(field) { r throws(ParquetError) in
          try ColumnChunkMetadata(from: &r)
        }
      case 3: rowCount = try count(try reader.integer(field), "a row group's number of rows")
      default: try reader.skip(field)
      }
    }
    guard seen.isSuperset(of: [1, 3]) else {
      throw ParquetError(.metadata("a row group lacks its columns or rows"))
    }
  }

  func encode(_ writer: inout CompactWriter) {
    writer.structure { writer in
      writer.list(1, of: .structure, count: columns.count) { writer in
        for column in columns { column.encode(&writer) }
      }
      writer.field(2, Int64(totalByteCount))
      writer.field(3, Int64(rowCount))
      if let fileOffset { writer.field(5, Int64(fileOffset)) }
      if let totalCompressedByteCount { writer.field(6, Int64(totalCompressedByteCount)) }
      if let ordinal, let short = Int16(exactly: ordinal) { writer.field(7, short: short) }
    }
  }
}

/// One column of one row group (parquet.thrift, `ColumnChunk` and `ColumnMetaData`).
struct ColumnChunkMetadata {
  /// Another file that holds the chunk; refused when it is there.
  var filePath: String?
  var isEncrypted = false
  var typeCode: Int32 = 0
  var encodings: [Int32] = []
  var path: [String] = []
  var codec: Int32 = 0
  var valueCount = 0
  var totalUncompressed = 0
  var totalCompressed = 0
  var dataPageOffset = 0
  var dictionaryPageOffset: Int?
  var statistics: StatisticsMetadata?
  var hasMetadata = false

  init() {}

  init(from reader: inout CompactReader) throws(ParquetError) {
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: filePath = try reader.string(field)
      case 3: try readMetadata(&reader, field)
      case 8, 9:
        isEncrypted = true
        try reader.skip(field)
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readMetadata(
    _ reader: inout CompactReader, _ field: CompactField
  ) throws(ParquetError) {
    try reader.expectStruct(field)
    var seen: Set<Int> = []
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      seen.insert(field.id)
      switch field.id {
      case 1: typeCode = try reader.integer(field)
      case 2:
        for _ in 0..<(try reader.listCount(field, of: .int32)) {
          encodings.append(try reader.integerElement())
        }
      case 3:
        for _ in 0..<(try reader.listCount(field, of: .binary)) {
          path.append(try reader.stringElement())
        }
      case 4: codec = try reader.integer(field)
      case 5: valueCount = try count(try reader.integer(field), "a column's number of values")
      case 6: totalUncompressed = try count(try reader.integer(field), "a column's size")
      case 7: totalCompressed = try count(try reader.integer(field), "a column's size")
      case 9: dataPageOffset = try count(try reader.integer(field), "a column's offset")
      case 11: dictionaryPageOffset = try count(try reader.integer(field), "a column's offset")
      case 12: statistics = try StatisticsMetadata(from: &reader, field)
      default: try reader.skip(field)
      }
    }
    guard seen.isSuperset(of: [1, 3, 4, 5, 7, 9]) else {
      throw ParquetError(.metadata("a column chunk lacks a field"))
    }
    hasMetadata = true
  }

  func encode(_ writer: inout CompactWriter) {
    writer.structure { writer in
      writer.field(2, Int64(0))
      writer.field(3) { writer in
        writer.field(1, typeCode)
        writer.list(2, of: .int32, count: encodings.count) { writer in
          for encoding in encodings { writer.element(encoding) }
        }
        writer.list(3, of: .binary, count: path.count) { writer in
          for name in path { writer.element(name) }
        }
        writer.field(4, codec)
        writer.field(5, Int64(valueCount))
        writer.field(6, Int64(totalUncompressed))
        writer.field(7, Int64(totalCompressed))
        writer.field(9, Int64(dataPageOffset))
        if let dictionaryPageOffset { writer.field(11, Int64(dictionaryPageOffset)) }
        statistics?.encode(&writer)
      }
    }
  }
}

/// The statistics of one chunk as they lie in the file (parquet.thrift, `Statistics`).
///
/// The deprecated fields 1 and 2 (`max`, `min`) have no defined order for most types: they are
/// neither read nor written.
struct StatisticsMetadata: Equatable {
  var minimum: [UInt8]?
  var maximum: [UInt8]?
  var nullCount: Int?
  var isMinimumExact: Bool?
  var isMaximumExact: Bool?

  init() {}

  init(from reader: inout CompactReader, _ field: CompactField) throws(ParquetError) {
    try reader.expectStruct(field)
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 3: nullCount = try count(try reader.integer(field), "a number of nulls")
      case 5: maximum = try reader.binary(field)
      case 6: minimum = try reader.binary(field)
      case 7: isMaximumExact = try reader.boolean(field)
      case 8: isMinimumExact = try reader.boolean(field)
      default: try reader.skip(field)
      }
    }
  }

  /// Writes the statistics as field 12 of a column chunk.
  func encode(_ writer: inout CompactWriter) {
    writer.field(12) { writer in
      if let nullCount { writer.field(3, Int64(nullCount)) }
      if let maximum { writer.field(5, maximum) }
      if let minimum { writer.field(6, minimum) }
      if let isMaximumExact { writer.field(7, isMaximumExact) }
      if let isMinimumExact { writer.field(8, isMinimumExact) }
    }
  }
}
