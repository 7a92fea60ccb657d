package import Basics

/// Sums of one instrument's liquidations over time bins, as columns; bins without one have no row.
package struct BinColumns: Sendable, Codable, Equatable {
  /// ⌊time/step⌋.
  package private(set) var bin: [Int64] = []
  package private(set) var countLong: [Int64] = []
  package private(set) var countShort: [Int64] = []
  /// How many have a notional.
  package private(set) var countPriced: [Int64] = []
  package private(set) var usdLong: [CompensatedSum] = []
  package private(set) var usdShort: [CompensatedSum] = []
  /// The largest notional; 0 when none has one.
  package private(set) var usdMax: [Double] = []

  package init() {}

  /// The number of bins that hold a liquidation.
  package var count: Int { bin.count }

  /// Sums of one bin.
  package struct Sums: Sendable, Equatable {
    package var countLong: Int64 = 0
    package var countShort: Int64 = 0
    package var countPriced: Int64 = 0
    package var usdLong = CompensatedSum()
    package var usdShort = CompensatedSum()
    package var usdMax = 0.0

    package init() {}

    /// Adds the sums of later rows.
    package mutating func merge(_ later: Sums) {
      countLong += later.countLong
      countShort += later.countShort
      countPriced += later.countPriced
      usdLong.merge(later.usdLong)
      usdShort.merge(later.usdShort)
      usdMax = max(usdMax, later.usdMax)
    }

    package var count: Int64 { countLong + countShort }
    package var usd: Double { usdLong.value + usdShort.value }
  }

  /// Sums of row `row`.
  package subscript(row: Int) -> Sums {
    var sums = Sums()
    sums.countLong = countLong[row]
    sums.countShort = countShort[row]
    sums.countPriced = countPriced[row]
    sums.usdLong = usdLong[row]
    sums.usdShort = usdShort[row]
    sums.usdMax = usdMax[row]
    return sums
  }

  /// Adds `sums` to bin `key`: to the last row when it is that bin, else as a new row.
  mutating func add(_ sums: Sums, to key: Int64) {
    if let last = bin.last, last == key {
      var merged = self[count - 1]
      merged.merge(sums)
      set(merged, at: count - 1)
      return
    }
    bin.append(key)
    countLong.append(sums.countLong)
    countShort.append(sums.countShort)
    countPriced.append(sums.countPriced)
    usdLong.append(sums.usdLong)
    usdShort.append(sums.usdShort)
    usdMax.append(sums.usdMax)
  }

  private mutating func set(_ sums: Sums, at row: Int) {
    countLong[row] = sums.countLong
    countShort[row] = sums.countShort
    countPriced[row] = sums.countPriced
    usdLong[row] = sums.usdLong
    usdShort[row] = sums.usdShort
    usdMax[row] = sums.usdMax
  }

  /// Adds the bins of later rows.
  package mutating func merge(_ later: BinColumns) {
    for row in later.bin.indices { add(later[row], to: later.bin[row]) }
  }

  /// The same sums with one row a bin, by time. Rows of one bin are added in the order they came.
  ///
  /// - Complexity: O(*n*) when already in order, else O(*n* log *n*).
  package func normalised() -> BinColumns {
    var isRising = true
    for row in bin.indices.dropFirst() where bin[row - 1] >= bin[row] { isRising = false }
    if isRising { return self }
    let order = bin.indices.sorted { (bin[$0], $0) < (bin[$1], $1) }
    var result = BinColumns()
    for row in order { result.add(self[row], to: bin[row]) }
    return result
  }

  /// The sums over longer bins: bin b becomes ⌊(b + offset)/factor⌋. In order when these are.
  package func coarsened(by factor: Int64, offset: Int64 = 0) -> BinColumns {
    if factor == 1, offset == 0 { return self }
    var result = BinColumns()
    for row in bin.indices {
      result.add(self[row], to: TimeText.floorDivide(bin[row] + offset, factor))
    }
    return result
  }
}
