import Basics
import ParquetFormat
import Testing

/// What the writer refuses, chooses and lays out.
@Suite struct WriterTests {
  private func encode(
    _ column: ParquetColumn, _ data: ColumnData, options: WriterOptions = WriterOptions()
  ) throws(ParquetError) -> EncodedRowGroup {
    try encodeRowGroup([data], schema: ParquetSchema(columns: [column]), options: options)
  }

  private func chunk(
    _ column: ParquetColumn, _ data: ColumnData, options: WriterOptions = WriterOptions()
  ) throws -> ColumnChunkInfo {
    let schema = ParquetSchema(columns: [column])
    let bytes = try parquetFile([[data]], schema: schema, options: options)
    return try ParquetFile(MemorySource(bytes)).rowGroups[0].columns[0]
  }

  @Test func `columns that do not fit the schema are refused by name`() {
    let cases: [(ParquetColumn, ColumnData, String)] = [
      (
        ParquetColumn("x", .int64), ColumnData(.double([1])),
        "column 'x': the column cannot be written: its values are not of the type int64"
      ),
      (
        ParquetColumn("x", .int64), ColumnData(.int64([1]), present: [true, false]),
        "column 'x': the column cannot be written: it is required and has nulls"
      ),
      (
        ParquetColumn("x", .int64, isOptional: true), ColumnData(.int64([1]), present: [false]),
        "column 'x': the column cannot be written: it has 1 values for 0 rows"
      ),
      (
        ParquetColumn("x", .byteArray),
        ColumnData(.dictionary(codes: [1], values: ByteColumn(["a"]))),
        "column 'x': the column cannot be written: a code is not below 1"
      ),
      (
        ParquetColumn("x", .fixedLengthByteArray(2)), ColumnData(.bytes(ByteColumn(["abc"]))),
        "column 'x': the column cannot be written: a value has 3 bytes"
      ),
      (
        ParquetColumn("x", .double, encoding: .deltaBinaryPacked), ColumnData(.double([1])),
        "column 'x': writing encoding DELTA_BINARY_PACKED of double is not supported"
      ),
      (
        ParquetColumn("x", .byteArray, encoding: .deltaByteArray),
        ColumnData(.bytes(ByteColumn(["a"]))),
        "column 'x': writing encoding DELTA_BYTE_ARRAY of byteArray is not supported"
      ),
    ]
    for (column, data, message) in cases {
      let error = #expect(throws: ParquetError.self) { try encode(column, data) }
      #expect(error?.description == message)
    }
    let schema = ParquetSchema(columns: [ParquetColumn("x", .int64), ParquetColumn("y", .int64)])
    let uneven = [ColumnData(.int64([1])), ColumnData(.int64([1, 2]))]
    let error = #expect(throws: ParquetError.self) { try encodeRowGroup(uneven, schema: schema) }
    #expect(error?.column == "y")
    #expect(throws: ParquetError.self) { try encodeRowGroup([uneven[0]], schema: schema) }
    #expect(throws: ParquetError.self) {
      try encode(
        ParquetColumn("x", .int64), uneven[0], options: WriterOptions(codec: .zstd, level: 99))
    }
  }

  /// Or one that is nearly as small and far cheaper: that is what the tenth is for.
  @Test func `doubles get the encoding that makes them smallest`() throws {
    var random = SplitMix64(seed: 3)
    let count = 50_000
    var price = 60_000.0
    let walk = (0..<count).map { _ in
      price += (random.uniform() * 3 - 1).rounded() / 2
      return price
    }
    let mantissas = (0..<count).map { _ in 1 + random.uniform() }
    let few = (0..<count).map { _ in [0.1, 0.25, 17.3, 1e9][random.index(below: 4)] }
    let column = ParquetColumn("x", .double)
    #expect(try chunk(column, ColumnData(.double(mantissas))).encodings == ["BYTE_STREAM_SPLIT"])
    #expect(try chunk(column, ColumnData(.double(few))).encodings == ["PLAIN", "RLE_DICTIONARY"])
    for values in [walk, mantissas, few] {
      let chosen = try chunk(column, ColumnData(.double(values))).compressedByteCount
      for encoding in [Encoding.plain, .byteStreamSplit, .rleDictionary] {
        let other = try chunk(
          ParquetColumn("x", .double, encoding: encoding), ColumnData(.double(values)))
        #expect(Double(chosen) <= 1.1 * Double(other.compressedByteCount), "\(encoding.name)")
      }
    }
  }

  @Test func `strings get a dictionary when they repeat and lengths when they do not`() throws {
    let column = ParquetColumn("x", .byteArray, logical: .string)
    let repeated = ByteColumn((0..<5000).map { "symbol \($0 % 9)" })
    let distinct = ByteColumn((0..<5000).map { "id \($0)" })
    #expect(
      try chunk(column, ColumnData(.bytes(repeated))).encodings == ["PLAIN", "RLE_DICTIONARY"])
    #expect(
      try chunk(column, ColumnData(.bytes(distinct))).encodings == ["DELTA_LENGTH_BYTE_ARRAY"])
  }

  @Test func `a constant column takes next to nothing`() throws {
    let count = 131_072
    let symbol = try chunk(
      ParquetColumn("x", .byteArray),
      ColumnData(
        .dictionary(codes: [UInt32](repeating: 0, count: count), values: ByteColumn(["BTC"]))))
    #expect(symbol.compressedByteCount < 300)
    let imported = try chunk(
      ParquetColumn("x", .int64), ColumnData(.int64([Int64](repeating: 7, count: count))))
    #expect(imported.compressedByteCount < 1000)
  }

  /// The whole of a small file, byte by byte, as parquet.thrift and Encodings.md have it.
  @Test func `the layout is the one of the specification`() throws {
    let schema = ParquetSchema(columns: [ParquetColumn("a", .int32, encoding: .plain)])
    let bytes = try parquetFile(
      [[ColumnData(.int32([1, 2]))]], schema: schema, options: WriterOptions(codec: .uncompressed))
    let page: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0]
    let sum = crc32(page.span)
    var header: [UInt8] = [0x15, 0x00, 0x15, 0x10, 0x15, 0x10, 0x15]  // type, sizes, CRC
    var zigzag = UInt64(bitPattern: Int64(Int32(bitPattern: sum)))
    zigzag = UInt64(bitPattern: Int64(bitPattern: zigzag) << 1 ^ Int64(bitPattern: zigzag) >> 63)
    while zigzag >= 0x80 {
      header.append(UInt8(truncatingIfNeeded: zigzag) | 0x80)
      zigzag >>= 7
    }
    header.append(UInt8(zigzag))
    header += [0x1C, 0x15, 0x04, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06, 0x00, 0x00]  // data page
    #expect(Array(bytes[..<4]) == Array("PAR1".utf8))
    #expect(Array(bytes[4..<4 + header.count]) == header)
    #expect(Array(bytes[(4 + header.count)..<(12 + header.count)]) == page)
    let footerLength = bytes.count - 8 - 12 - header.count
    #expect(Array(bytes.suffix(8)) == [UInt8(footerLength), 0, 0, 0] + Array("PAR1".utf8))
    let info = try ParquetFile(MemorySource(bytes)).rowGroups[0].columns[0]
    #expect(info.codec == "UNCOMPRESSED")
    #expect(info.compressedByteCount == header.count + 8)
    #expect(info.uncompressedByteCount == header.count + 8)
  }

  @Test func `the same columns make the same bytes`() throws {
    let data = ColumnData(.double((0..<20_000).map { Double($0 % 977) / 7 }))
    let first = try encode(ParquetColumn("x", .double), data)
    let second = try encode(ParquetColumn("x", .double), data)
    #expect(first.bytes == second.bytes)
  }

  @Test func `logical types come back`() throws {
    let types: [(PhysicalType, LogicalType)] = [
      (.byteArray, .string), (.byteArray, .enum), (.byteArray, .json), (.byteArray, .bson),
      (.int64, .decimal(precision: 18, scale: 8)), (.int32, .date),
      (.int32, .time(unit: .milliseconds, isUTC: true)),
      (.int64, .time(unit: .nanoseconds, isUTC: false)),
      (.int64, .timestamp(unit: .milliseconds, isUTC: false)),
      (.int64, .timestamp(unit: .microseconds, isUTC: true)),
      (.int64, .timestamp(unit: .nanoseconds, isUTC: true)),
      (.int32, .integer(bitWidth: 8, isSigned: true)),
      (.int64, .integer(bitWidth: 64, isSigned: false)), (.int32, .null),
      (.fixedLengthByteArray(16), .uuid), (.fixedLengthByteArray(2), .float16),
    ]
    let schema = ParquetSchema(
      columns: types.enumerated().map { ParquetColumn("c\($0)", $1.0, logical: $1.1) })
    let file = try ParquetFile(MemorySource(try parquetFile([], schema: schema)))
    #expect(file.schema == schema)
  }
}
