import Basics
import Glibc

/// Liquidations of one scope over all bins of a grid, as columns.
///
/// An empty bin is 0 where the feeds were up, and NaN where they were not.
package struct BinSeries: Sendable, Equatable {
  package let grid: TimeGrid
  package var count: [Double]
  package var countLong: [Double]
  package var countShort: [Double]
  /// US dollars; NaN also where no event of the bin has a notional.
  package var usd: [Double]
  package var usdLong: [Double]
  package var usdShort: [Double]
  package var usdMax: [Double]
  /// The share of the bin that is covered, exchanges weighted by their dollars.
  package var coverage: [Double]

  /// Bins covered less than this are missing, not empty.
  package static let leastCoverage = 0.5

  init(_ sums: [BinColumns.Sums], grid: TimeGrid, coverage: [Double]) {
    self.grid = grid
    self.coverage = coverage
    let empty = coverage.map { $0 >= Self.leastCoverage ? 0 : Double.nan }
    (count, countLong, countShort) = (empty, empty, empty)
    (usd, usdLong, usdShort, usdMax) = (empty, empty, empty, empty)
    for (index, sums) in sums.enumerated() where sums.count > 0 && !empty[index].isNaN {
      set(sums, at: index)
    }
  }

  private mutating func set(_ sums: BinColumns.Sums, at index: Int) {
    count[index] = Double(sums.count)
    countLong[index] = Double(sums.countLong)
    countShort[index] = Double(sums.countShort)
    let isPriced = sums.countPriced > 0
    usd[index] = isPriced ? sums.usd : .nan
    usdLong[index] = isPriced ? sums.usdLong.value : .nan
    usdShort[index] = isPriced ? sums.usdShort.value : .nan
    usdMax[index] = isPriced ? sums.usdMax : .nan
  }

  /// ln(1 + USD), the standard series: made anew by each call, so never call it in a loop.
  package func logUSD() -> [Double] { usd.map { log1p($0) } }

  /// The bins that are known.
  package var known: Int { usd.count { !$0.isNaN } }

  /// The share of the known bins that are empty; NaN of none.
  package var emptyShare: Double {
    Double(count.count { $0 == 0 }) / Double(count.count { !$0.isNaN })
  }

  /// The starts of the bins, as numbers for a chart.
  package var chartTimes: [Double] { grid.times.map(Double.init) }
}

extension BinColumns {
  /// Adds the bins to dense sums over `grid`; bins outside do not count.
  func add(to sums: inout [Sums], _ grid: TimeGrid) {
    let first = TimeText.floorDivide(grid.start - TimeGrid.origin(grid.step), grid.step)
    for row in bin.indices {
      let index = Int(bin[row] - first)
      if sums.indices.contains(index) { sums[index].merge(self[row]) }
    }
  }
}
