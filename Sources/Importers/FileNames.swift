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

  /// What stands before `marker` in the first name that holds it: `BTCUSD_PERP` in
  /// `BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv`.
  func before(_ marker: String) -> String? {
    for name in all {
      let base = name.split(separator: "/").last.map(String.init) ?? name
      if let found = base.firstRange(of: marker), found.lowerBound > base.startIndex {
        return String(base[..<found.lowerBound])
      }
    }
    return nil
  }

  /// The parts of the file's own name between underscores, without its endings.
  var parts: [String] {
    let base = all.first?.split(separator: "/").last.map(String.init) ?? ""
    let stem = base.prefix { $0 != "." }
    return stem.split(separator: "_").map(String.init)
  }

  /// The length of candles or totals that a name says: `1h` in `BTC_1h.csv`, `BTCUSDT-1h-2024.csv`
  /// and `1h/BTC.csv`. The names are asked in turn, each from its last part.
  var interval: Interval? {
    for name in all {
      for part in name.split(whereSeparator: { "/_-.".contains($0) }).reversed() {
        if let interval = Self.interval(part) { return interval }
      }
    }
    return nil
  }

  private static func interval(_ part: Substring) -> Interval? {
    // A month, which has no length, is `1M`; a minute is `1m`.
    if part.hasSuffix("M") { return nil }
    let text = part.lowercased()
    switch text {
    case "minute": return .minute
    case "hour", "hourly": return .hour
    case "day", "daily": return .day
    default: break
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard (1...2).contains(digits.count), !digits.hasPrefix("0") else { return nil }
    switch text.dropFirst(digits.count) {
    case "s", "m", "h", "d", "w": return Interval(text)
    case "min": return Interval(digits + "m")
    case "hour": return Interval(digits + "h")
    default: return nil
    }
  }

  /// Symbol and interval of a name such as `BTCUSDT-1m-2024-06.csv` or `BTCUSDT-1m.csv`.
  var klines: (symbol: String, interval: Interval)? {
    for name in all {
      let base = name.split(separator: "/").last.map(String.init) ?? name
      let parts = base.split(separator: "-", maxSplits: 2)
      if parts.count > 1, let interval = Interval(parts[1].prefix { $0 != "." }) {
        return (String(parts[0]), interval)
      }
    }
    return nil
  }
}
