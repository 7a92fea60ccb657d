/// The ranks of values, from 1; equal values share the mean of their ranks.
package struct Ranks: Sendable {
  /// The rank of each value, in the order given.
  package let ranks: [Double]
  /// How many values each group of equals has, for groups of two or more.
  package let ties: [Int]

  /// - Complexity: That of `AscendingValues`.
  package init(_ values: [Double]) {
    let sorted = AscendingValues(values)
    var ranks = [Double](repeating: 0, count: values.count)
    var ties: [Int] = []
    var start = 0
    while start < values.count {
      var end = start + 1
      while end < values.count, sorted.values[end] == sorted.values[start] { end += 1 }
      for place in start..<end {
        ranks[Int(sorted.places[place])] = 0.5 * Double(start + end + 1)
      }
      if end - start > 1 { ties.append(end - start) }
      start = end
    }
    self.ranks = ranks
    self.ties = ties
  }

  /// Σ(t³ − t) over the groups of equals.
  package var tieCubes: Double {
    ties.reduce(0) { sum, t in sum + Double(t) * (Double(t) * Double(t) - 1) }
  }
}
