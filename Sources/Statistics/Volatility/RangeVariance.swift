import Glibc

/// Natural logarithms of the open, high, low and close of successive intervals, as columns.
package struct LogRanges: Sendable {
  package let open: [Double]
  package let high: [Double]
  package let low: [Double]
  package let close: [Double]

  /// Logarithms of positive prices, columns of equal count.
  ///
  /// - Complexity: O(n).
  package init(open: [Double], high: [Double], low: [Double], close: [Double]) {
    precondition(
      open.count == high.count && high.count == low.count && low.count == close.count,
      "the four columns differ in length")
    self.open = open.map { log($0) }
    self.high = high.map { log($0) }
    self.low = low.map { log($0) }
    self.close = close.map { log($0) }
  }

  /// How many intervals.
  package var count: Int { open.count }

  /// Parkinson's variance of one interval (1980): mean (H − L)²/(4·ln 2). About five times as
  /// efficient as the squared close-to-close return; low when trading is discrete. NaN of nothing.
  package var parkinson: Double {
    mean(zip(high, low).map { ($0 - $1) * ($0 - $1) }) / (4 * log(2.0))
  }

  /// Garman and Klass's variance of one interval (1980): mean of ½(H − L)² − (2·ln 2 − 1)(C − O)².
  package var garmanKlass: Double {
    mean(
      open.indices.map { i in
        let (range, move) = (high[i] - low[i], close[i] - open[i])
        return 0.5 * range * range - (2 * log(2.0) - 1) * move * move
      })
  }

  /// Rogers and Satchell's variance of one interval (1991), unbiased under drift: mean of
  /// (H − C)(H − O) + (L − C)(L − O).
  package var rogersSatchell: Double { mean(rogersSatchellTerms) }

  private var rogersSatchellTerms: [Double] {
    open.indices.map { i in
      (high[i] - close[i]) * (high[i] - open[i]) + (low[i] - close[i]) * (low[i] - open[i])
    }
  }

  /// The weight k = 0.34/(1.34 + (N + 1)/(N − 1)) of Yang and Zhang, N = count − 1.
  package var yangZhangWeight: Double {
    let usable = Double(count - 1)
    return 0.34 / (1.34 + (usable + 1) / (usable - 1))
  }

  /// Yang and Zhang's variance of one interval (2000): overnight variance + k·open-to-close
  /// variance + (1 − k)·Rogers–Satchell, all but the first interval. Where trading never closes the
  /// overnight part is nearly 0. NaN for fewer than three intervals.
  package var yangZhang: Double {
    guard count > 2 else { return .nan }
    let overnight = zip(open.dropFirst(), close).map { $0 - $1 }
    let inside = zip(close, open).dropFirst().map { $0 - $1 }
    let weight = yangZhangWeight
    return sampleVariance(overnight) + weight * sampleVariance(inside)
      + (1 - weight) * mean(Array(rogersSatchellTerms.dropFirst()))
  }
}
