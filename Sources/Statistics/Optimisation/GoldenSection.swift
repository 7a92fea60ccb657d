/// Minimises a function with one minimum on an interval, by golden sections (Kiefer, 1953).
///
/// - Parameters:
///   - low: The lower end.
///   - high: The upper end.
///   - tolerance: The width left, relative to the first.
///   - objective: May be infinite near an end, never NaN.
/// - Returns: The best point and its value.
/// - Complexity: About 1.44·log₂(1/tolerance) evaluations.
package func minimizeOnInterval(
  _ low: Double, _ high: Double, tolerance: Double = 1e-8, _ objective: (Double) -> Double
) -> (point: Double, value: Double) {
  let golden = 0.6180339887498949
  var (low, high) = (low, high)
  let width = tolerance * (high - low)
  var left = high - golden * (high - low)
  var right = low + golden * (high - low)
  var (leftValue, rightValue) = (objective(left), objective(right))
  while high - low > width {
    if leftValue <= rightValue {
      (high, right, rightValue) = (right, left, leftValue)
      left = high - golden * (high - low)
      leftValue = objective(left)
    } else {
      (low, left, leftValue) = (left, right, rightValue)
      right = low + golden * (high - low)
      rightValue = objective(right)
    }
  }
  return leftValue <= rightValue ? (left, leftValue) : (right, rightValue)
}
