import Foundation
import ParquetFormat
import Testing

/// Files that other tools wrote, all with the rows of `rows.json`: Arrow 26, DuckDB 2 and Polars 2,
/// with every codec and encoding they offer for these types.
@Suite struct FixtureTests {
  /// The rows, column by column.
  struct Rows: Codable {
    var time: [Int64]
    var symbol: [String]
    var price: [Double]
    var contracts: [Double?]
    var count: [Int32]
    var trades: [Int64?]
    var note: [String?]
    var flag: [Bool?]
  }

  static let names: [String] = {
    let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
    let names = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) }
    return (names ?? []).filter { $0.hasSuffix(".parquet") && !$0.contains("brotli") }.sorted()
  }()

  private static func rows() throws -> Rows {
    try JSONDecoder().decode(Rows.self, from: Data(try fixture("rows.json")))
  }

  private static func column<Value>(
    _ rows: [Value?], _ values: ([Value]) -> ColumnValues
  ) -> ColumnData {
    ColumnData(values(rows.compactMap(\.self)), present: rows.map { $0 != nil }).normalized
  }

  /// What every file must hold, by column.
  private static func expected() throws -> [(String, ColumnData)] {
    let rows = try rows()
    return [
      ("time", column(rows.time) { .int64($0) }),
      ("symbol", column(rows.symbol) { .bytes(ByteColumn($0)) }),
      ("price", column(rows.price) { .double($0) }),
      ("contracts", column(rows.contracts) { .double($0) }),
      ("count", column(rows.count) { .int32($0) }),
      ("trades", column(rows.trades) { .int64($0) }),
      ("note", column(rows.note) { .bytes(ByteColumn($0)) }),
      ("flag", column(rows.flag) { .boolean($0) }),
    ]
  }

  @Test func `there are files of three writers`() {
    for writer in ["pyarrow", "duckdb", "polars"] {
      #expect(Self.names.count { $0.hasPrefix(writer) } >= 4, "\(writer)")
    }
  }

  @Test(arguments: names)
  func `a file another tool wrote has the values it was given`(name: String) throws {
    let file = try ParquetFile(MemorySource(try fixture(name)))
    let expected = try Self.expected()
    #expect(file.schema.columns.map(\.name) == expected.map(\.0))
    for (column, rows) in expected {
      var start = 0
      for group in file.rowGroups.indices {
        let data = try file.read(rowGroup: group, columns: [column])[0].normalized
        let part = rows.rows(start..<start + file.rowGroups[group].rowCount).normalized
        #expect(data.isSame(as: part), "\(column)")
        start += data.rowCount
      }
      #expect(start == rows.rowCount, "\(column)")
    }
  }

  @Test(arguments: names)
  func `logical types are recognised`(name: String) throws {
    let schema = try ParquetFile(MemorySource(try fixture(name))).schema
    #expect(schema.columns[0].logical == .timestamp(unit: .microseconds, isUTC: true))
    #expect(schema.columns[0].type == .int64)
    #expect(schema.columns[1].logical == .string)
    #expect(schema.columns[6].logical == .string)
    #expect(schema.columns[3].isOptional)
  }

  @Test(arguments: names)
  func `bounds and null counts are those of the rows`(name: String) throws {
    let file = try ParquetFile(MemorySource(try fixture(name)))
    let rows = try Self.rows()
    var start = 0
    for group in file.rowGroups {
      let part = start..<start + group.rowCount
      start += group.rowCount
      let time = try #require(group.column("time")?.statistics)
      #expect(time.minimum == .int64(rows.time[part.lowerBound]))
      #expect(time.maximum == .int64(rows.time[part.upperBound - 1]))
      let price = try #require(group.column("price")?.statistics)
      #expect(price.minimum == rows.price[part].min().map { .double($0) })
      #expect(price.maximum == rows.price[part].max().map { .double($0) })
      let symbol = try #require(group.column("symbol")?.statistics)
      #expect(symbol.minimum == rows.symbol[part].min().map { .bytes(Array($0.utf8)) })
      let contracts = try #require(group.column("contracts")?.statistics)
      #expect(contracts.nullCount == rows.contracts[part].count { $0 == nil })
    }
  }

  @Test func `compression that cannot be read is refused by name`() throws {
    let file = try ParquetFile(MemorySource(try fixture("pyarrow-v1-brotli.parquet")))
    let error = #expect(throws: ParquetError.self) {
      try file.read(rowGroup: 0, columns: ["price"])
    }
    #expect(
      error?.description == "column 'price', row group 0: compression BROTLI is not supported")
  }
}

extension ColumnData {
  /// The rows in `range`.
  func rows(_ range: Range<Int>) -> ColumnData {
    let flags = present ?? [Bool](repeating: true, count: rowCount)
    let first = flags[..<range.lowerBound].count { $0 }
    let part = first..<first + flags[range].count { $0 }
    let places = part.map { UInt32($0) }
    let values: ColumnValues =
      switch values {
      case .boolean(let values): .boolean(Array(values[part]))
      case .int32(let values): .int32(Array(values[part]))
      case .int64(let values): .int64(Array(values[part]))
      case .float(let values): .float(Array(values[part]))
      case .double(let values): .double(Array(values[part]))
      case .bytes(let values): .bytes(values.gather(places.span))
      case .dictionary(let codes, let values):
        .dictionary(codes: Array(codes[part]), values: values)
      }
    return ColumnData(values, present: Array(flags[range]))
  }
}
