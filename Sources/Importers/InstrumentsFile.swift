import Basics
package import MarketData

/// A user's own contract rules: `exchange,symbol,kind,multiplier,base,quote`.
package enum InstrumentsFile {
  private static let header = ["exchange", "symbol", "kind", "multiplier", "base", "quote"]

  /// Reads the file.
  ///
  /// - Returns: The rules, before the built-in ones, and the hash of the file.
  /// - Throws: `ImportError` that names the line and field.
  package static func read(
    _ path: String
  ) throws(ImportError) -> (rules: InstrumentRules, hash: String) {
    do throws(StreamError) {
      let reader = try TextBlockReader(path: path)
      var entries: [InstrumentKey: InstrumentRules.Entry] = [:]
      var isFirst = true
      while let block = try reader.next(reusing: []) {
        guard block.content == .lines, isFirst else {
          throw StreamError(.cannotRead, "it is damaged or over 4 MiB")
        }
        isFirst = false
        entries = try Self.entries(CSVSample(block, limit: .max))
      }
      if isFirst { throw StreamError(.damaged, "it is empty") }
      return (InstrumentRules(entries), try reader.finish())
    } catch {
      let kind: ImportError.Kind =
        switch error.kind {
        case .noSuchFile: .noSuchFile
        case .damaged, .unsupported: .badInstruments
        default: .unreadable
        }
      throw ImportError(kind, path: VisibleText.text(path), error.problem)
    }
  }

  private static func entries(
    _ sample: CSVSample
  ) throws(StreamError) -> [InstrumentKey: InstrumentRules.Entry] {
    guard sample.header == header else {
      throw StreamError(.damaged, "the first line is not \(header.joined(separator: ","))")
    }
    var entries: [InstrumentKey: InstrumentRules.Entry] = [:]
    for (index, row) in sample.lines.enumerated().dropFirst() {
      let entry = try Self.entry(row, number: index + 1)
      let key = InstrumentKey(exchange: row[0], symbol: row[1])
      guard entries.updateValue(entry, forKey: key) == nil else {
        throw StreamError(.damaged, "row \(index + 1): the instrument is there twice")
      }
    }
    return entries
  }

  private static func entry(
    _ row: [String], number: Int
  ) throws(StreamError) -> InstrumentRules.Entry {
    func problem(_ text: String) -> StreamError { StreamError(.damaged, "row \(number): \(text)") }
    guard row.count == header.count else {
      throw problem("\(row.count) fields where 6 are needed")
    }
    guard FieldValues.isExchange(row[0]) else { throw problem("exchange: not an exchange id") }
    guard (1...128).contains(row[1].utf8.count) else { throw problem("symbol: empty or too long") }
    guard let kind = ContractKind(rawValue: row[2].lowercased()) else {
      throw problem("kind: none of linear, inverse, quanto")
    }
    let text = Array(row[3].utf8)
    let multiplier = DecimalText.double(text.span, 0..<text.count)
    guard let multiplier, multiplier > 0, multiplier.isFinite else {
      throw problem("multiplier: not a number above zero")
    }
    return InstrumentRules.Entry(
      kind: kind, multiplier: multiplier, base: row[4], quote: row[5].uppercased())
  }
}
