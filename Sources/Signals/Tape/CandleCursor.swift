/// Finds the candle at an instant; the instants asked about never go back.
struct CandleCursor: Sendable {
  private var next = 0

  init() {}

  /// The last candle closed by `time`, or nil.
  mutating func lastClosed(by time: Int64, in candles: Candles) -> Int? {
    while next < candles.count, candles.closeTime(next) <= time { next += 1 }
    return next > 0 ? next - 1 : nil
  }

  /// `bar(time)` of rule 27: the last candle closed by `time`, unless `time` lies in a gap.
  mutating func candle(at time: Int64, in tape: SymbolTape) -> Int? {
    let index = lastClosed(by: time, in: tape.candles)
    return tape.isGap(at: time, after: index) ? nil : index
  }
}

/// The candles with a close time in `(time − window, time]`; the times never go back.
struct CandleWindow: Sendable {
  let window: Int64
  /// Every candle of the window before `lower` has been removed, none from `upper` on added.
  private(set) var lower = 0
  private(set) var upper = 0

  init(window: Int64) { self.window = window }

  /// The next candle to add, or nil once all that have closed by `time` are in.
  mutating func add(upTo time: Int64, in candles: Candles) -> Int? {
    guard upper < candles.count, candles.closeTime(upper) <= time else { return nil }
    upper += 1
    return upper - 1
  }

  /// The next candle to remove, or nil once all that have left by `time` are out.
  mutating func remove(upTo time: Int64, in candles: Candles) -> Int? {
    guard lower < upper, candles.closeTime(lower) <= time - window else { return nil }
    lower += 1
    return lower - 1
  }

  /// Whether the window has candles and is whole: it begins within the data and has no gap
  /// (rule 28).
  func isWhole(at time: Int64, in tape: SymbolTape) -> Bool {
    guard lower < upper, let first = tape.candles.openTime.first else { return false }
    guard time - window >= first else { return false }
    return tape.lastGap(upTo: time, after: upper - 1) <= time - window
  }
}
