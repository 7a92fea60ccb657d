import Glibc

/// Whether the past of one series helps to predict another beyond the other's own past.
///
/// Granger (1969): y on a constant and `order` lags of y, with and without `order` lags of x,
/// compared by the F statistic of the sums of squares. "Adds linear predictive content in sample"
/// is all it says: no mechanism, and no gain out of sample.
package struct GrangerCausality: Sendable, Equatable {
  /// How many lags of each.
  package let order: Int
  /// F with `order` and n − 3·order − 1 degrees of freedom.
  package let statistic: Double
  /// The degrees of freedom of the denominator.
  package let degreesOfFreedom: Int
  /// P(F ≥ statistic) when x adds nothing.
  package let pValue: Double

  /// Tests whether `cause` helps to predict `effect`; nil when there are too few values or the
  /// lags are linearly dependent.
  ///
  /// - Parameters:
  ///   - cause: x, evenly sampled.
  ///   - effect: y, at the same instants.
  ///   - order: The lags of each, at least 1.
  /// - Complexity: O(n·order²).
  package init?(of cause: [Double], on effect: [Double], order: Int) {
    precondition(cause.count == effect.count && order >= 1, "order \(order)")
    let target = Array(effect.dropFirst(order))
    let constant = target.map { _ in 1.0 }
    let own = laggedColumns(effect, order: order, from: order)
    let other = laggedColumns(cause, order: order, from: order)
    guard let restricted = LeastSquares(target, on: [constant] + own),
      let full = LeastSquares(target, on: [constant] + own + other)
    else { return nil }
    self.order = order
    degreesOfFreedom = full.degreesOfFreedom
    let gain = (restricted.residualSquares - full.residualSquares) / Double(order)
    statistic = max(0, gain) / (full.residualSquares / Double(degreesOfFreedom))
    pValue = FisherF(Double(order), Double(degreesOfFreedom)).upperTail(statistic)
  }
}

/// The order of a vector autoregression with a constant that minimises Schwarz's criterion,
/// ln |Σ| + ln n/n · (coefficients), of 0…`maxOrder`, all judged on the same instants.
///
/// - Parameters:
///   - series: The components, of equal count.
///   - maxOrder: The largest order tried.
/// - Returns: The order; nil when there are too few values or a fit is singular.
/// - Complexity: O(n·(d·maxOrder)²) for each order.
package func vectorAutoregressionOrder(_ series: [[Double]], maxOrder: Int) -> Int? {
  var best: (order: Int, criterion: Double)?
  for order in 0...maxOrder {
    guard let criterion = schwarzCriterion(series, order: order, skip: maxOrder) else { return nil }
    if best.map({ criterion < $0.criterion }) ?? true { best = (order, criterion) }
  }
  return best?.order
}

/// Schwarz's criterion of one order, with the first `skip` values left out; nil when singular.
private func schwarzCriterion(_ series: [[Double]], order: Int, skip: Int) -> Double? {
  let targets = series.map { Array($0.dropFirst(skip)) }
  guard let count = targets.first?.count, count > 0 else { return nil }
  let constant = [Double](repeating: 1, count: count)
  let columns = [constant] + series.flatMap { laggedColumns($0, order: order, from: skip) }
  let fits = targets.compactMap { LeastSquares($0, on: columns) }
  guard fits.count == series.count else { return nil }
  var covariance = SymmetricMatrix(dimension: fits.count)
  for i in fits.indices {
    for j in 0...i {
      covariance[i, j] = dot(fits[i].residuals, fits[j].residuals) / Double(count)
    }
  }
  guard let logDeterminant = covariance.cholesky?.logDeterminant else { return nil }
  let coefficients = Double(columns.count * series.count)
  return logDeterminant + log(Double(count)) / Double(count) * coefficients
}

/// The values 1 … `order` steps before each instant from `first` on, as one column a lag.
private func laggedColumns(_ series: [Double], order: Int, from first: Int) -> [[Double]] {
  (0..<order).map { lag in
    Array(series.dropFirst(first - lag - 1).dropLast(lag + 1))
  }
}
