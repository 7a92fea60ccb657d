/// Minimises a function without derivatives by the Nelder–Mead simplex.
///
/// Reflection 1, expansion 2, contraction ½, shrinkage ½ (Lagarias, Reeds, Wright and Wright,
/// 1998). The first simplex moves each coordinate by 5 %, or by 0.00025 where it is zero. Values
/// that are not finite count as infinitely high.
///
/// - Parameters:
///   - start: The first corner; the objective must be finite there.
///   - pointTolerance: The largest coordinate distance left in the simplex when it stops.
///   - valueTolerance: The largest difference of values left when it stops; both must hold.
///   - maxIterations: The most steps.
///   - objective: The value at a point.
/// - Returns: The best corner.
/// - Complexity: One or two evaluations a step; slow beyond some ten dimensions.
package func minimizeByNelderMead(
  from start: [Double], pointTolerance: Double = 1e-9, valueTolerance: Double = 1e-9,
  maxIterations: Int = 4000, _ objective: ([Double]) -> Double
) -> Minimum {
  var simplex = Simplex(around: start, objective)
  for iteration in 0..<maxIterations {
    if simplex.diameter <= pointTolerance && simplex.spread <= valueTolerance {
      return simplex.minimum(after: iteration, isConverged: true)
    }
    simplex.step(objective)
  }
  return simplex.minimum(after: maxIterations, isConverged: false)
}

/// d + 1 corners, ordered by value.
private struct Simplex {
  private struct Corner {
    var point: [Double]
    var value: Double
  }
  private var corners: [Corner]

  init(around start: [Double], _ objective: ([Double]) -> Double) {
    corners = [Corner(point: start, value: Self.finite(objective(start)))]
    for i in start.indices {
      var point = start
      point[i] = point[i] == 0 ? 0.00025 : point[i] * 1.05
      corners.append(Corner(point: point, value: Self.finite(objective(point))))
    }
    sort()
  }

  private static func finite(_ value: Double) -> Double { value.isNaN ? .infinity : value }

  private mutating func sort() {
    // Insertion keeps the earlier of equal corners first, so the path is the same everywhere.
    for i in corners.indices.dropFirst() {
      var j = i
      while j > 0 && corners[j].value < corners[j - 1].value {
        corners.swapAt(j, j - 1)
        j -= 1
      }
    }
  }

  /// The largest distance, by coordinate, of a corner from the best one.
  var diameter: Double {
    corners.dropFirst().reduce(0) { widest, corner in
      zip(corner.point, corners[0].point).reduce(widest) { max($0, abs($1.0 - $1.1)) }
    }
  }

  /// The difference between the worst and the best value.
  var spread: Double { corners[corners.count - 1].value - corners[0].value }

  func minimum(after iterations: Int, isConverged: Bool) -> Minimum {
    Minimum(
      point: corners[0].point, value: corners[0].value, iterations: iterations,
      isConverged: isConverged)
  }

  mutating func step(_ objective: ([Double]) -> Double) {
    let last = corners.count - 1
    let centre = centroid()
    func corner(_ factor: Double) -> Corner {
      let point = zip(centre, corners[last].point).map { $0 + factor * ($1 - $0) }
      return Corner(point: point, value: Self.finite(objective(point)))
    }
    let reflected = corner(-1)
    if reflected.value < corners[0].value {
      let expanded = corner(-2)
      corners[last] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < corners[last - 1].value {
      corners[last] = reflected
    } else {
      let isOutside = reflected.value < corners[last].value
      let contracted = corner(isOutside ? -0.5 : 0.5)
      if contracted.value < min(reflected.value, corners[last].value) {
        corners[last] = contracted
      } else {
        shrink(objective)
      }
    }
    sort()
  }

  /// The mean of all corners but the worst.
  private func centroid() -> [Double] {
    let kept = corners.dropLast()
    return corners[0].point.indices.map { i in
      kept.reduce(0) { $0 + $1.point[i] } / Double(kept.count)
    }
  }

  private mutating func shrink(_ objective: ([Double]) -> Double) {
    let best = corners[0].point
    for i in corners.indices.dropFirst() {
      corners[i].point = zip(best, corners[i].point).map { $0 + 0.5 * ($1 - $0) }
      corners[i].value = Self.finite(objective(corners[i].point))
    }
  }
}
