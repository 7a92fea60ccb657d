import Basics

/// Features as small whole numbers: what histogram trees are grown on.
///
/// Every distinct value gets a bin of its own while there are at most `mostBins` of them, so that a
/// tree is grown exactly; with more, bins hold about equal numbers of rows.
package struct BinnedTable: Sendable {
  /// The bin of every row, feature after feature.
  let bins: [BinColumn]
  /// The least and largest value of each bin, feature after feature.
  let lows: [[Double]]
  let highs: [[Double]]
  package let count: Int

  /// Bins `columns`.
  ///
  /// - Parameters:
  ///   - columns: One column a feature, of equal count; finite.
  ///   - mostBins: From 2 to 65,536.
  /// - Complexity: That of sorting each column.
  package init(_ columns: [[Double]], mostBins: Int = 65_536) {
    self.init(columns.map { BinnedFeature($0, mostBins: mostBins) }, columns, mostBins)
  }

  /// The same with at most `width` columns at a time.
  static func binned(
    _ columns: [[Double]], mostBins: Int, width: Int
  ) async throws -> BinnedTable {
    BinnedTable(
      try await WorkProgress.$observer.withValue(nil) {
        try await mapConcurrently(columns, width: width) { BinnedFeature($0, mostBins: mostBins) }
      }, columns, mostBins)
  }

  private init(_ features: [BinnedFeature], _ columns: [[Double]], _ mostBins: Int) {
    precondition(2...65_536 ~= mostBins, "\(mostBins) bins")
    let count = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == count }, "columns differ in length")
    self.count = count
    bins = features.map(\.bins)
    lows = features.map(\.lows)
    highs = features.map(\.highs)
  }

  var featureCount: Int { bins.count }
  /// The largest number of bins of a feature.
  var width: Int { lows.map(\.count).max() ?? 0 }
}

/// The bins of one feature, in a byte each where they fit.
enum BinColumn: Sendable {
  case narrow([UInt8])
  case wide([UInt16])
}

private struct BinnedFeature: Sendable {
  let bins: BinColumn
  private(set) var lows: [Double] = []
  private(set) var highs: [Double] = []

  init(_ values: [Double], mostBins: Int) {
    let sorted = AscendingValues(values)
    let ends = Self.ends(sorted.values, mostBins)
    let starts = [0] + ends.dropLast()
    lows = zip(starts, ends).map { sorted.values[$0.0] }
    highs = ends.map { sorted.values[$0 - 1] }
    bins =
      ends.count <= 256
      ? .narrow(Self.numbered(sorted.places.span, ends))
      : .wide(Self.numbered(sorted.places.span, ends))
  }

  /// Where each bin ends among the sorted values.
  private static func ends(_ sorted: [Double], _ mostBins: Int) -> [Int] {
    let distinct = sorted.indices.count { $0 == 0 || sorted[$0] != sorted[$0 - 1] }
    var ends: [Int] = []
    var place = 0
    while place < sorted.count {
      // A bin takes its share of what is left, and all that equals its last value.
      let left = mostBins - ends.count
      place += distinct <= mostBins ? 1 : max(1, (sorted.count - place) / left)
      while place < sorted.count, sorted[place] == sorted[place - 1] { place += 1 }
      ends.append(place)
    }
    return ends
  }

  /// The bin of every row.
  private static func numbered<Bin: FixedWidthInteger>(
    _ places: Span<Int32>, _ ends: [Int]
  ) -> [Bin] {
    var result = [Bin](repeating: 0, count: places.count)
    var bins = result.mutableSpan
    var place = 0
    for (bin, end) in ends.enumerated() {
      while place < end {
        bins[Int(places[place])] = Bin(truncatingIfNeeded: bin)
        place += 1
      }
    }
    return result
  }
}
