import Basics
import Foundation
import ParquetFormat
import TestSupport
import Testing

/// The bytes of a file with these row groups.
func parquetFile(
  _ groups: [[ColumnData]], schema: ParquetSchema, options: WriterOptions = WriterOptions(),
  keyValues: [(String, String)] = []
) throws -> [UInt8] {
  var builder = ParquetFileBuilder(schema: schema, keyValues: keyValues, createdBy: "liqtool test")
  var bytes: [UInt8] = []
  for group in groups {
    bytes += builder.append(try encodeRowGroup(group, schema: schema, options: options))
  }
  return bytes + builder.finish()
}

extension ParquetFile {
  /// Every column of one row group.
  func readAll(rowGroup: Int) throws(ParquetError) -> [ColumnData] {
    try read(rowGroup: rowGroup, columns: schema.columns.map(\.name))
  }
}

extension ColumnData {
  /// The same rows without a dictionary, and with nil for flags that are all true: what two
  /// columns of the same rows have in common.
  var normalized: ColumnData {
    var result = self
    if case .dictionary(let codes, let values) = values {
      result.values = .bytes(values.gather(codes.span))
    }
    if let present, !present.contains(false) { result.present = nil }
    return result
  }

  /// A CRC-32 over all rows: 0 for a null; 1 and the value otherwise, numbers little-endian,
  /// booleans one byte, byte strings after their length in four bytes.
  var checksum: UInt32 { checksum(after: 0) }

  /// The same, carried on from the row groups before.
  func checksum(after previous: UInt32) -> UInt32 {
    var bytes: [UInt8] = []
    var value = 0
    for row in 0..<rowCount {
      let isPresent = present?[row] ?? true
      bytes.append(isPresent ? 1 : 0)
      if isPresent {
        appendValue(value, to: &bytes)
        value += 1
      }
    }
    return crc32(bytes.span, after: previous)
  }

  private func appendValue(_ index: Int, to bytes: inout [UInt8]) {
    func append(_ number: some BinaryInteger & FixedWidthInteger) {
      for shift in stride(from: 0, to: number.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    func append(_ string: ArraySlice<UInt8>) {
      append(UInt32(string.count))
      bytes.append(contentsOf: string)
    }
    switch values {
    case .boolean(let values): append(UInt8(values[index] ? 1 : 0))
    case .int32(let values): append(values[index])
    case .int64(let values): append(values[index])
    case .float(let values): append(values[index].bitPattern)
    case .double(let values): append(values[index].bitPattern)
    case .bytes(let values): append(values[index])
    case .dictionary(let codes, let values): append(values[Int(codes[index])])
    }
  }
}

/// The fixture of that name.
func fixture(_ name: String) throws -> [UInt8] {
  let url = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  return [UInt8](try Data(contentsOf: url.appending(path: name)))
}

/// What other readers found in one file: the fixtures' and the suite's expectations.
struct ExpectedFile: Codable {
  struct Column: Codable {
    var name: String
    /// The number of nulls and the `checksum` of all rows.
    var nulls: Int?
    var crc: UInt32?
    /// The error's sentence, when the column must be refused.
    var refused: String?
  }

  var rows: Int?
  var columns: [Column]?
  var nested: [String]?
  /// The error's sentence, when the file must be refused.
  var refused: String?

  /// Every file under the name it has in `json`.
  static func all(_ json: String) throws -> [String: ExpectedFile] {
    try JSONDecoder().decode([String: ExpectedFile].self, from: Data(try fixture(json)))
  }

  /// Reads `bytes` whole and compares.
  func check(_ bytes: [UInt8], name: String) throws {
    let file: ParquetFile
    do throws(ParquetError) {
      file = try ParquetFile(MemorySource(bytes))
    } catch {
      #expect("\(error)" == refused, "\(name)")
      return
    }
    #expect(refused == nil, "\(name) opened")
    #expect(file.rowCount == rows, "\(name)")
    #expect(file.nestedColumns == nested ?? [], "\(name)")
    #expect(file.schema.columns.map(\.name) == columns?.map(\.name), "\(name)")
    for column in columns ?? [] { try column.check(file, name: name) }
    for column in nested ?? [] {
      #expect(throws: ParquetError(.unsupported("a nested column"), column: column, rowGroup: 0)) {
        try file.read(rowGroup: 0, columns: [column])
      }
    }
  }
}

extension ExpectedFile.Column {
  func check(_ file: ParquetFile, name file_: String) throws {
    var checksum: UInt32 = 0
    var nullCount = 0
    do throws(ParquetError) {
      for group in file.rowGroups.indices {
        let data = try file.read(rowGroup: group, columns: [name])[0]
        checksum = data.checksum(after: checksum)
        nullCount += data.rowCount - data.values.count
      }
    } catch {
      #expect("\(error)" == refused, "\(file_) \(name)")
      return
    }
    #expect(refused == nil, "\(file_) \(name) was read")
    #expect(nullCount == nulls, "\(file_) \(name)")
    #expect(checksum == crc, "\(file_) \(name)")
  }
}

/// A file that is there for as long as a closure runs.
enum ScratchFile {
  static func with<Result>(
    _ bytes: [UInt8], _ body: (String) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "liqtool-\(UUID().uuidString).parquet")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }
}
