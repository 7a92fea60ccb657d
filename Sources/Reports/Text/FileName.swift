/// Names that become files: letters, digits, `-`, `_` and `.` stay, the rest becomes `_`.
///
/// A table may be called after a symbol, and a symbol is data: no name leaves the report's folder,
/// hides itself, or is longer than a file system takes.
struct FileNames {
  private var taken: Set<String> = []

  /// A file name for `text` that no earlier call gave, compared without case as some systems do.
  mutating func unique(_ text: String) -> String {
    let base = Self.safe(text)
    var name = base
    var copy = 2
    while !taken.insert(name.lowercased()).inserted {
      name = "\(base)-\(copy)"
      copy += 1
    }
    return name
  }

  private static func safe(_ text: String) -> String {
    var name = ""
    for scalar in text.unicodeScalars.prefix(80) {
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || scalar == "-" || scalar == "_" || scalar == ".")
      name.unicodeScalars.append(isPlain ? scalar : "_")
    }
    if name.isEmpty { return "_" }
    return name.hasPrefix(".") || name.hasPrefix("-") ? "_" + name.dropFirst() : name
  }
}

extension Report {
  /// The name of each table's CSV file, by section and table; nil for tables that are not files.
  var tableFiles: [[String?]] {
    var names = FileNames()
    return sections.map { section in
      section.tables.map { $0.isFile ? names.unique($0.name) + ".csv" : nil }
    }
  }

  /// The name of each chart's SVG file, by section and chart.
  var chartFiles: [[String]] {
    var names = FileNames()
    return sections.map { section in
      section.charts.map { "charts/" + names.unique($0.name) + ".svg" }
    }
  }
}
