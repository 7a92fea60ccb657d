import MarketData

/// Counts and exact sums (rules 44, 45).
struct RowTotals: RowMeasure {
  enum Measure: Sendable {
    case notional, quantity, count
    /// Rows a second.
    case rate(seconds: Double)
    /// Notional a row that has one.
    case mean
  }

  let measure: Measure
  private var rows = 0
  private var rowsWithNotional = 0
  private var notional: Int128 = 0
  private var quantity: Int128 = 0

  init(_ measure: Measure) { self.measure = measure }

  mutating func insert(_ row: LiquidationRow) { add(row, 1) }
  mutating func remove(_ row: LiquidationRow) { add(row, -1) }

  private mutating func add(_ row: LiquidationRow, _ sign: Int) {
    rows += sign
    if let value = ScaledInteger.of(row.notional) {
      rowsWithNotional += sign
      notional += Int128(sign) * value
    }
    if let value = ScaledInteger.of(row.quantity) { quantity += Int128(sign) * value }
  }

  func value() -> Double {
    switch measure {
    case .notional: ScaledInteger.double(notional)
    case .quantity: ScaledInteger.double(quantity)
    case .count: Double(rows)
    case .rate(let seconds): Double(rows) / seconds
    case .mean: ScaledInteger.double(notional) / Double(rowsWithNotional)
    }
  }
}

/// The largest notional of one row; missing without rows that have one.
struct LargestRow: RowMeasure {
  private var maximum = RollingMaximum()

  mutating func insert(_ row: LiquidationRow) {
    if !row.notional.isNaN { maximum.insert(row.notional) }
  }

  mutating func remove(_ row: LiquidationRow) {
    if !row.notional.isNaN { maximum.removeFirst() }
  }

  func value() -> Double { maximum.value }
}

/// Σ price · quantity ÷ Σ quantity; missing without quantity.
///
/// The products are exact and summed to 32 digits; an empty window starts again from 0.
struct AveragePrice: RowMeasure {
  private var worth = DoubleDouble.zero
  private var quantity: Int128 = 0
  private var rows = 0

  mutating func insert(_ row: LiquidationRow) { add(row, 1) }

  mutating func remove(_ row: LiquidationRow) {
    add(row, -1)
    if rows == 0 { worth = .zero }
  }

  private mutating func add(_ row: LiquidationRow, _ sign: Int) {
    guard let scaled = ScaledInteger.of(row.quantity) else { return }
    rows += sign
    quantity += Int128(sign) * scaled
    worth += DoubleDouble(product: row.price, Double(sign) * ScaledInteger.double(scaled))
  }

  func value() -> Double { worth.value / ScaledInteger.double(quantity) }
}

/// The number of exchanges.
struct DistinctExchanges: RowMeasure {
  private var rows: [Int] = []
  private var exchanges = 0

  mutating func insert(_ row: LiquidationRow) {
    let exchange = Int(row.exchange)
    while rows.count <= exchange { rows.append(0) }
    if rows[exchange] == 0 { exchanges += 1 }
    rows[exchange] += 1
  }

  mutating func remove(_ row: LiquidationRow) {
    rows[Int(row.exchange)] -= 1
    if rows[Int(row.exchange)] == 0 { exchanges -= 1 }
  }

  func value() -> Double { Double(exchanges) }
}

/// (L − S) ÷ (L + S) of longs and shorts liquidated; missing below a minimum or without any
/// (rule 46).
struct SideBalance: RowMeasure {
  let countsRows: Bool
  let minimumTotal: Double
  private var long: Int128 = 0
  private var short: Int128 = 0

  init(countsRows: Bool, minimumTotal: Double) {
    self.countsRows = countsRows
    self.minimumTotal = minimumTotal
  }

  mutating func insert(_ row: LiquidationRow) { add(row, 1) }
  mutating func remove(_ row: LiquidationRow) { add(row, -1) }

  private mutating func add(_ row: LiquidationRow, _ sign: Int128) {
    guard let size = countsRows ? 1 : ScaledInteger.of(row.notional) else { return }
    if row.side == .long { long += sign * size } else { short += sign * size }
  }

  func value() -> Double {
    let long = countsRows ? Double(self.long) : ScaledInteger.double(self.long)
    let short = countsRows ? Double(self.short) : ScaledInteger.double(self.short)
    return long + short < minimumTotal ? .nan : (long - short) / (long + short)
  }
}
