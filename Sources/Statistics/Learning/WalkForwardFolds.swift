/// One fold of an expanding walk-forward: what is learned from, and what is judged.
package struct WalkForwardFold: Sendable, Equatable {
  package let training: Range<Int>
  package let test: Range<Int>
}

/// Folds over rows in time order: the first half trains the first fold, the rest is cut into equal
/// tests, each trained on everything before it but a gap.
///
/// The gap is `horizon` rows, whose labels reach into the test, and an embargo of `embargo` of all
/// rows against slow memory.
///
/// - Parameters:
///   - count: Rows.
///   - folds: How many tests, at least 1.
///   - horizon: How many rows ahead a label looks.
///   - embargo: A share from 0 to 1.
/// - Returns: The folds with at least one training row, in time order.
package func walkForwardFolds(
  count: Int, folds: Int = 4, horizon: Int, embargo: Double = 0.01
) -> [WalkForwardFold] {
  let half = count / 2
  // As NumPy's linspace cut to whole numbers, so that every fold agrees with the reference.
  let step = Double(count - half) / Double(folds)
  let edges = (0...folds).map { $0 == folds ? count : Int(Double($0) * step + Double(half)) }
  let gap = horizon + Int(embargo * Double(count))
  return zip(edges, edges.dropFirst()).compactMap { first, end in
    guard first - gap > 0, end > first else { return nil }
    return WalkForwardFold(training: 0..<(first - gap), test: first..<end)
  }
}
