/// Corrections of a family of p-values for their number.
///
/// NaN stands for a test that could not be made: it stays NaN and does not count.
package enum MultipleTesting {
  /// Benjamini and Hochberg's q-values: the false discovery rate under independence or positive
  /// dependence.
  package static func benjaminiHochberg(_ p: [Double]) -> [Double] {
    stepUp(p) { count, rank in Double(count) / Double(rank) }
  }

  /// Benjamini and Yekutieli's q-values: the false discovery rate under any dependence.
  package static func benjaminiYekutieli(_ p: [Double]) -> [Double] {
    let count = p.count { !$0.isNaN }
    let harmonic = (0..<count).reduce(0.0) { $0 + 1 / Double($1 + 1) }
    return stepUp(p) { count, rank in harmonic * Double(count) / Double(rank) }
  }

  /// Holm's adjusted p-values: the probability of any false claim.
  package static func holm(_ p: [Double]) -> [Double] {
    let order = defined(p)
    var adjusted = p
    var largest = 0.0
    for (place, index) in order.enumerated() {
      largest = max(largest, p[index] * Double(order.count - place))
      adjusted[index] = min(1, largest)
    }
    return adjusted
  }

  /// Bonferroni's adjusted p-values.
  package static func bonferroni(_ p: [Double]) -> [Double] {
    let count = Double(p.count { !$0.isNaN })
    return p.map { $0.isNaN ? $0 : min(1, $0 * count) }
  }

  private static func stepUp(_ p: [Double], _ factor: (Int, Int) -> Double) -> [Double] {
    let order = defined(p)
    var adjusted = p
    var smallest = Double.infinity
    for (place, index) in order.enumerated().reversed() {
      smallest = min(smallest, p[index] * factor(order.count, place + 1))
      adjusted[index] = min(1, smallest)
    }
    return adjusted
  }

  /// The indices of the tests that were made, the smallest p-value first.
  private static func defined(_ p: [Double]) -> [Int] {
    p.indices.filter { !p[$0].isNaN }.sorted { p[$0] < p[$1] }
  }
}
