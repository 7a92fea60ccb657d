/// The columns of a flat file, in order.
package struct ParquetSchema: Sendable, Equatable {
  package var columns: [ParquetColumn]

  package init(columns: [ParquetColumn]) { self.columns = columns }

  /// Where the column of that name is, or nil.
  package func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

/// One column: its name, how its values lie in the file and what they mean.
package struct ParquetColumn: Sendable, Equatable {
  package var name: String
  package var type: PhysicalType
  package var logical: LogicalType?
  /// Whether rows may be null.
  package var isOptional: Bool
  /// How the writer encodes the values; nil leaves it to the writer, chunk by chunk, by a fixed
  /// rule over a sample. In a schema that was read it is nil.
  package var encoding: Encoding?

  package init(
    _ name: String, _ type: PhysicalType, logical: LogicalType? = nil, isOptional: Bool = false,
    encoding: Encoding? = nil
  ) {
    self.name = name
    self.type = type
    self.logical = logical
    self.isOptional = isOptional
    self.encoding = encoding
  }
}
