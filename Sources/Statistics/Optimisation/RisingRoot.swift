/// Where a rising function crosses zero, by the Illinois form of false position: secants that keep
/// the root between two points (Dowell and Jarratt, 1971).
///
/// - Parameters:
///   - low: The lower end.
///   - high: The upper end.
///   - tolerance: The distance of two steps that ends the search.
///   - function: May be infinite, never NaN.
/// - Returns: The root; an end when the function has one sign.
/// - Complexity: About ten evaluations of a smooth function.
func risingRoot(
  _ low: Double, _ high: Double, tolerance: Double, _ function: (Double) -> Double
) -> Double {
  var (low, high) = (low, high)
  var (below, above) = (function(low), function(high))
  if below >= 0 { return low }
  if above <= 0 { return high }
  var (last, side) = (Double.infinity, 0)
  for _ in 0..<200 {
    let secant = (low * above - high * below) / (above - below)
    let point = secant > low && secant < high ? secant : (low + high) / 2
    let value = function(point)
    if value == 0 || abs(point - last) <= tolerance { return point }
    if value < 0 {
      (low, below) = (point, value)
      if side < 0 { above /= 2 }
    } else {
      (high, above) = (point, value)
      if side > 0 { below /= 2 }
    }
    side = value < 0 ? -1 : 1
    last = point
  }
  return last
}
