import MarketData

/// What the names of a file say about it: the name inside a zip first, then its own, then its path.
struct FileNames: Sendable {
  /// Most telling first; empty for standard input.
  let all: [String]

  init(path: String, entryName: String?) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let own = path == "-" ? [] : [name, path]
    all = (entryName.map { [$0] } ?? []) + own
  }

  /// Which of `words` the names hold, asking each name in turn.
  func first(of words: [String]) -> String? {
    for name in all {
      let lowered = name.lowercased()
      if let word = words.first(where: lowered.contains) { return word }
    }
    return nil
  }

  /// Symbol and interval of a name such as `BTCUSDT-1m-2024-06.csv`.
  var klines: (symbol: String, interval: Interval)? {
    for name in all {
      let base = name.split(separator: "/").last.map(String.init) ?? name
      let parts = base.split(separator: "-", maxSplits: 2)
      if parts.count == 3, let interval = Interval(parts[1]) {
        return (String(parts[0]), interval)
      }
    }
    return nil
  }
}
