/// The mean and standard deviation of samples that come and go, in constant time a sample.
///
/// Sums of differences from one reference sample are kept to 32 digits, so what has left leaves no
/// trace: results are within 1e-11 of a fresh two-pass computation. The owner calls `rebuild` once
/// the samples have been replaced, which renews the reference. The spread is exactly 0 if and only
/// if all samples are equal.
struct RollingMoments: Sendable {
  private var reference = 0.0
  private var sum = DoubleDouble.zero
  private var squares = DoubleDouble.zero
  private var newest = Double.nan
  /// How many of the newest samples are equal.
  private var equalRun = 0
  private(set) var count = 0

  /// No samples.
  init() {}

  mutating func insert(_ value: Double) {
    if count == 0 { restart(at: value) }
    equalRun = value == newest ? equalRun + 1 : 1
    newest = value
    count += 1
    let difference = DoubleDouble(difference: value, reference)
    sum += difference
    squares += difference * difference
  }

  /// Removes the oldest sample, which is `value`.
  mutating func remove(_ value: Double) {
    count -= 1
    let difference = DoubleDouble(difference: value, reference)
    sum -= difference
    squares -= difference * difference
  }

  /// Starts again from the samples `values`, oldest first.
  mutating func rebuild(_ values: ArraySlice<Double>) {
    count = 0
    for value in values { insert(value) }
  }

  private mutating func restart(at value: Double) {
    reference = value
    sum = .zero
    squares = .zero
    newest = .nan
    equalRun = 0
  }

  /// Whether a sum has overflowed; it stays so until it is rebuilt.
  var isDamaged: Bool { !sum.isFinite || !squares.isFinite }

  /// The sum of the samples, rounded once: what a compensated sum over them gives.
  var total: Double {
    guard count > 0 else { return 0 }
    guard equalRun < count else { return newest * Double(count) }
    return (DoubleDouble(product: reference, Double(count)) + sum).value
  }

  /// The sum over the count, as everybody computes it: comparisons with a mean hang on its last
  /// bit where prices have ticks. NaN without samples.
  var mean: Double { total / Double(count) }

  /// With n − 1 in the denominator; NaN for fewer than two samples.
  var standardDeviation: Double {
    guard count > 1 else { return .nan }
    guard equalRun < count else { return 0 }
    let aboutMean = squares + -(sum * sum / Double(count))
    return (max(aboutMean.value, .leastNonzeroMagnitude) / Double(count - 1)).squareRoot()
  }
}
