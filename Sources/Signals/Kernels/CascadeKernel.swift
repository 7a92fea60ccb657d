/// What can be asked of a cascade.
enum CascadeField: String, CaseIterable, Sendable {
  case active, age, notional, count, rate, decay
  case quietFor = "quiet_for"
  case priceMove = "price_move"
}

/// When a run of liquidations is a cascade.
struct CascadeRule: Sendable {
  /// The longest wait between two rows of a run, in microseconds.
  let gap: Int64
  let minimumCount: Double
  let minimumNotional: Double
  /// After this long a cascade is forgotten, in microseconds.
  let longestAge: Int64
}

/// Cuts liquidations into runs and answers about the latest one that qualifies (rules 47, 48).
struct CascadeKernel: Kernel {
  let field: CascadeField
  let rule: CascadeRule
  private var filter: LiquidationFilter
  private var next = 0
  private var run: Run?
  private var latest: Run?
  private var cursor = CandleCursor()

  init(field: CascadeField, rule: CascadeRule, filter: LiquidationFilter) {
    self.field = field
    self.rule = rule
    self.filter = filter
  }

  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
    let rows = filter.rows(of: tape)
    while next < rows.count, rows.availability[next] <= time {
      if filter.passes(next, of: rows, tape) { add(rows[next], tape) }
      next += 1
    }
    guard let cascade = qualifies(run) ? run : latest, time - cascade.last <= rule.longestAge
    else { return .nan }
    return finite(cascade.value(of: field, at: time, gap: rule.gap))
  }

  private mutating func add(_ row: LiquidationRow, _ tape: SymbolTape) {
    if let run, row.availability - run.last > rule.gap {
      if qualifies(run) { latest = run }
      self.run = nil
    }
    if run == nil { run = begin(row, tape) }
    run?.add(row, gap: rule.gap)
  }

  private mutating func begin(_ row: LiquidationRow, _ tape: SymbolTape) -> Run {
    let candle = filter.scope == .symbol ? cursor.candle(at: row.availability, in: tape) : nil
    return Run(first: row.availability, priceBefore: candle.map { tape.candles.close[$0] } ?? .nan)
  }

  private func qualifies(_ run: Run?) -> Bool {
    guard let run else { return false }
    return Double(run.count) >= rule.minimumCount
      && ScaledInteger.double(run.notional) >= rule.minimumNotional
  }

  /// Liquidations each of which came within the gap of the one before.
  private struct Run: Sendable {
    let first: Int64
    let priceBefore: Double
    var last: Int64
    var lastPrice = Double.nan
    var count = 0
    var notional: Int128 = 0
    /// The rows of the last gap, by availability.
    var recent = SampleQueue()
    /// The most rows ever within one gap.
    var peak = 0

    init(first: Int64, priceBefore: Double) {
      self.first = first
      self.priceBefore = priceBefore
      last = first
    }

    mutating func add(_ row: LiquidationRow, gap: Int64) {
      last = row.availability
      lastPrice = row.price
      count += 1
      notional += ScaledInteger.of(row.notional) ?? 0
      recent.append(0, at: last)
      while let oldest = recent.firstTime, oldest <= last - gap { _ = recent.removeFirst() }
      peak = max(peak, recent.count)
    }

    func value(of field: CascadeField, at time: Int64, gap: Int64) -> Double {
      switch field {
      case .active: return truth(time - last <= gap)
      case .age: return Double(time - first) / 1e6
      case .quietFor: return Double(time - last) / 1e6
      case .notional: return ScaledInteger.double(notional)
      case .count: return Double(count)
      case .rate: return Double(count) / max(Double(last - first) / 1e6, 1)
      case .priceMove: return lastPrice / priceBefore - 1
      case .decay:
        let still = recent.indices.reversed().prefix { recent.times[$0] > time - gap }.count
        return Double(still) / Double(peak)
      }
    }
  }
}
