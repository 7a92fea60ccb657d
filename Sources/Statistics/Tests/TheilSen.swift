/// The median of the slopes of all pairs of points, with Sen's interval.
package struct TheilSen: Sendable, Equatable {
  package var slope: Double
  /// The 95 % interval, after Sen (1968), as `scipy.stats.theilslopes`.
  package var interval: ConfidenceInterval

  /// The most slopes that are listed one by one; of more, they are counted by merge sorts.
  package static let listing = 1_124_250

  /// The line through `values` at the times 0, 1, 2, …; missing values (NaN) are left out.
  ///
  /// - Parameters:
  ///   - values: Equally spaced.
  ///   - listing: The most slopes that are listed.
  /// - Complexity: O(*n*²) when listed, O(*n* log *n*) when counted.
  package init(_ values: [Double], listing: Int = Self.listing) {
    let slopes = PairSlopes([values], listing: listing)
    guard slopes.count > 0 else {
      slope = .nan
      interval = ConfidenceInterval(low: .nan, high: .nan)
      return
    }
    slope = slopes.median
    let pairs = Double(slopes.count)
    let reach = -Normal.quantile(0.025) * MannKendall(values).variance.squareRoot()
    let low = ((pairs - reach) / 2).rounded(.toNearestOrEven) - 1
    let high = ((pairs + reach) / 2).rounded(.toNearestOrEven)
    interval = ConfidenceInterval(
      low: slopes[max(0, Int(low))], high: slopes[min(slopes.count - 1, Int(high))])
  }

  /// The median of all slopes within the seasons, a season being its values in time order.
  ///
  /// - Complexity: As the initializer, with all values together as *n*.
  package static func seasonalSlope(
    _ seasons: [[Double]], listing: Int = Self.listing
  ) -> Double {
    PairSlopes(seasons, listing: listing).median
  }
}
