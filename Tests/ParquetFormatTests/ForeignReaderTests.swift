import Foundation
import ParquetFormat
import Testing

/// What we write opens in other readers, with the right types; needs Python with the packages.
@Suite struct ForeignReaderTests {
  private static let schema = ParquetSchema(columns: [
    ParquetColumn(
      "time", .int64, logical: .timestamp(unit: .microseconds, isUTC: true),
      encoding: .deltaBinaryPacked),
    ParquetColumn("symbol", .byteArray, logical: .string, encoding: .rleDictionary),
    ParquetColumn("price", .double, encoding: .byteStreamSplit),
    ParquetColumn("contracts", .double, isOptional: true),
    ParquetColumn(
      "note", .byteArray, logical: .string, isOptional: true, encoding: .deltaLengthByteArray),
    ParquetColumn("small", .int32, encoding: .deltaBinaryPacked),
    ParquetColumn("flag", .boolean, encoding: .rle),
  ])

  private static func columns(rowCount: Int) -> [ColumnData] {
    let present = (0..<rowCount).map { $0 % 3 != 0 }
    let presentCount = present.count { $0 }
    return [
      ColumnData(.int64((0..<rowCount).map { 1_709_251_200_000_000 + Int64($0 * $0) * 1_001 })),
      ColumnData(
        .dictionary(
          codes: (0..<rowCount).map { UInt32($0 / 100 % 2) },
          values: ByteColumn(["BTCUSDT", "ÉTHUSDT"]))),
      ColumnData(.double((0..<rowCount).map { 100 + Double($0) / 8 })),
      ColumnData(.double((0..<presentCount).map { Double($0) / 4 }), present: present),
      ColumnData(
        .bytes(ByteColumn((0..<presentCount).map { "n\($0 % 7)" })), present: present),
      ColumnData(.int32((0..<rowCount).map { Int32($0 % 11) - 5 })),
      ColumnData(.boolean((0..<rowCount).map { $0 % 5 == 0 })),
    ]
  }

  @Test(arguments: ["pyarrow", "duckdb", "polars"], CodecName.allCases)
  func `what is written opens elsewhere`(package: String, codec: CodecName) throws {
    let columns = Self.columns(rowCount: 1000)
    let bytes = try parquetFile(
      [columns, columns], schema: Self.schema,
      options: WriterOptions(codec: codec, level: 1, rowsPerPage: 300))
    let script = Self.script(package)
    guard let output = try ScratchFile.with(bytes, { try Self.python(script, $0) }) else {
      print("notice: python3 with \(package) is absent; the test that needs it is skipped")
      return
    }
    #expect(output == Self.expected(package))
  }

  /// Rows, sums and types as the other reader sees them.
  private static func script(_ package: String) -> String {
    let facts =
      """
      print(len(t), sum(t['small']), sum(t['price']), t['symbol'][150], t['contracts'][:3], \
      t['note'][1], sum(t['flag']), t['time'][2].isoformat())
      """
    switch package {
    case "pyarrow":
      return """
        import sys, pyarrow.parquet as pq
        t = pq.read_table(sys.argv[1], page_checksum_verification=True)
        print([str(f.type) for f in t.schema])
        t = {name: t[name].to_pylist() for name in t.column_names}
        t = type('T', (dict,), {'__len__': lambda s: len(s['small'])})(t)
        \(facts)
        """
    case "duckdb":
      return """
        import sys, duckdb
        c = duckdb.connect()
        c.execute("set timezone='UTC'")
        r = c.execute("select * replace (time at time zone 'UTC' as time), typeof(time) as k " +
          "from read_parquet(?)", [sys.argv[1]])
        names = [d[0] for d in r.description]
        rows = r.fetchall()
        print([str(rows[0][-1])] + [str(d[1]) for d in r.description][1:-1])
        t = {n: [row[i] for row in rows] for i, n in enumerate(names)}
        t = type('T', (dict,), {'__len__': lambda s: len(s['small'])})(t)
        \(facts)
        """
    default:
      return """
        import sys, polars as pl
        f = pl.read_parquet(sys.argv[1])
        print([str(d) for d in f.dtypes])
        t = {n: f[n].to_list() for n in f.columns}
        t = type('T', (dict,), {'__len__': lambda s: len(s['small'])})(t)
        \(facts)
        """
    }
  }

  private static func expected(_ package: String) -> String {
    let (types, zone) =
      switch package {
      case "pyarrow":
        (
          "['timestamp[us, tz=UTC]', 'string', 'double', 'double', 'string', 'int32', 'bool']",
          "+00:00"
        )
      case "duckdb":
        (
          "['TIMESTAMP WITH TIME ZONE', 'VARCHAR', 'DOUBLE', 'DOUBLE', 'VARCHAR', 'INTEGER', "
            + "'BOOLEAN']",
          ""
        )
      default:
        (
          "[\"Datetime(time_unit='us', time_zone='UTC')\", 'String', 'Float64', 'Float64', 'String', 'Int32', 'Boolean']",
          "+00:00"
        )
      }
    return """
      \(types)
      2000 -10 324875.0 ÉTHUSDT [None, 0.0, 0.25] n0 400 2024-03-01T00:00:00.004004\(zone)

      """
  }

  /// What the script prints, or nil when it cannot import what it needs.
  private static func python(_ script: String, _ argument: String) throws -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, argument]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if problem.contains("ModuleNotFoundError") || process.terminationStatus == 127 { return nil }
    return text + problem
  }
}
