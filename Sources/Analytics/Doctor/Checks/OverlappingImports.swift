package import MarketData

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

  /// What of a row is compared with those of the same millisecond.
  private struct Event {
    let time, id: Int64
    let side: LiquidationSide
    let kind: PriceKind
    let quantity, contracts: Double

    func isTwin(of other: Event) -> Bool {
      guard side == other.side, kind != other.kind else { return false }
      return quantity == other.quantity || contracts == other.contracts
    }
  }

  /// A burst of one millisecond is not compared with all of itself.
  private static let mostRecent = 8
  private var found: [DoctorFinding] = []
  private var key = InstrumentKey(exchange: "", symbol: "")
  private var spansByID: [Int64: Span] = [:]
  /// How often rows of two imports differ in the kind of their price alone.
  private var twins: [Pair: Int] = [:]
  /// The last rows, the newest last.
  private var recent: [Event] = []

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    (key, spansByID, twins, recent) = (instrument.key, [:], [:], [])
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    addSpans(rows)
    // Of one import there are no two to compare.
    if spansByID.count > 1 { addTwins(rows) } else { keepRecent(rows) }
  }

  package mutating func end() {
    let spans = Array(spansByID.values)
    guard spans.count > 1 else { return }
    let pairs = Self.suspects(spans, twins)
    let shown = pairs.prefix(3).map { "\($0.left) and \($0.right)" }.joined(separator: ", ")
    found.append(
      finding(
        key, Double(pairs.count), expected: "0 pairs of imports",
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

  /// Notes when each import's rows lie, how many they are, and their price kinds.
  private mutating func addSpans(_ rows: LiquidationBatch) {
    let (time, kind, id) = (rows.time, rows.priceKind, rows.importID)
    var row = 0
    while row < rows.count {
      var end = row + 1
      while end < rows.count, id[end] == id[row], kind[end] == kind[row] { end += 1 }
      var span = spansByID[id[row]] ?? Span(id: id[row], first: time[row], last: time[row])
      span.first = min(span.first, time[row])
      span.last = max(span.last, time[end - 1])
      span.count += end - row
      span.kinds.insert(kind[row])
      spansByID[id[row]] = span
      row = end
    }
  }

  private mutating func addTwins(_ rows: LiquidationBatch) {
    for row in 0..<rows.count {
      let event = Self.event(rows, row)
      for other in recent.reversed() {
        guard other.time / 1_000 == event.time / 1_000 else { break }
        guard other.id != event.id, event.isTwin(of: other) else { continue }
        twins[Pair(left: min(event.id, other.id), right: max(event.id, other.id)), default: 0] += 1
        break
      }
      if recent.count == Self.mostRecent { recent.removeFirst() }
      recent.append(event)
    }
  }

  private mutating func keepRecent(_ rows: LiquidationBatch) {
    let first = max(0, rows.count - Self.mostRecent)
    recent += (first..<rows.count).map { Self.event(rows, $0) }
    recent.removeFirst(max(0, recent.count - Self.mostRecent))
  }

  private static func event(_ rows: LiquidationBatch, _ row: Int) -> Event {
    Event(
      time: rows.time[row], id: rows.importID[row], side: rows.side[row],
      kind: rows.priceKind[row], quantity: rows.quantity[row], contracts: rows.contracts[row])
  }
}
