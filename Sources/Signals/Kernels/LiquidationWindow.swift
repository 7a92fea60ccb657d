/// What is known about the liquidations of a window.
protocol RowMeasure: Sendable {
  mutating func insert(_ row: LiquidationRow)

  /// Removes the oldest row.
  mutating func remove(_ row: LiquidationRow)

  /// The value for the rows of the window.
  func value() -> Double
}

/// A measure of the liquidations that became known in `(t − lag − window, t − lag]` (rule 14);
/// missing while that reaches before the start of the data (rule 18).
struct LiquidationWindow<Measure: RowMeasure>: Kernel {
  private let window: Int64
  private let lag: Int64
  private var filter: LiquidationFilter
  private var measure: Measure
  /// Rows before `oldest` have left, none from `next` on have come.
  private var oldest = 0
  private var next = 0
  /// What holds until a row comes or leaves.
  private var calm = Calm()

  /// A value and what ends it.
  private struct Calm {
    var value = Double.nan
    /// How many rows there were: a tape may grow.
    var rows = -1
    /// When the next row comes, and when the oldest one became known.
    var coming = Int64.min
    var oldest = Int64.min
  }

  init(_ span: LiquidationSpan, _ filter: LiquidationFilter, _ measure: Measure) {
    window = span.window
    lag = span.lag
    self.filter = filter
    self.measure = measure
  }

  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
    let end = time - lag
    let rows = filter.rows(of: tape)
    if calm.rows == rows.count, end < calm.coming, end - window < calm.oldest { return calm.value }
    while next < rows.count, rows.availability[next] <= end {
      if filter.passes(next, of: rows, tape) { measure.insert(rows[next]) }
      next += 1
    }
    while oldest < next, rows.availability[oldest] <= end - window {
      if filter.passes(oldest, of: rows, tape) { measure.remove(rows[oldest]) }
      oldest += 1
    }
    guard end - window >= tape.start else { return .nan }
    calm = Calm(
      value: finite(measure.value()), rows: rows.count,
      coming: next < rows.count ? rows.availability[next] : .max,
      oldest: oldest < next ? rows.availability[oldest] : .max)
    return calm.value
  }
}

/// The length of a window of liquidations and how long ago it ends, in microseconds.
struct LiquidationSpan: Sendable {
  let window: Int64
  let lag: Int64
}
