import Basics
import MarketData

/// What a file of these bytes would be imported as, without a file: for tests and fuzzing.
///
/// The same recognition and the same parsers as `importSource`, over one block in memory. Nothing
/// is decompressed, and the interval of candles is not checked against their steps.
///
/// - Parameters:
///   - text: The file, decompressed.
///   - name: What the file would be called.
///   - options: What the user says about it.
/// - Returns: Format, kind and the only chunk.
/// - Throws: `ImportError`, as `importSource` does.
package func importBytes(
  _ text: [UInt8], name: String, options: ImportOptions
) throws(ImportError) -> (format: String, kind: ImportKind, chunk: ImportChunk) {
  guard !text.isEmpty else { throw ImportError(.notRecognised, "the file is empty") }
  var block = TextBlock(
    content: .lines, bytes: text + JSONTape.slack, range: 0..<text.count, previousLine: 0..<0)
  if let dialect = TextDialect(block, keepsIndex: options.columns != nil) {
    block = dialect.plain(block, isFirst: true)
  }
  let reading = try Recognition(
    block: block, isWhole: true, names: FileNames(path: name, entryName: nil), options: options
  ).reading()
  var workspace = Workspace(options.instruments)
  let parsed = reading.parser.parse(block, &workspace)
  return (reading.format, reading.kind, ImportChunk(parsed))
}

extension ImportChunk {
  /// What came of a block, with lines counted from its first.
  init(_ parsed: ParsedBlock) {
    switch parsed.rows {
    case .liquidations(let batch): rows = .liquidations(batch)
    case .candles(let batch, _): rows = .candles(batch)
    case .aggregates(let batch, _): rows = .aggregates(batch)
    case .series(let batch): rows = .series(batch)
    }
    refused = parsed.refused
    refusedCount = parsed.refusedCount
    rowsSkipped = parsed.skipped
    rowsDuplicate = parsed.duplicates
  }
}
