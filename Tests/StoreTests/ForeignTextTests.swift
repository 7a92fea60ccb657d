import Foundation
import ParquetFormat
import Store
import Testing

/// Somebody's Parquet as the CSV that the importers read.
@Suite struct ForeignTextTests {
  /// A table with the numbers of its rows, or with times in their place, as pandas writes both.
  private func text(_ index: LogicalType?, keepsIndex: Bool) throws -> String {
    let scratch = try Scratch()
    let schema = ParquetSchema(columns: [
      ParquetColumn("price", .double),
      ParquetColumn("__index_level_0__", .int64, logical: index),
    ])
    var builder = ParquetFileBuilder(schema: schema, createdBy: "a test")
    let group = try encodeRowGroup(
      [ColumnData(.double([1.5, 2])), ColumnData(.int64([7, 9]))], schema: schema)
    let bytes = builder.append(group) + builder.finish()
    let path = scratch.path("pandas.parquet")
    try Data(bytes).write(to: URL(filePath: path))
    let csv = scratch.path("pandas.csv")
    try ForeignParquet(path: path).writeText(to: csv, keepsIndex: keepsIndex)
    return try String(contentsOf: URL(filePath: csv), encoding: .utf8)
  }

  @Test func `the row numbers of pandas are no column, unless one may be meant`() throws {
    #expect(try text(nil, keepsIndex: false) == "price\n1.5\n2.0\n")
    #expect(try text(nil, keepsIndex: true) == "price,__index_level_0__\n1.5,7\n2.0,9\n")
    let time = LogicalType.timestamp(unit: .microseconds, isUTC: true)
    #expect(try text(time, keepsIndex: false) == "price,__index_level_0__\n1.5,7\n2.0,9\n")
  }
}
