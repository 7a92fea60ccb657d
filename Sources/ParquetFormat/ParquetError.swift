/// Why a Parquet file could not be read or written, and where.
///
/// No input traps: whatever the bytes are, the outcome is values or one of these.
package struct ParquetError: Error, Sendable, Equatable {
  /// What went wrong.
  package enum Kind: Sendable, Equatable {
    /// The first or last four bytes are not `PAR1`.
    case notParquet
    /// Something reaches past the bytes that exist.
    case truncated(needed: Int, available: Int)
    /// The footer is damaged or contradicts itself or the file.
    case metadata(String)
    /// A page's header, levels or values are damaged.
    case page(String)
    /// The page's CRC-32 is not the one its header promises.
    case checksum(expected: UInt32, found: UInt32)
    /// The format allows it and this reader or writer does not.
    case unsupported(String)
    /// The file has no column of that name.
    case noSuchColumn
    /// The caller's columns do not fit the schema.
    case unwritable(String)
    /// The operating system refused to read; its `errno`.
    case unreadable(errno: Int32)
  }

  package var kind: Kind
  /// The column, when the error is inside one.
  package var column: String?
  /// The row group, counted from 0, when the error is inside one.
  package var rowGroup: Int?
  /// Where in the file, in bytes from its start, as far as known.
  package var offset: Int?

  package init(
    _ kind: Kind, column: String? = nil, rowGroup: Int? = nil, offset: Int? = nil
  ) {
    self.kind = kind
    self.column = column
    self.rowGroup = rowGroup
    self.offset = offset
  }

  /// The same error with the place filled in where it was not known yet.
  func located(column: String? = nil, rowGroup: Int? = nil, offset: Int? = nil) -> ParquetError {
    ParquetError(
      kind, column: self.column ?? column, rowGroup: self.rowGroup ?? rowGroup,
      offset: self.offset ?? offset)
  }
}

extension ParquetError: CustomStringConvertible {
  /// One sentence: the place, then what is wrong there.
  package var description: String {
    var place: [String] = []
    if let column { place.append("column '\(column)'") }
    if let rowGroup { place.append("row group \(rowGroup)") }
    if let offset { place.append("byte \(offset)") }
    return place.isEmpty ? "\(kind)" : "\(place.joined(separator: ", ")): \(kind)"
  }
}

extension ParquetError.Kind: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notParquet: "not a Parquet file: it does not begin and end with PAR1"
    case .truncated(let needed, let available):
      "it is cut off: \(needed) bytes are needed and \(available) are left"
    case .metadata(let problem): "the file's metadata is damaged: \(problem)"
    case .page(let problem): "the page is damaged: \(problem)"
    case .checksum(let expected, let found):
      "the page's CRC-32 is \(hexadecimal(found)) and should be \(hexadecimal(expected))"
    case .unsupported(let feature): "\(feature) is not supported"
    case .noSuchColumn: "the file has no such column"
    case .unwritable(let problem): "the column cannot be written: \(problem)"
    case .unreadable(let errno): "the file cannot be read (errno \(errno))"
    }
  }

  private func hexadecimal(_ sum: UInt32) -> String { "0x" + String(sum, radix: 16) }
}
