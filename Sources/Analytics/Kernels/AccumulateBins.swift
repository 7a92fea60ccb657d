import Basics
import MarketData

/// Adds the rows `rows`, all of one instrument, to `bins`.
///
/// Rows of one bin that follow each other are summed in registers and written once, so the cost
/// of time-ordered rows is one pass.
///
/// A bin is `step` microseconds long.
func accumulateBins(
  time: Span<Int64>, side: Span<LiquidationSide>, notional: Span<Double>, rows: Range<Int>,
  step: Int64, into bins: inout BinColumns
) {
  var row = rows.lowerBound
  while row < rows.upperBound {
    let key = TimeText.floorDivide(time[row], step)
    let start = key &* step
    let end = start &+ step
    var run = row + 1
    while run < rows.upperBound, time[run] >= start, time[run] < end { run += 1 }
    bins.add(binSums(side: side, notional: notional, rows: row..<run), to: key)
    row = run
  }
}

/// The sums of `rows`. Both sides are added without a branch: a row adds 0 to the other side.
private func binSums(
  side: Span<LiquidationSide>, notional: Span<Double>, rows: Range<Int>
) -> BinColumns.Sums {
  var shorts: Int64 = 0
  var priced: Int64 = 0
  var largest = 0.0
  var sums = SIMD2<Double>.zero
  var corrections = SIMD2<Double>.zero
  for row in rows {
    let isShort = side[row].rawValue
    let isPriced = notional[row] == notional[row]
    let usd = isPriced ? notional[row] : 0
    shorts &+= Int64(isShort)
    priced &+= isPriced ? 1 : 0
    largest = max(largest, usd)
    let share = Double(isShort)
    let values = SIMD2(usd * (1 - share), usd * share)
    // Knuth's exact error of an addition: what Neumaier's branch computes, without the branch.
    let totals = sums + values
    let virtual = totals - sums
    corrections += (sums - (totals - virtual)) + (values - virtual)
    sums = totals
  }
  var result = BinColumns.Sums()
  result.countShort = shorts
  result.countLong = Int64(rows.count) - shorts
  result.countPriced = priced
  result.usdLong = CompensatedSum([sums.x, corrections.x])
  result.usdShort = CompensatedSum([sums.y, corrections.y])
  result.usdMax = largest
  return result
}
