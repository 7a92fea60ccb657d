/// The rank of each value from 1; equal values share the mean of their ranks.
///
///     midRanks([30, 10, 10])   // [3, 1.5, 1.5]
///
/// - Complexity: O(n log n).
package func midRanks(_ values: [Double]) -> [Double] {
  let order = stableOrder(values)
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    let rank = Double(start + end + 1) / 2
    for position in start..<end { ranks[order[position]] = rank }
    start = end
  }
  return ranks
}

/// The indices of `values` in increasing order of value; equal values keep their order.
///
/// - Complexity: O(n log n).
package func stableOrder(_ values: [Double]) -> [Int] {
  values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
}

/// How many values there are in each group of equal values, in increasing order of value.
///
/// - Complexity: O(n log n).
package func tieCounts(_ values: [Double]) -> [Int] {
  var counts: [Int] = []
  var previous: Double?
  for value in values.sorted() {
    if value == previous { counts[counts.count - 1] += 1 } else { counts.append(1) }
    previous = value
  }
  return counts
}
