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
  var checksum: UInt32 {
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
    return crc32(bytes.span)
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
