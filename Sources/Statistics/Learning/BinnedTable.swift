/// Features as small whole numbers: what histogram trees are grown on.
///
/// Every distinct value gets a bin of its own while there are at most `mostBins` of them, so that a
/// tree is grown exactly; with more, bins hold about equal numbers of rows.
package struct BinnedTable: Sendable {
  /// The bin of every row, feature after feature.
  let bins: [[UInt16]]
  /// The least and largest value of each bin, feature after feature.
  let lows: [[Double]]
  let highs: [[Double]]
  package let count: Int

  /// Bins `columns`.
  ///
  /// - Parameters:
  ///   - columns: One column a feature, of equal count; finite.
  ///   - mostBins: From 2 to 65,536.
  /// - Complexity: O(features · rows log rows).
  package init(_ columns: [[Double]], mostBins: Int = 65_536) {
    precondition(2...65_536 ~= mostBins, "\(mostBins) bins")
    let count = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == count }, "columns differ in length")
    self.count = count
    let features = columns.map { BinnedFeature($0, mostBins: mostBins) }
    bins = features.map(\.bins)
    lows = features.map(\.lows)
    highs = features.map(\.highs)
  }

  var featureCount: Int { bins.count }
  /// The largest number of bins of a feature.
  var width: Int { lows.map(\.count).max() ?? 0 }
}

private struct BinnedFeature {
  private(set) var bins: [UInt16]
  private(set) var lows: [Double] = []
  private(set) var highs: [Double] = []

  init(_ values: [Double], mostBins: Int) {
    bins = [UInt16](repeating: 0, count: values.count)
    let sorted = values.sorted()
    var place = 0
    while place < sorted.count {
      // A bin takes its share of what is left, and all that equals its last value.
      let left = mostBins - lows.count
      let share = distinctFits(sorted, place, left) ? 1 : max(1, (sorted.count - place) / left)
      var end = min(sorted.count, place + share)
      while end < sorted.count, sorted[end] == sorted[end - 1] { end += 1 }
      lows.append(sorted[place])
      highs.append(sorted[end - 1])
      place = end
    }
    for row in values.indices { bins[row] = bin(of: values[row]) }
  }

  private var isExact: Bool?

  /// Whether the distinct values from `place` on fit in `left` bins; only asked at the start.
  private mutating func distinctFits(_ sorted: [Double], _ place: Int, _ left: Int) -> Bool {
    if let isExact { return isExact }
    var distinct = 1
    for row in sorted.indices.dropFirst() where sorted[row] != sorted[row - 1] { distinct += 1 }
    isExact = distinct <= left
    return distinct <= left
  }

  private func bin(of value: Double) -> UInt16 {
    var (low, high) = (0, highs.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if highs[middle] < value { low = middle + 1 } else { high = middle }
    }
    return UInt16(low)
  }
}
