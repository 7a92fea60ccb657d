import Backtesting
import Foundation
import MarketData
import Signals
import Testing

/// Not a test of anything: prints times when `LIQTOOL_SPEED` is set, for work on speed.
@Suite struct SpeedNotes {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["LIQTOOL_SPEED"] != nil))
  func `print how long a year takes`() async throws {
    let closes = try #require(try OneYearTests.closes())
    let scenario = OneYearTests.scenario(closes)
    let file = try scenario.file()
    let clock = ContinuousClock()
    for _ in 0..<3 {
      var pool = ExpressionPool()
      let strategy = try file.strategy(with: [:], in: &pool)
      let data = BacktestData(liquidations: scenario.liquidations, candles: scenario.candles)
      let t0 = clock.now
      let description = DataDescription(liquidations: data.liquidations, candles: data.candles)
      let plan = try BacktestPlan(strategy, data: description)
      let t1 = clock.now
      let prepared = try await PreparedBacktest(
        plan, pool: pool, strategies: [strategy], data: data, jobs: 2)
      let t2 = clock.now
      let result = try prepared.run(strategy)
      let t3 = clock.now
      print(
        "describe \(t1 - t0) prepare \(t2 - t1) run \(t3 - t2) trades \(result.record.trades.count)"
      )
    }
  }
}
