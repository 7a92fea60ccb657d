import Basics
import ParquetFormat

extension ForeignParquet {
  /// Writes the flat columns as CSV with a header to a new file at `path`.
  ///
  /// Times become microseconds since 1970 whatever their unit, so that a mapping needs to name
  /// none.
  ///
  /// - Parameters:
  ///   - path: Where; nothing may be there yet.
  ///   - keepsIndex: Whether the row numbers that pandas keeps beside the columns
  ///     (`__index_level_0__`) are written, too; times in their place always are.
  /// - Throws: `invalid` when the file is damaged, `noSpace`, `io`, `cannotCreate`.
  /// - Complexity: Memory of one row group.
  package func writeText(to path: String, keepsIndex: Bool) throws(StoreError) {
    let output = try OutputFile(creating: path)
    let columns = file.schema.columns.filter { keepsIndex || !Self.isIndex($0) }
    let header = columns.map { Self.field($0.name) }.joined(separator: ",") + "\n"
    try output.write(Array(header.utf8).span)
    for group in file.rowGroups.indices {
      var cells: [ForeignColumn] = []
      for column in columns { cells.append(try self.column(column, rowGroup: group)) }
      try write(cells, rows: file.rowGroups[group].rowCount, to: output)
    }
  }

  private func write(
    _ columns: [ForeignColumn], rows: Int, to output: borrowing OutputFile
  ) throws(StoreError) {
    var bytes: [UInt8] = []
    for row in 0..<rows {
      for (index, column) in columns.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if let text = column.text(row) { bytes += Self.field(text).utf8 }
      }
      bytes.append(UInt8(ascii: "\n"))
      if bytes.count > 1 << 20 {
        try output.write(bytes.span)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try output.write(bytes.span)
  }

  private static func isIndex(_ column: ParquetColumn) -> Bool {
    guard column.name.hasPrefix("__index_level_"), column.name.hasSuffix("__") else { return false }
    return column.type == .int64 && column.logical == nil
  }

  /// A field of RFC 4180, exact.
  private static func field(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
