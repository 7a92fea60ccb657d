/// A point along `direction` that satisfies the strong Wolfe conditions, or nil when none is found.
///
/// Nocedal and Wright (2006), algorithms 3.5 (bracketing) and 3.6 (zoom, by safeguarded cubic
/// interpolation). A step to where the objective is not finite counts as too long.
func wolfePoint(
  from origin: LinePoint, along direction: [Double], first: Double,
  _ objective: ([Double], inout [Double]) -> Double
) -> LinePoint? {
  let search = WolfeSearch(origin: origin, direction: direction)
  var low = search.trial(0, origin)
  var step = first
  for attempt in 0..<40 {
    let trial = search.evaluate(step, objective)
    if search.isTooLong(trial) || (attempt > 0 && trial.value >= low.value) {
      return search.zoom(low, trial, objective)
    }
    if search.isFlat(trial) { return trial.at }
    if trial.slope >= 0 { return search.zoom(trial, low, objective) }
    low = trial
    step *= 2
  }
  return low.step > 0 ? low.at : nil
}

/// One step along the line.
private struct LineTrial {
  var step: Double
  var slope: Double
  var at: LinePoint
  var value: Double { at.value }
}

private struct WolfeSearch {
  let origin: LinePoint
  let direction: [Double]
  let slope: Double

  init(origin: LinePoint, direction: [Double]) {
    self.origin = origin
    self.direction = direction
    slope = dot(origin.gradient, direction)
  }

  func trial(_ step: Double, _ at: LinePoint) -> LineTrial {
    LineTrial(step: step, slope: dot(at.gradient, direction), at: at)
  }

  func evaluate(
    _ step: Double, _ objective: ([Double], inout [Double]) -> Double
  ) -> LineTrial {
    let point = zip(origin.point, direction).map { $0 + step * $1 }
    return trial(step, LinePoint(at: point, objective))
  }

  /// Not finite, or not low enough for its length (the Armijo condition).
  func isTooLong(_ trial: LineTrial) -> Bool {
    !trial.at.isFinite || trial.value > origin.value + 1e-4 * trial.step * slope
  }

  /// Flat enough: the curvature condition.
  func isFlat(_ trial: LineTrial) -> Bool { abs(trial.slope) <= -0.9 * slope }

  /// Narrows the bracket between `low`, the best point so far, and `high`.
  func zoom(
    _ low: LineTrial, _ high: LineTrial, _ objective: ([Double], inout [Double]) -> Double
  ) -> LinePoint? {
    var (low, high) = (low, high)
    for _ in 0..<40 {
      let trial = evaluate(interpolated(low, high), objective)
      if isTooLong(trial) || trial.value >= low.value {
        high = trial
      } else {
        if isFlat(trial) { return trial.at }
        if trial.slope * (high.step - low.step) >= 0 { high = low }
        low = trial
      }
    }
    return low.step > 0 && low.value < origin.value ? low.at : nil
  }

  /// The minimum of the cubic through both ends, kept away from them; the middle when undefined.
  private func interpolated(_ a: LineTrial, _ b: LineTrial) -> Double {
    let width = b.step - a.step
    let middle = a.step + 0.5 * width
    guard b.at.isFinite else { return a.step + 0.1 * width }
    let d = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
    let square = d * d - a.slope * b.slope
    guard square >= 0 else { return middle }
    let root = width > 0 ? square.squareRoot() : -square.squareRoot()
    let step = b.step - width * (b.slope + root - d) / (b.slope - a.slope + 2 * root)
    let fraction = (step - a.step) / width
    return fraction >= 0.05 && fraction <= 0.95 ? step : middle
  }
}
