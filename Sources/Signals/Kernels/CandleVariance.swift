import Glibc

/// The standard deviation of a candle's return, from the candles of a window, times `scale`.
struct CandleVariance: Kernel {
  enum Kind: String, CaseIterable, Sendable {
    case close, parkinson
    case garmanKlass = "garman_klass"
  }

  private let kind: Kind
  private let scale: Double
  private var window: CandleWindow
  private var moments = RollingMoments()
  /// Candles of the window without a finite term.
  private var undefined = 0
  private var removed = 0

  init(_ kind: Kind, window: Int64, scale: Double) {
    self.kind = kind
    self.scale = scale
    self.window = CandleWindow(window: window)
  }

  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
    while let index = window.add(upTo: time, in: tape.candles) {
      let term = term(index, tape.candles)
      if term.isNaN { undefined += 1 } else { moments.insert(term) }
    }
    while let index = window.remove(upTo: time, in: tape.candles) {
      let term = term(index, tape.candles)
      if term.isNaN { undefined -= 1 } else { moments.remove(term) }
      removed += 1
    }
    renew(tape.candles)
    guard undefined == 0, window.isWhole(at: time, in: tape) else { return .nan }
    return finite(deviation * scale)
  }

  private mutating func renew(_ candles: Candles) {
    guard removed > moments.count || moments.isDamaged else { return }
    removed = 0
    let terms = (window.lower..<window.upper).map { term($0, candles) }.filter { !$0.isNaN }
    moments.rebuild(terms[...])
  }

  private var deviation: Double {
    kind == .close ? moments.standardDeviation : moments.mean.squareRoot()
  }

  /// What is averaged; the close-to-close return needs the candle before.
  private func term(_ index: Int, _ candles: Candles) -> Double {
    let (open, high) = (candles.open[index], candles.high[index])
    let (low, close) = (candles.low[index], candles.close[index])
    switch kind {
    case .close:
      return index > 0 ? finite(log(close / candles.close[index - 1])) : .nan
    case .parkinson:
      let range = log(high / low)
      return finite(range * range / (4 * log(2)))
    case .garmanKlass:
      let (range, body) = (log(high / low), log(close / open))
      return finite(0.5 * range * range - (2 * log(2) - 1) * body * body)
    }
  }
}
