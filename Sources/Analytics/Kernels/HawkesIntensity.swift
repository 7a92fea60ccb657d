import MarketData
import Statistics

extension LearningRows {
  /// The intensity of a self-exciting process at the close of every row, its parameters from the
  /// events of the training rows only; constant where it cannot be fitted.
  ///
  /// - Parameters:
  ///   - events: Times of the symbol's liquidations, rising.
  ///   - fold: What is trained on.
  /// - Returns: One intensity a row, in events a second.
  /// - Complexity: O(rows + events), and a fit.
  func hawkesIntensity(_ events: [Int64], _ fold: WalkForwardFold) -> [Double] {
    let end = times[fold.training.upperBound - 1] + interval.microseconds
    return ForecastIntensity(learning: events, before: end)?
      .values(at: times.map { $0 + interval.microseconds }, events) ?? times.map { _ in 0 }
  }
}
