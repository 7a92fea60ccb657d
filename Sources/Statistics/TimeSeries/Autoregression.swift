import Glibc

/// An autoregression xₜ − x̄ = Σ aⱼ·(xₜ₋ⱼ − x̄) + e, by the Yule–Walker equations.
package struct Autoregression: Sendable, Equatable {
  /// a₁, a₂, …; none for white noise.
  package var coefficients: [Double]
  /// The variance of e.
  package var innovationVariance: Double

  package var order: Int { coefficients.count }

  /// The order with the least n·ln σ² + 2p (Akaike), of 0…`maxOrder`, by Levinson and Durbin.
  ///
  /// Missing values (NaN) are left out pairwise.
  /// - Complexity: O(*n*·`maxOrder`).
  package init(_ values: [Double], maxOrder: Int) {
    let recursion = LevinsonDurbin(values, maxOrder: maxOrder)
    let n = Double(values.count { !$0.isNaN })
    var best = 0
    var bestScore = Double.infinity
    for (order, variance) in recursion.variances.enumerated() {
      let score = n * log(variance) + 2 * Double(order)
      if score < bestScore { (best, bestScore) = (order, score) }
    }
    coefficients = recursion.coefficients[best]
    innovationVariance = recursion.variances[best]
  }

  package init(coefficients: [Double], innovationVariance: Double) {
    self.coefficients = coefficients
    self.innovationVariance = innovationVariance
  }

  /// What the model leaves of `values`: one residual for each but the first `order`.
  ///
  /// A residual is missing (NaN) where it or a value it needs is missing.
  /// - Complexity: O(*n*·p).
  package func filtered(_ values: [Double]) -> [Double] {
    let centre = mean(values.filter { !$0.isNaN })
    let deviations = values.map { $0 - centre }
    return convolved(deviations.span, coefficients.span)
  }

  private func convolved(_ x: Span<Double>, _ a: Span<Double>) -> [Double] {
    let order = a.count
    guard x.count > order else { return [] }
    return [Double](capacity: x.count - order) { output in
      for t in order..<x.count {
        var prediction = 0.0
        for j in 0..<order { prediction += a[j] * x[t - 1 - j] }
        output.append(x[t] - prediction)
      }
    }
  }
}

/// The autoregressions of every order up to the largest, and the partial autocorrelations.
package struct LevinsonDurbin: Sendable {
  /// For each order p, its p coefficients.
  package private(set) var coefficients: [[Double]] = [[]]
  /// For each order, the innovation variance.
  package private(set) var variances: [Double]
  /// The partial autocorrelations at lags 0, 1, ….
  package private(set) var partial: [Double] = [1]

  /// Stops early at an order that leaves no variance.
  package init(_ values: [Double], maxOrder: Int) {
    let deviations = deviationsWithGaps(values)
    let n = Double(values.count { !$0.isNaN })
    let last = max(0, min(maxOrder, values.count - 1))
    let covariances = (0...last).map { laggedProduct(deviations, $0) / n }
    variances = [covariances[0]]
    for order in stride(from: 1, through: last, by: 1) {
      let previous = coefficients[order - 1]
      var sum = covariances[order]
      for j in previous.indices { sum -= previous[j] * covariances[order - 1 - j] }
      let reflection = sum / variances[order - 1]
      let variance = variances[order - 1] * (1 - reflection * reflection)
      guard variance > 0 else { return }
      let updated = previous.indices.map { j in
        previous[j] - reflection * previous[order - 2 - j]
      }
      coefficients.append(updated + [reflection])
      variances.append(variance)
      partial.append(reflection)
    }
  }
}
