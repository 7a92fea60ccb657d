/// Minimises a smooth function by the Broyden–Fletcher–Goldfarb–Shanno method.
///
/// The inverse Hessian is built up from gradients and every step satisfies the strong Wolfe
/// conditions (Nocedal and Wright, *Numerical Optimization*, 2006, algorithms 6.1, 3.5 and 3.6;
/// c₁ = 10⁻⁴, c₂ = 0.9). Points where the objective is not finite are never accepted, so an
/// objective may answer infinity outside its domain.
///
///     let lowest = minimizeByBFGS(from: [3]) { point, gradient in
///       gradient[0] = 2 * (point[0] - 1)
///       return (point[0] - 1) * (point[0] - 1)
///     }   // lowest.point is [1]
///
/// - Parameters:
///   - start: The first point; the objective must be finite there.
///   - gradientTolerance: Stops when no component of the gradient exceeds this times
///     max(1, |value|).
///   - maxIterations: The most steps.
///   - objective: Returns the value at `point` and fills `gradient`.
/// - Returns: The last accepted point; `isConverged` says whether the gradient vanished there.
/// - Complexity: O(d²) a step beside the objective, d = `start.count`.
package func minimizeByBFGS(
  from start: [Double], gradientTolerance: Double = 1e-9, maxIterations: Int = 500,
  _ objective: (_ point: [Double], _ gradient: inout [Double]) -> Double
) -> Minimum {
  var current = LinePoint(at: start, objective)
  var inverse = InverseHessian(dimension: start.count)
  for iteration in 0..<maxIterations {
    let scale = max(1, abs(current.value))
    if !current.isFinite { return current.minimum(after: iteration, isConverged: false) }
    if current.gradient.allSatisfy({ abs($0) <= gradientTolerance * scale }) {
      return current.minimum(after: iteration, isConverged: true)
    }
    var direction = inverse.descent(along: current.gradient)
    if dot(direction, current.gradient) >= 0 {
      inverse = InverseHessian(dimension: start.count)
      direction = current.gradient.map { -$0 }
    }
    let first = inverse.isFresh ? min(1, 1 / largest(current.gradient)) : 1
    guard let next = wolfePoint(from: current, along: direction, first: first, objective) else {
      if inverse.isFresh { return current.minimum(after: iteration, isConverged: false) }
      inverse = InverseHessian(dimension: start.count)
      continue
    }
    inverse.update(from: current, to: next)
    current = next
  }
  return current.minimum(after: maxIterations, isConverged: false)
}

/// A point with the value and gradient of the objective.
struct LinePoint {
  var point: [Double]
  var value: Double
  var gradient: [Double]

  init(at point: [Double], _ objective: ([Double], inout [Double]) -> Double) {
    self.point = point
    gradient = [Double](repeating: 0, count: point.count)
    value = objective(point, &gradient)
  }

  var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }

  func minimum(after iterations: Int, isConverged: Bool) -> Minimum {
    Minimum(point: point, value: value, iterations: iterations, isConverged: isConverged)
  }
}

/// The running estimate of the inverse Hessian.
private struct InverseHessian {
  private let dimension: Int
  private var values: [Double]
  private(set) var isFresh = true

  init(dimension: Int) {
    self.dimension = dimension
    values = [Double](repeating: 0, count: dimension * dimension)
    for i in 0..<dimension { values[i * dimension + i] = 1 }
  }

  /// −H·g, the direction of the next step.
  func descent(along gradient: [Double]) -> [Double] { apply(gradient).map { -$0 } }

  private func apply(_ vector: [Double]) -> [Double] {
    (0..<dimension).map { i in
      var sum = 0.0
      for j in 0..<dimension { sum += values[i * dimension + j] * vector[j] }
      return sum
    }
  }

  /// The BFGS update; skipped when the curvature along the step is not positive.
  mutating func update(from old: LinePoint, to new: LinePoint) {
    let step = zip(new.point, old.point).map(-)
    let change = zip(new.gradient, old.gradient).map(-)
    let curvature = dot(step, change)
    guard curvature > 1e-14 * dot(change, change).squareRoot() * dot(step, step).squareRoot()
    else { return }
    if isFresh {
      // Before the first update the identity is rescaled to the curvature just seen.
      let scale = curvature / dot(change, change)
      for i in 0..<dimension { values[i * dimension + i] = scale }
      isFresh = false
    }
    let projected = apply(change)
    let factor = (1 + dot(change, projected) / curvature) / curvature
    for i in 0..<dimension {
      for j in 0..<dimension {
        values[i * dimension + j] +=
          factor * step[i] * step[j]
          - (projected[i] * step[j] + step[i] * projected[j]) / curvature
      }
    }
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

private func largest(_ values: [Double]) -> Double {
  values.reduce(0) { max($0, abs($1)) }
}
