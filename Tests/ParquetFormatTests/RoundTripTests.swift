import Basics
import ParquetFormat
import Testing

/// What is written is read back: every type, encoding, codec and pattern of nulls.
@Suite struct RoundTripTests {
  /// Every combination of type and encoding that the writer has.
  static let columns: [ParquetColumn] = [
    ParquetColumn("boolean-plain", .boolean, encoding: .plain),
    ParquetColumn("boolean-rle", .boolean, encoding: .rle),
    ParquetColumn("int32-plain", .int32, encoding: .plain),
    ParquetColumn("int32-delta", .int32, encoding: .deltaBinaryPacked),
    ParquetColumn("int32-dictionary", .int32, encoding: .rleDictionary),
    ParquetColumn("int32-split", .int32, encoding: .byteStreamSplit),
    ParquetColumn("int64-plain", .int64, encoding: .plain),
    ParquetColumn("int64-delta", .int64, encoding: .deltaBinaryPacked),
    ParquetColumn("int64-dictionary", .int64, encoding: .rleDictionary),
    ParquetColumn("int64-split", .int64, encoding: .byteStreamSplit),
    ParquetColumn("int64-chosen", .int64),
    ParquetColumn("float-plain", .float, encoding: .plain),
    ParquetColumn("float-split", .float, encoding: .byteStreamSplit),
    ParquetColumn("float-dictionary", .float, encoding: .rleDictionary),
    ParquetColumn("double-plain", .double, encoding: .plain),
    ParquetColumn("double-split", .double, encoding: .byteStreamSplit),
    ParquetColumn("double-dictionary", .double, encoding: .rleDictionary),
    ParquetColumn("double-chosen", .double),
    ParquetColumn("bytes-plain", .byteArray, encoding: .plain),
    ParquetColumn("bytes-lengths", .byteArray, encoding: .deltaLengthByteArray),
    ParquetColumn("bytes-dictionary", .byteArray, encoding: .rleDictionary),
    ParquetColumn("bytes-chosen", .byteArray, logical: .string),
    ParquetColumn("fixed-plain", .fixedLengthByteArray(5), encoding: .plain),
    ParquetColumn("fixed-split", .fixedLengthByteArray(5), encoding: .byteStreamSplit),
    ParquetColumn("fixed-dictionary", .fixedLengthByteArray(5), encoding: .rleDictionary),
  ]

  enum Nulls: CaseIterable { case none, first, alternating, runs, all }

  @Test(arguments: CodecName.allCases, [false, true])
  func `small columns of every kind come back`(codec: CodecName, isOptional: Bool) throws {
    for rowCount in [0, 1, 7, 8, 9, 32, 33, 129, 130, 200] {
      for nulls in isOptional ? Nulls.allCases : [.none] {
        try check(
          rowCount: rowCount, nulls: nulls, isOptional: isOptional,
          options: WriterOptions(codec: codec, level: 1, rowsPerPage: isOptional ? 130 : 33))
      }
    }
  }

  @Test func `large columns of every kind come back`() throws {
    try check(
      rowCount: 20_000, nulls: .runs, isOptional: true,
      options: WriterOptions(codec: .zstd, level: 3, rowsPerPage: 7001))
  }

  private func check(
    rowCount: Int, nulls: Nulls, isOptional: Bool, options: WriterOptions
  ) throws {
    var random = SplitMix64(seed: 7, stream: "\(nulls)", index: UInt64(rowCount))
    var schema = ParquetSchema(columns: Self.columns)
    for index in schema.columns.indices { schema.columns[index].isOptional = isOptional }
    let present = Self.flags(nulls, count: rowCount)
    let presentCount = present.count { $0 }
    let columns = schema.columns.map { column in
      ColumnData(
        Self.values(of: column.type, count: presentCount, &random),
        present: isOptional ? present : nil)
    }
    let bytes = try parquetFile([columns, columns], schema: schema, options: options)
    let file = try ParquetFile(MemorySource(bytes))
    #expect(file.rowCount == 2 * rowCount)
    for group in 0..<2 {
      let read = try file.readAll(rowGroup: group)
      for (index, column) in schema.columns.enumerated() {
        #expect(
          read[index].normalized.isSame(as: columns[index].normalized),
          "\(column.name), \(rowCount) rows, nulls \(nulls), \(options)")
      }
    }
  }

  static func flags(_ nulls: Nulls, count: Int) -> [Bool] {
    (0..<count).map { row in
      switch nulls {
      case .none: true
      case .first: row > 0
      case .alternating: row % 2 == 0
      case .runs: row / 50 % 2 == 0
      case .all: false
      }
    }
  }

  /// Values with the corners of the type among them.
  static func values(of type: PhysicalType, count: Int, _ random: inout SplitMix64) -> ColumnValues
  {
    func pick<Value>(_ corners: [Value], _ other: () -> Value) -> [Value] {
      (0..<count).map { row in row % 3 == 0 ? corners[row / 3 % corners.count] : other() }
    }
    switch type {
    case .boolean: return .boolean((0..<count).map { _ in random.uniform() < 0.7 })
    case .int32:
      return .int32(
        pick([0, -1, .min, .max, 7]) { Int32(truncatingIfNeeded: random.next() >> 40) })
    case .int64, .int96:
      return .int64(pick([0, -1, .min, .max, 7]) { Int64(bitPattern: random.next()) })
    case .float: return .float(pick([0, -0.0, .infinity, .nan, 1.5]) { Float(random.uniform()) })
    case .double:
      return .double(pick([0, -0.0, -.infinity, .nan, 0.1]) { random.uniform() * 1e6 })
    case .byteArray, .fixedLengthByteArray:
      var column = ByteColumn()
      for _ in 0..<count {
        var length = random.index(below: 12)
        if case .fixedLengthByteArray(let fixed) = type { length = fixed }
        let letter = UInt8(random.index(below: 4))
        column.append([UInt8](repeating: letter + 250, count: length))
      }
      return .bytes(column)
    }
  }
}

extension ColumnData {
  /// Equal to the bit, so that NaN is itself and −0 is not 0.
  func isSame(as other: ColumnData) -> Bool {
    present == other.present && values.count == other.values.count && checksum == other.checksum
  }
}
