/// The lowest point a minimiser reached.
package struct Minimum: Sendable, Equatable {
  /// Where it is.
  package var point: [Double]
  /// The value of the objective there.
  package var value: Double
  /// Steps taken.
  package var iterations: Int
  /// Whether the stopping rule was met; false when the steps ran out or no step went down.
  package var isConverged: Bool

  package init(point: [Double], value: Double, iterations: Int, isConverged: Bool) {
    self.point = point
    self.value = value
    self.iterations = iterations
    self.isConverged = isConverged
  }
}
