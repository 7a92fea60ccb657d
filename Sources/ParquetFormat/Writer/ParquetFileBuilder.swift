/// Puts row groups together to a file: it hands out the bytes, the caller writes them.
///
///     var builder = ParquetFileBuilder(schema: schema, keyValues: [], createdBy: "liqtool")
///     for group in groups { write(builder.append(group)) }
///     write(builder.finish())
package struct ParquetFileBuilder: Sendable {
  private var metadata = FileMetadata()
  /// The number of bytes handed out so far.
  private var offset = 0

  /// A file of these columns.
  ///
  /// - Parameters:
  ///   - schema: The columns.
  ///   - keyValues: What to note beside the data, in this order.
  ///   - createdBy: The writer's name and version.
  package init(schema: ParquetSchema, keyValues: [(String, String)] = [], createdBy: String) {
    metadata.schema = [SchemaElement(root: "schema", childCount: schema.columns.count)]
    metadata.schema += schema.columns.map { SchemaElement($0) }
    metadata.keyValues = keyValues.map { KeyValue(key: $0.0, value: $0.1) }
    metadata.createdBy = createdBy
    metadata.hasTypeDefinedOrder = [Bool](repeating: true, count: schema.columns.count)
  }

  /// Adds a row group of the same schema and returns the bytes to write now.
  package mutating func append(_ group: EncodedRowGroup) -> [UInt8] {
    precondition(
      group.columns.count == metadata.hasTypeDefinedOrder.count,
      "a row group of \(group.columns.count) columns")
    let magic = offset == 0 ? parquetMagic : []
    offset += magic.count
    var row = RowGroupMetadata()
    row.rowCount = group.rowCount
    row.ordinal = metadata.rowGroups.count
    row.fileOffset = offset
    row.totalCompressedByteCount = group.bytes.count
    row.columns = group.columns.map { chunk in
      var placed = chunk
      placed.dataPageOffset += offset
      if let dictionary = chunk.dictionaryPageOffset {
        placed.dictionaryPageOffset = dictionary + offset
      }
      return placed
    }
    row.totalByteCount = group.columns.reduce(0) { $0 + $1.totalUncompressed }
    metadata.rowGroups.append(row)
    metadata.rowCount += group.rowCount
    offset += group.bytes.count
    return magic.isEmpty ? group.bytes : magic + group.bytes
  }

  /// Ends the file: the footer, its length, the magic.
  ///
  /// - Parameter notes: What to note instead of what was given at the start; nil for that.
  /// - Returns: The last bytes of the file.
  package func finish(notes: [(String, String)]? = nil) -> [UInt8] {
    var metadata = metadata
    if let notes { metadata.keyValues = notes.map { KeyValue(key: $0.0, value: $0.1) } }
    let footer = metadata.encoded()
    var bytes = offset == 0 ? parquetMagic : []
    bytes.append(contentsOf: footer)
    appendLength(UInt32(footer.count), to: &bytes)
    bytes.append(contentsOf: parquetMagic)
    return bytes
  }
}
