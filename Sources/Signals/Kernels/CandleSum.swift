/// The sum of one number per candle over the candles of a window; missing when one is.
struct CandleSum: Sendable {
  private var window: CandleWindow
  private var moments = RollingMoments()
  private var undefined = 0
  private var removed = 0

  init(window: Int64) { self.window = CandleWindow(window: window) }

  /// Moves the window to `time`.
  ///
  /// - Parameters:
  ///   - time: Never before that of the last call.
  ///   - tape: The data.
  ///   - term: The number of a candle; not finite when it is missing.
  /// - Returns: The sum and the number of candles, or nil when it is missing.
  mutating func advance(
    to time: Int64, _ tape: SymbolTape, _ term: (Int) -> Double
  ) -> (sum: Double, count: Int)? {
    while let index = window.add(upTo: time, in: tape.candles) {
      let value = term(index)
      if value.isFinite { moments.insert(value) } else { undefined += 1 }
    }
    while let index = window.remove(upTo: time, in: tape.candles) {
      let value = term(index)
      if value.isFinite { moments.remove(value) } else { undefined -= 1 }
      removed += 1
    }
    if removed > moments.count || moments.isDamaged {
      removed = 0
      moments.rebuild((window.lower..<window.upper).map(term).filter(\.isFinite)[...])
    }
    guard undefined == 0, window.isWhole(at: time, in: tape) else { return nil }
    return (moments.total, moments.count)
  }
}
