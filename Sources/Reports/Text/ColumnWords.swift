/// Names of columns as people read them: `expected_duration_h` is `expected duration [h]`.
enum ColumnWords {
  private static let known = [
    "ci_lo": "95 % from", "ci_hi": "95 % to", "n": "n", "q_bh": "q", "n_trades": "trades",
    "pct": "%",
  ]

  private static let units = [
    "usd": "USD", "bps": "bps", "s": "s", "h": "h", "ms": "ms", "pct": "%",
  ]

  /// The words of `name`; a unit at its end stands in brackets, `ts` says nothing beside `[UTC]`.
  static func words(_ name: String) -> String {
    if let words = known[name] { return words }
    var parts = name.split(separator: "_").map(String.init)
    guard parts.count > 1, let last = parts.last else { return name }
    let unit = units[last]
    if unit != nil || last == "ts" { parts.removeLast() }
    return parts.joined(separator: " ") + (unit.map { " [\($0)]" } ?? "")
  }
}
