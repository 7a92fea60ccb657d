import Basics
package import MarketData

/// Everything the signals of one symbol may read, each row from the instant it is known.
///
/// Operators never look at a row with a later availability than the instant they are asked about;
/// so a tape that is still growing and a finished one give the same values.
package struct SymbolTape: Sendable {
  /// The start of the data: windows that reach before it are missing.
  package let start: Int64
  /// The longest wait for a candle that is no gap; nil when gaps do not matter (`skip_bar`).
  package let longestGap: Int64?
  /// The exchanges that liquidation rows refer to.
  package var exchanges: [String]
  /// The liquidations of the symbol.
  package private(set) var liquidations = LiquidationRows()
  /// The liquidations of every symbol of the universe; kept only where an expression asks.
  package private(set) var universe = LiquidationRows()
  package private(set) var candles: Candles
  /// The funding that was settled.
  package private(set) var funding = FundingRates()
  /// Totals of the symbol's liquidations; of a source, not of the rows above.
  package private(set) var totals: LiquidationTotals
  /// Open interest, ratios and what else is stored beside the candles.
  package private(set) var series = ContextSeriesSet()
  /// Candle → the last multiple of the interval, before its close, that lay in a gap.
  private var lastGap: [Int64] = []

  /// An empty tape; its totals will be over `totalsInterval`, unless said that of the candles.
  package init(
    start: Int64, interval: Int64, longestGap: Int64?, exchanges: [String],
    totalsInterval: Int64? = nil
  ) {
    self.init(
      start: start, longestGap: longestGap, exchanges: exchanges,
      candles: Candles(interval: interval),
      totals: LiquidationTotals(interval: totalsInterval ?? interval))
  }

  /// A tape of rows that are all known already.
  ///
  /// - Parameters:
  ///   - start: The start of the data.
  ///   - longestGap: The longest wait for a candle that is no gap, or nil.
  ///   - exchanges: What the rows' exchanges refer to.
  ///   - candles: Of the interval D.
  ///   - liquidations: Of the symbol.
  ///   - universe: Of all symbols together.
  ///   - funding: Of the symbol.
  ///   - totals: Of the symbol.
  ///   - series: Of the symbol.
  package init(
    start: Int64, longestGap: Int64?, exchanges: [String], candles: Candles,
    liquidations: LiquidationRows = LiquidationRows(),
    universe: LiquidationRows = LiquidationRows(), funding: FundingRates = FundingRates(),
    totals: LiquidationTotals? = nil, series: ContextSeriesSet = ContextSeriesSet()
  ) {
    self.start = start
    self.longestGap = longestGap
    self.exchanges = exchanges
    self.candles = Candles(interval: candles.interval)
    self.liquidations = liquidations
    self.universe = universe
    self.funding = funding
    self.totals = totals ?? LiquidationTotals(interval: candles.interval)
    self.series = series
    lastGap = []
    lastGap.reserveCapacity(candles.count)
    for index in 0..<candles.count {
      let before = index > 0 ? candles.openTime[index - 1] : nil
      lastGap.append(gapBefore(candles.openTime[index], last: before, candles.interval))
    }
    self.candles = candles
  }

  /// Appends one row to the symbol's liquidations.
  package mutating func append(_ row: LiquidationRow) { liquidations.append(row) }

  /// Appends one row to the liquidations of the universe.
  package mutating func append(toUniverse row: LiquidationRow) { universe.append(row) }

  /// Appends a settlement of funding later than all others.
  package mutating func append(settledAt time: Int64, rate: Double) {
    funding.append(time: time, rate: rate)
  }

  /// Appends a total that opens after all others.
  package mutating func append(_ total: LiquidationTotal) { totals.append(total) }

  /// Appends a value of a series known later than all others of it.
  package mutating func append(_ name: SeriesName, knownAt time: Int64, value: Double) {
    series.append(name, time: time, value: value)
  }

  /// Appends a candle that opens after all others.
  package mutating func append(_ candle: Candle) {
    lastGap.append(gapBefore(candle.openTime, last: candles.openTime.last, candles.interval))
    candles.append(candle)
  }

  /// The last multiple of the interval in a gap before the close of a candle.
  private func gapBefore(_ openTime: Int64, last: Int64?, _ interval: Int64) -> Int64 {
    guard let longestGap, let last, openTime - (last + interval) > longestGap else {
      return lastGap.last ?? .min
    }
    return openTime
  }

  /// Whether `time` lies in a gap, given the last candle closed by then (rule 26).
  package func isGap(at time: Int64, after index: Int?) -> Bool {
    guard let longestGap else { return false }
    guard let index else { return true }
    return floor(time) - candles.closeTime(index) > longestGap
  }

  /// The last multiple of the interval up to `time` that lies in a gap, or `Int64.min`.
  ///
  /// - Parameters:
  ///   - time: The end of a window.
  ///   - index: The last candle closed by `time`.
  /// - Returns: An instant in microseconds UTC.
  package func lastGap(upTo time: Int64, after index: Int) -> Int64 {
    isGap(at: time, after: index) ? floor(time) : lastGap[index]
  }

  /// The largest multiple of the candles' interval that is not after `time`.
  package func floor(_ time: Int64) -> Int64 {
    TimeText.floorDivide(time, candles.interval) * candles.interval
  }
}
