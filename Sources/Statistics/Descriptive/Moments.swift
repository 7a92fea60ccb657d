import Basics

/// The mean; NaN for no values. One compensated pass.
package func mean(_ values: some Collection<Double>) -> Double {
  CompensatedSum(values).value / Double(values.count)
}

/// The variance with divisor n − 1; NaN for fewer than two values. Two passes.
package func sampleVariance(_ values: some Collection<Double>) -> Double {
  guard values.count > 1 else { return .nan }
  return sumOfSquaredDeviations(values) / Double(values.count - 1)
}

/// The variance with divisor n; NaN for no values. Two passes.
package func populationVariance(_ values: some Collection<Double>) -> Double {
  sumOfSquaredDeviations(values) / Double(values.count)
}

/// Σ (x − mean)².
package func sumOfSquaredDeviations(_ values: some Collection<Double>) -> Double {
  guard values.count > 0 else { return .nan }
  let centre = mean(values)
  var sum = 0.0
  for value in values { sum += (value - centre) * (value - centre) }
  return sum
}
