import ParquetFormat
import Testing

/// Bounds by the rules of the format: orders, NaN, zeros, long strings, nulls.
@Suite struct StatisticsTests {
  /// The statistics of one column as they are read back.
  private func statistics(
    _ column: ParquetColumn, _ data: ColumnData
  ) throws -> ColumnStatistics {
    let bytes = try parquetFile([[data]], schema: ParquetSchema(columns: [column]))
    let file = try ParquetFile(MemorySource(bytes))
    return try #require(file.rowGroups[0].columns[0].statistics)
  }

  @Test func `numbers have the least and the greatest value`() throws {
    let int64 = try statistics(ParquetColumn("x", .int64), ColumnData(.int64([3, .min, 7, .max])))
    #expect(
      int64 == ColumnStatistics(minimum: .int64(.min), maximum: .int64(.max), nullCount: 0))
    let int32 = try statistics(ParquetColumn("x", .int32), ColumnData(.int32([3, -9, 7])))
    #expect(int32 == ColumnStatistics(minimum: .int32(-9), maximum: .int32(7), nullCount: 0))
    let float = try statistics(
      ParquetColumn("x", .float), ColumnData(.float([0.5, -9, .infinity])))
    #expect(
      float == ColumnStatistics(minimum: .float(-9), maximum: .float(.infinity), nullCount: 0))
    let boolean = try statistics(ParquetColumn("x", .boolean), ColumnData(.boolean([true, true])))
    #expect(
      boolean == ColumnStatistics(minimum: .boolean(true), maximum: .boolean(true), nullCount: 0))
  }

  @Test(arguments: [1, 2, 3, 8, 9]) func `each place may hold a bound`(count: Int) throws {
    for (least, greatest) in (0..<count).flatMap({ low in (0..<count).map { (low, $0) } }) {
      var values = [Int64](repeating: 5, count: count)
      values[least] = 1
      if greatest != least { values[greatest] = 9 }
      let found = try statistics(ParquetColumn("x", .int64), ColumnData(.int64(values)))
      #expect(found.minimum == .int64(values.min() ?? 0), "\(values)")
      #expect(found.maximum == .int64(values.max() ?? 0), "\(values)")
    }
  }

  @Test func `NaN is outside the bounds`() throws {
    let column = ParquetColumn("x", .double)
    let mixed = try statistics(column, ColumnData(.double([.nan, 2, .nan, 1, .nan])))
    #expect(mixed == ColumnStatistics(minimum: .double(1), maximum: .double(2), nullCount: 0))
    let none = try statistics(column, ColumnData(.double([.nan, -.nan, .signalingNaN])))
    #expect(none == ColumnStatistics(nullCount: 0))
  }

  @Test(arguments: [[0.0, 0.0], [-0.0, -0.0], [0.0, -0.0]])
  func `a zero bound covers both zeros`(values: [Double]) throws {
    let found = try statistics(ParquetColumn("x", .double), ColumnData(.double(values)))
    guard case .double(let minimum)? = found.minimum, case .double(let maximum)? = found.maximum
    else {
      Issue.record("no bounds")
      return
    }
    #expect(minimum.sign == .minus)
    #expect(maximum.sign == .plus)
    #expect(minimum == 0 && maximum == 0)
  }

  @Test func `rule 70: a chunk of nulls has only their number`() throws {
    let column = ParquetColumn("x", .double, isOptional: true)
    let found = try statistics(column, ColumnData(.double([]), present: [false, false, false]))
    #expect(found == ColumnStatistics(nullCount: 3))
  }

  @Test func `strings compare by unsigned bytes and unused entries do not count`() throws {
    let column = ParquetColumn("x", .byteArray, logical: .string)
    let values = ByteColumn(["zz", "a", "é", "Z"])
    let found = try statistics(
      column, ColumnData(.dictionary(codes: [3, 2, 1, 3], values: values)))
    #expect(
      found
        == ColumnStatistics(
          minimum: .bytes(Array("Z".utf8)), maximum: .bytes(Array("é".utf8)), nullCount: 0))
  }

  /// A value as repeated letters and an end, and the same for its upper bound.
  static let longStrings: [(value: [String], bound: [String]?)] = [
    ([of("a", 64)], [of("a", 64)]),
    ([of("a", 65)], [of("a", 63), "b"]),
    ([of("z", 63), "é."], [of("z", 62), "{"]),
    ([of("é", 40)], [of("é", 31), "ê"]),
    ([of("\u{7F}", 70)], nil),
    ([of("a", 60), "\u{10FFFF}\u{10FFFF}"], [of("a", 59), "b"]),
    ([of("a", 61), "\u{D7FF}\u{D7FF}"], [of("a", 61), "\u{E000}"]),
  ]

  private static func of(_ letter: String, _ count: Int) -> String {
    String(repeating: letter, count: count)
  }

  @Test(arguments: longStrings)
  func `a long greatest string is rounded up to at most 64 bytes of text`(
    value: [String], bound: [String]?
  ) throws {
    let (value, bound) = (value.joined(), bound?.joined())
    let column = ParquetColumn("x", .byteArray, logical: .string)
    let found = try statistics(column, ColumnData(.bytes(ByteColumn([value]))))
    #expect(found.maximum == bound.map { .bytes(Array($0.utf8)) })
    if let bound { #expect(!bound.utf8.lexicographicallyPrecedes(value.utf8)) }
    guard case .bytes(let minimum)? = found.minimum else {
      Issue.record("no minimum")
      return
    }
    #expect(minimum.count <= 64)
    #expect(value.utf8.starts(with: minimum))
    #expect(String(validating: minimum, as: UTF8.self) != nil)
  }

  @Test func `long bytes that are no text are cut and rounded bytewise`() throws {
    let value = [UInt8](repeating: 7, count: 62) + [0xFE, 0xFF, 0xFF]
    var column = ByteColumn()
    column.append(value)
    let found = try statistics(ParquetColumn("x", .byteArray), ColumnData(.bytes(column)))
    #expect(found.minimum == .bytes(Array(value[..<64])))
    #expect(found.maximum == .bytes([UInt8](repeating: 7, count: 62) + [0xFF]))
    var top = ByteColumn()
    top.append([UInt8](repeating: 0xFF, count: 80))
    let unbounded = try statistics(ParquetColumn("x", .byteArray), ColumnData(.bytes(top)))
    #expect(unbounded.maximum == nil)
  }

  @Test func `types with another order have no bounds`() throws {
    let unsigned = ParquetColumn("x", .int64, logical: .integer(bitWidth: 64, isSigned: false))
    #expect(
      try statistics(unsigned, ColumnData(.int64([1, -1]))) == ColumnStatistics(nullCount: 0))
    let half = ParquetColumn("x", .fixedLengthByteArray(2), logical: .float16)
    var values = ByteColumn()
    values.append([0, 1])
    #expect(try statistics(half, ColumnData(.bytes(values))) == ColumnStatistics(nullCount: 0))
  }

  /// `nan_in_stats` of the suite: an old writer made NaN the upper bound of 1 and NaN.
  @Test func `a NaN that another writer made a bound is ignored`() throws {
    let expected = ColumnStatistics(minimum: .double(1), nullCount: 0)
    let bytes = try SuiteTests.file("data/nan_in_stats.parquet")
    guard let bytes else { return }
    let file = try ParquetFile(MemorySource(bytes))
    #expect(file.rowGroups[0].columns[0].statistics == expected)
  }
}
