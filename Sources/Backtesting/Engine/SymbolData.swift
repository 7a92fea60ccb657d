import Signals

/// What a run reads of one symbol and never changes: one reference, so that it is cheap to hand
/// around, with the columns that every fill reads right below it.
final class SymbolData: Sendable {
  let market: SymbolMarket
  let signals: SignalColumns
  let triggers: [EntryInstant]
  let exits: SignalExits
  /// The candles before this one close by T1 and may fill orders.
  let fillEnd: Int

  // The candles F.
  let open: [Double]
  let high: [Double]
  let low: [Double]
  let close: [Double]
  let extremes: PriceExtremes
  let interval: Int64
  let count: Int
  /// When the first opens, if all follow each other without a gap: times are then computed, and
  /// no column is read for them.
  private let first: Int64?

  init(
    market: SymbolMarket, signals: SignalColumns, triggers: [EntryInstant], exits: SignalExits,
    fillEnd: Int
  ) {
    self.market = market
    self.signals = signals
    self.triggers = triggers
    self.exits = exits
    self.fillEnd = fillEnd
    let fills = market.fills
    (open, high, low, close) = (fills.open, fills.high, fills.low, fills.close)
    extremes = market.extremes
    interval = fills.interval
    count = fills.count
    first = fills.isUnbroken(0..<fills.count) ? fills.openTime.first : nil
  }

  /// When candle `index` opens.
  func opening(_ index: Int) -> Int64 {
    precondition(index >= 0 && index < count, "candle \(index) of \(count)")
    return first.map { $0 + Int64(index) * interval } ?? market.fills.openTime[index]
  }

  /// When candle `index` ends and becomes known.
  func closeTime(_ index: Int) -> Int64 { opening(index) + interval }

  /// The first candle that opens at or after `time`, or `count`.
  func firstOpening(atOrAfter time: Int64) -> Int {
    guard let first else { return market.fills.firstOpening(atOrAfter: time) }
    guard time > first else { return 0 }
    let (distance, overflow) = time.subtractingReportingOverflow(first + 1)
    return overflow ? count : Int(min(Int64(count), distance / interval + 1))
  }

  /// The last candle that has closed by `time`, or nil.
  func lastClosed(by time: Int64) -> Int? {
    let (limit, overflow) = time.subtractingReportingOverflow(interval - 1)
    let index = overflow ? 0 : firstOpening(atOrAfter: limit)
    return index > 0 ? index - 1 : nil
  }

  /// Whether the candles of `range` follow each other without a gap.
  func isUnbroken(_ range: Range<Int>) -> Bool {
    first != nil || market.fills.isUnbroken(range)
  }

  /// The close of the last candle closed by `time`, or NaN (rule 55).
  func price(at time: Int64) -> Double { lastClosed(by: time).map { close[$0] } ?? .nan }

  /// Whether `time` lies in a gap of the candles D (rule 26).
  func isGap(at time: Int64) -> Bool {
    market.tape.isGap(at: time, after: market.tape.candles.lastClosed(by: time))
  }
}

/// An instant for each side, `Int64.min` before there was one.
struct SideTimes {
  private var long = Int64.min
  private var short = Int64.min

  subscript(side: PositionSide) -> Int64 {
    get { side == .long ? long : short }
    set { if side == .long { long = newValue } else { short = newValue } }
  }

  var latest: Int64 { max(long, short) }
}
