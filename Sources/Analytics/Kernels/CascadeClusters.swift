import MarketData
import Statistics

/// Liquidations of one symbol closer together than a gap, as columns: one row a cascade.
struct CascadeClusters {
  /// Rows of the events, for each cascade.
  let rows: [Range<Int>]
  /// Of the first and the last event, in microseconds UTC.
  private(set) var start: [Int64] = []
  private(set) var end: [Int64] = []
  private(set) var usd: [Double] = []
  private(set) var usdLong: [Double] = []
  private(set) var usdMax: [Double] = []

  /// - Parameters:
  ///   - events: In time order.
  ///   - maxGap: The longest pause inside a cascade, in microseconds.
  ///   - minCount: The fewest events.
  ///   - minUSD: The fewest dollars; dollars that are not known count as 0.
  /// - Complexity: O(*n*).
  init(_ events: EventColumns, maxGap: Int64, minCount: Int, minUSD: Double = 0) {
    var kept: [Range<Int>] = []
    for range in runClusters(events.time.span, maxGap: maxGap, minCount: minCount) {
      let sums = clusterSums(events.usd.span, events.side.span, range)
      guard sums.usd >= minUSD else { continue }
      kept.append(range)
      start.append(events.time[range.lowerBound])
      end.append(events.time[range.upperBound - 1])
      usd.append(sums.usd)
      usdLong.append(sums.long)
      usdMax.append(sums.largest)
    }
    rows = kept
  }

  var count: Int { rows.count }
  /// The side with more dollars; longs when equal.
  func side(_ row: Int) -> LiquidationSide { 2 * usdLong[row] >= usd[row] ? .long : .short }
  /// The share of that side; NaN without dollars.
  func purity(_ row: Int) -> Double { max(usdLong[row], usd[row] - usdLong[row]) / usd[row] }
  /// −1 for forced selling (longs), +1 for forced buying (shorts).
  func sign(_ row: Int) -> Double { side(row) == .long ? -1 : 1 }
}

private func clusterSums(
  _ usd: Span<Double>, _ side: Span<LiquidationSide>, _ rows: Range<Int>
) -> (usd: Double, long: Double, largest: Double) {
  var (total, long, largest) = (0.0, 0.0, 0.0)
  for row in rows where usd[row] > 0 {
    total += usd[row]
    long += side[row] == .long ? usd[row] : 0
    largest = max(largest, usd[row])
  }
  return (total, long, largest)
}

/// The differences of neighbours.
func differences(_ values: [Double]) -> [Double] {
  zip(values.dropFirst(), values).map { $0 - $1 }
}
