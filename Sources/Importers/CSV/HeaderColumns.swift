/// Finds columns by the names that different people give them.
struct HeaderColumns: Sendable {
  /// The names as the file has them.
  let names: [String]
  private let plain: [String]

  init(_ header: [String]) {
    names = header
    plain = header.map(Self.plain)
  }

  /// Letters and digits in lower case, without what stands in parentheses: `Open Time (UTC)` is
  /// `opentime`.
  private static func plain(_ name: String) -> String {
    let outside = name.prefix { $0 != "(" }
    return String(outside.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// The first column that has one of the names, the names asked in turn.
  func first(of known: [String]) -> Int? {
    for name in known {
      if let index = plain.firstIndex(of: name) { return index }
    }
    return nil
  }

  func first(of known: String...) -> Int? { first(of: known) }
}

extension CSVShape {
  /// Rows with exactly the fields of `header`, which must be the first line.
  ///
  /// - Throws: `ImportError` when it is another.
  init(exactly header: [String], _ sample: CSVSample) throws(ImportError) {
    guard sample.header == header else {
      throw ImportError(
        .contradiction, "the first line is not '\(header.joined(separator: ","))'")
    }
    self.init(header: sample)
  }

  /// Rows with exactly the fields of the header, which is the first line.
  init(header sample: CSVSample) {
    let count = sample.header.count
    self.init(least: count, most: count, headers: [sample.firstLine])
  }
}
