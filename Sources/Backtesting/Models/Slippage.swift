import Glibc
import Signals

/// How far from its reference price an order is filled, as a fraction (rule 78).
struct SlippageModel: Sendable {
  private let rule: CostRules.Slippage

  init(_ rule: CostRules.Slippage) { self.rule = rule }

  /// The slippage when it is the same in all candles.
  var constant: Double? {
    switch rule {
    case .none: 0
    case .fixed(let basisPoints): (basisPoints / 1e4).isFinite ? basisPoints / 1e4 : 0
    case .candleRange, .squareRoot, .liquidationStress: nil
    }
  }

  /// The slippage of `quantity` in a candle.
  ///
  /// - Parameters:
  ///   - fills: The candles of the symbol.
  ///   - index: The candle of the fill.
  ///   - quantity: What is filled, both legs of a reverse together.
  ///   - signals: The symbol's signals, of which a stress is read.
  /// - Returns: A fraction of the price, at least 0 for sensible settings.
  func slippage(
    in fills: Candles, at index: Int, quantity: Double, _ signals: SignalColumns
  ) -> Double {
    switch rule {
    case .none: return 0
    case .fixed(let basisPoints): return basisPoints / 1e4
    case .candleRange(let fraction):
      return fraction * (fills.high[index] - fills.low[index]) / fills.open[index]
    case .squareRoot(let coefficient, let halfSpread):
      let volume = fills.volume(index)
      if volume.isNaN { return halfSpread / 1e4 }
      let sigma = log(fills.high[index] / fills.low[index]) / (4 * log(2)).squareRoot()
      let share = volume > 0 ? min(1, quantity / volume) : 1
      return halfSpread / 1e4 + coefficient * sigma * share.squareRoot()
    case .liquidationStress(let model):
      let stress = Self.latest(model.stress, upTo: fills.openTime[index], signals)
      let basisPoints = model.baseBasisPoints + model.perSigmaBasisPoints * max(0, stress)
      return min(model.capBasisPoints, basisPoints) / 1e4
    }
  }

  /// The value at the latest instant of the grid up to `time`; 0 when it is missing.
  private static func latest(
    _ id: ExpressionID, upTo time: Int64, _ signals: SignalColumns
  ) -> Double {
    let next = signals.grid.firstIndex(after: time)
    guard next > 0 else { return 0 }
    let value = signals.value(id, at: next - 1)
    return value.isNaN ? 0 : value
  }
}

extension [Int64] {
  /// The index of the first element above `time` in an ascending array.
  func firstIndex(after time: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
