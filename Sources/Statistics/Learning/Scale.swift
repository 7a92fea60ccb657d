/// Mean and population standard deviation of a column, to z-score it and others with it.
package struct Scale: Sendable, Equatable {
  package let centre: Double
  package let deviation: Double

  /// Of `values`, which should be training values only.
  package init(_ values: [Double]) {
    centre = mean(values)
    deviation = populationVariance(values).squareRoot()
  }

  package init(centre: Double, deviation: Double) {
    self.centre = centre
    self.deviation = deviation
  }

  /// (x − centre)/deviation; 0 where the training values did not vary.
  package func applied(to values: [Double]) -> [Double] { values.map(applied) }

  package func applied(_ value: Double) -> Double {
    deviation > 0 ? (value - centre) / deviation : 0
  }

  /// The value whose z-score is `score`.
  package func undone(_ score: Double) -> Double { centre + score * deviation }
}
