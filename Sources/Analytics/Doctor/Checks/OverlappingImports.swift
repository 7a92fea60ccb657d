import MarketData

/// Whether two imports tell the same time of an instrument with different price kinds: their rows
/// are never merged, so the same liquidations may count twice.
package struct OverlappingImports: DoctorCheck {
  package static let name = "overlapping_imports"
  package static let summary = "do two imports of different price kinds cover the same time?"

  private struct Span {
    var first: Int64
    var last: Int64
    var kinds: Set<PriceKind>
  }

  private var found: [DoctorFinding] = []

  package init() {}

  package mutating func examine(_ instrument: ExaminedInstrument) {
    let spans = Self.spans(instrument.rows)
    let ids = spans.keys.sorted()
    var pairs: [String] = []
    for (place, left) in ids.enumerated() {
      for right in ids[(place + 1)...] {
        guard let a = spans[left], let b = spans[right] else { continue }
        if a.first <= b.last, b.first <= a.last, a.kinds.isDisjoint(with: b.kinds) {
          pairs.append("\(left) and \(right)")
        }
      }
    }
    guard ids.count > 1 else { return }
    let shown = pairs.prefix(3).joined(separator: ", ")
    found.append(
      finding(
        instrument.key, Double(pairs.count), expected: "0 pairs of imports",
        pairs.isEmpty ? .ok : .wrong,
        advice: "Imports \(shown) may tell the same liquidations: keep one of them "
          + "('liqtool store remove --import ID')."))
  }

  package func findings() -> [DoctorFinding] { found }

  /// When each import's rows lie, and their price kinds.
  private static func spans(_ rows: LiquidationBatch) -> [Int64: Span] {
    let (time, kind, id) = (rows.time, rows.priceKind, rows.importID)
    var spans: [Int64: Span] = [:]
    var row = 0
    while row < rows.count {
      var end = row + 1
      while end < rows.count, id[end] == id[row], kind[end] == kind[row] { end += 1 }
      var span = spans[id[row]] ?? Span(first: time[row], last: time[row], kinds: [])
      span.first = min(span.first, time[row])
      span.last = max(span.last, time[end - 1])
      span.kinds.insert(kind[row])
      spans[id[row]] = span
      row = end
    }
    return spans
  }
}
