import Glibc
package import MarketData
package import Statistics

/// Bars of one symbol as rows of features known at their close, with the dollars liquidated after.
package struct LearningRows: Sendable {
  /// The features, in the order of the columns.
  package static let names = [
    "log1p_usd_1", "log1p_usd_3", "log1p_usd_12", "n_12", "imbalance_12", "ret_1_bps",
    "ret_12_bps", "rv_12_bps", "log_qvol", "sin_day", "cos_day",
  ]

  /// Rounded to 32 bits: what trees of other libraries see.
  package let columns: [[Double]]
  /// US dollars liquidated in the next `horizon` bars.
  package let future: [Double]
  /// The start of each row's bar.
  package let times: [Int64]
  package let interval: Interval
  package let horizon: Int

  /// Rows from a day after the start to `horizon` bars before the end; bars with anything unknown
  /// are left out. Nil when no candle prices the symbol on these bars.
  package init?(_ inputs: MarketInputs, _ scope: Scope, interval: Interval, horizon: Int = 3) {
    guard let bars = inputs.bars(scope, interval: interval) else { return nil }
    let series = inputs.series(scope, interval: interval)
    let table = BarTable(series, bars)
    let rows = (series.grid.perDay..<max(series.grid.perDay, series.grid.count - horizon)).filter {
      table.isKnown($0, ahead: horizon)
    }
    columns = table.columns.map { column in rows.map { Double(Float(column[$0])) } }
    future = rows.map { row in sum(Array(series.usd[(row + 1)...(row + horizon)])) }
    times = rows.map { series.grid.time($0) }
    self.interval = interval
    self.horizon = horizon
  }

  private init(
    columns: [[Double]], future: [Double], times: [Int64], interval: Interval, horizon: Int
  ) {
    self.columns = columns
    self.future = future
    self.times = times
    self.interval = interval
    self.horizon = horizon
  }

  package var count: Int { times.count }

  /// The question whether the dollars after a row are among the largest tenth of those before.
  package var task: LearningTask {
    let day = Interval.day.microseconds
    return LearningTask(
      columns: columns, future: future, event: .quantile(0.9), horizon: horizon,
      days: times.map { Int($0 / day) }, hours: times.map(hourOfDay), persistence: columns[1])
  }
}

/// All bars with their features; NaN where unknown.
private struct BarTable {
  private(set) var columns: [[Double]]
  private let usd: [Double]

  init(_ series: BinSeries, _ bars: CandleBars) {
    usd = series.usd
    let returns = bars.returns
    let hour = windowSums(series.usd, 12)
    let difference = zip(windowSums(series.usdLong, 12), windowSums(series.usdShort, 12))
      .map { $0 - $1 }
    let phases = series.grid.times.map { time in
      let inDay = time - time / Interval.day.microseconds * Interval.day.microseconds
      return 2 * Double.pi * Double(inDay) / Double(Interval.day.microseconds)
    }
    columns = [
      series.logUSD(), windowSums(series.usd, 3).map { log1p($0) }, hour.map { log1p($0) },
      windowSums(series.count, 12), zip(difference, hour).map { $1 > 0 ? $0 / $1 : $1 },
      returns.map { $0 * 1e4 }, windowSums(returns, 12).map { $0 * 1e4 },
      windowSums(returns.map { $0 * $0 }, 12).map { $0.squareRoot() * 1e4 },
      bars.volume.map { log($0) }, phases.map { sin($0) }, phases.map { cos($0) },
    ]
  }

  func isKnown(_ row: Int, ahead: Int) -> Bool {
    columns.allSatisfy { $0[row].isFinite } && (1...ahead).allSatisfy { !usd[row + $0].isNaN }
  }
}

/// The sum of the last `window` values up to each, fewer at the start; added anew for each, so that
/// a window of zeros sums to zero.
private func windowSums(_ values: [Double], _ window: Int) -> [Double] {
  values.indices.map { end in
    var sum = 0.0
    for place in max(0, end - window + 1)...end { sum += values[place] }
    return sum
  }
}

extension LearningRows {
  /// The last `most` rows.
  func suffix(_ most: Int) -> LearningRows {
    let first = max(0, count - most)
    return LearningRows(
      columns: columns.map { Array($0[first...]) }, future: Array(future[first...]),
      times: Array(times[first...]), interval: interval, horizon: horizon)
  }
}
