import MarketData

/// Whether two imports tell the same time of an instrument with different price kinds: their rows
/// are never merged, so the same liquidations may count twice.
///
/// Two imports are suspect when they cover the same time and share no price kind, or when many
/// rows of one have a row of the other at the same millisecond, of the same side and size, with a
/// price of another kind.
package struct OverlappingImports: DoctorCheck {
  package static let name = "overlapping_imports"
  package static let summary = "do two imports of different price kinds cover the same time?"

  private struct Span {
    let id: Int64
    var first: Int64
    var last: Int64
    var count = 0
    var kinds: Set<PriceKind> = []
  }

  private struct Pair: Hashable {
    let left, right: Int64
  }

  private var found: [DoctorFinding] = []

  package init() {}

  package mutating func examine(_ instrument: ExaminedInstrument) {
    let spans = Self.spans(instrument.rows)
    guard spans.count > 1 else { return }
    let pairs = Self.suspects(spans, Self.twins(instrument.rows))
    let shown = pairs.prefix(3).map { "\($0.left) and \($0.right)" }.joined(separator: ", ")
    found.append(
      finding(
        instrument.key, Double(pairs.count), expected: "0 pairs of imports",
        pairs.isEmpty ? .ok : .wrong,
        advice: "Imports \(shown) may tell the same liquidations: keep one of them "
          + "('liqtool store remove --import ID')."))
  }

  package func findings() -> [DoctorFinding] { found }

  /// The pairs that overlap and look like the same events, by their ids.
  private static func suspects(_ spans: [Span], _ twins: [Pair: Int]) -> [Pair] {
    var pairs: [Pair] = []
    // By their beginning: those that are not over yet are all that can overlap.
    var open: [Span] = []
    for span in spans.sorted(by: { ($0.first, $0.id) < ($1.first, $1.id) }) {
      open.removeAll { $0.last < span.first }
      for other in open {
        let pair = Pair(left: min(span.id, other.id), right: max(span.id, other.id))
        let isTwin = 10 * twins[pair, default: 0] >= min(span.count, other.count)
        if span.kinds.isDisjoint(with: other.kinds) || isTwin { pairs.append(pair) }
      }
      open.append(span)
    }
    return pairs.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
  }

  /// When each import's rows lie, how many they are, and their price kinds.
  private static func spans(_ rows: LiquidationBatch) -> [Span] {
    let (time, kind, id) = (rows.time, rows.priceKind, rows.importID)
    var spans: [Int64: Span] = [:]
    var row = 0
    while row < rows.count {
      var end = row + 1
      while end < rows.count, id[end] == id[row], kind[end] == kind[row] { end += 1 }
      var span = spans[id[row]] ?? Span(id: id[row], first: time[row], last: time[row])
      span.first = min(span.first, time[row])
      span.last = max(span.last, time[end - 1])
      span.count += end - row
      span.kinds.insert(kind[row])
      spans[id[row]] = span
      row = end
    }
    return Array(spans.values)
  }

  /// How often rows of two imports differ in the kind of their price alone.
  private static func twins(_ rows: LiquidationBatch) -> [Pair: Int] {
    let (time, id) = (rows.time, rows.importID)
    var twins: [Pair: Int] = [:]
    for row in 0..<rows.count {
      // A burst of one millisecond is not compared with all of itself.
      var other = row - 1
      while other >= max(0, row - 8), time[other] / 1_000 == time[row] / 1_000 {
        if id[other] != id[row], isTwin(rows, row, other) {
          twins[Pair(left: min(id[row], id[other]), right: max(id[row], id[other])), default: 0] +=
            1
          break
        }
        other -= 1
      }
    }
    return twins
  }

  private static func isTwin(_ rows: LiquidationBatch, _ row: Int, _ other: Int) -> Bool {
    guard rows.side[row] == rows.side[other], rows.priceKind[row] != rows.priceKind[other] else {
      return false
    }
    return rows.quantity[row] == rows.quantity[other]
      || rows.contracts[row] == rows.contracts[other]
  }
}
