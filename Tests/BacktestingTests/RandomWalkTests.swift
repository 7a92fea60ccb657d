import Backtesting
import Basics
import Foundation
import MarketData
import Signals
import Statistics
import Testing

/// What strategies must not find: anything in random walks. With `LIQTOOL_FULL_TESTS=1`, in
/// minutes of a release build.
@Suite struct RandomWalkTests {
  static let isFull = ProcessInfo.processInfo.environment["LIQTOOL_FULL_TESTS"] == "1"
  static let seeds = Array(1...200 as ClosedRange<UInt64>)

  static let examples = [
    "cascade_fade", "liquidation_fade", "wave_ride", "imbalance_reversion",
  ]

  static func example(_ name: String) throws -> StrategyFile {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let url = folder.appending(path: "datasets/strategies/\(name).json")
    return try StrategyFile(parsing: Array(try Data(contentsOf: url)))
  }

  @Test(arguments: examples)
  func `an example is right, says when it should fail, and trades`(_ name: String) async throws {
    let file = try Self.example(name)
    #expect(file.strategy.name == name)
    #expect(file.strategy.hypothesis?.contains("should fail") == true)
    guard Self.isFull else { return }
    let result = try await runBacktest(file, data: RandomWalk(seed: 1).data)
    #expect(result.record.trades.count >= 10)
  }

  @Test(.enabled(if: isFull), arguments: examples)
  func `no example looks ahead, whatever instant the data end at`(_ name: String) async throws {
    let file = try Self.example(name)
    let data = RandomWalk(seed: 2, days: 10).data
    let backtest = try await Backtest(file, data: data)
    let check = try await backtest.checkLookahead(data, cuts: 30)
    #expect(check.isGood, "\(check.differences)")
    #expect(check.compared > 10_000)
  }

  @Test(.enabled(if: isFull), arguments: examples)
  func `on random walks an example loses its costs and nothing else`(_ name: String) async throws {
    let file = try Self.example(name)
    var gross: [Double] = []
    for seed in Self.seeds {
      let result = try await runBacktest(file, data: RandomWalk(seed: seed).data)
      gross.append((result.ledger.net + result.ledger.costs) / 100_000)
    }
    let error = sampleVariance(gross).squareRoot() / Double(gross.count).squareRoot()
    #expect(abs(mean(gross)) < 3 * error, "\(name): \(mean(gross)) ± \(error)")
  }

  /// A cheap strategy without costs on candles of five minutes, to be run thousands of times.
  static func scenario(_ extra: String = "") -> Scenario {
    var scenario = Scenario()
    scenario.data = #""liquidations":{},"candles":{"interval":"5m"}"#
    scenario.features = """
      "z":{"zscore":{"of":{"liq":{"measure":"notional","side":"long","window":"10m"}},
      "window":"1d","min_obs":100}}
      """
    scenario.entry = #""long":{"when":{">":[{"@":"z"},2]}}"#
    scenario.exit = #""max_hold":"30m""#
    scenario.sizing = #""type":"equity_fraction","fraction":0.5"#
    scenario.extra = extra
    return scenario
  }

  static func walk(_ seed: UInt64, overshoot: Double = 0) -> BacktestData {
    RandomWalk(
      seed: seed, days: 45, symbols: ["BTCUSDT"], interval: 300_000_000, overshoot: overshoot
    ).data
  }

  /// Kolmogorov and Smirnov's p-value against the uniform distribution.
  static func uniformity(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let n = Double(sorted.count)
    var distance = 0.0
    for (index, value) in sorted.enumerated() {
      distance = max(distance, value - Double(index) / n, Double(index + 1) / n - value)
    }
    let scaled = (n.squareRoot() + 0.12 + 0.11 / n.squareRoot()) * distance
    var p = 0.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * scaled * scaled)
      p += k % 2 == 1 ? 2 * term : -2 * term
    }
    return min(1, max(0, p))
  }

  @Test(.enabled(if: isFull))
  func `without skill or costs the confidence in a Sharpe ratio is uniform`() async throws {
    let file = try Self.scenario().file()
    var values: [Double] = []
    for seed in Self.seeds {
      let result = try await runBacktest(file, data: Self.walk(seed))
      values.append(try #require(result.metrics[.psr]))
    }
    #expect(Self.uniformity(values) > 0.01)
  }

  @Test(.enabled(if: isFull))
  func `without skill the deflated ratio convinces in one case of twenty at most`() async throws {
    var random = SplitMix64(seed: 5)
    var convinced = 0
    for _ in Self.seeds {
      let trials = (0..<20).map { _ in (0..<250).map { _ in random.uniform() - 0.5 } }
      let ratios = trials.compactMap { SharpeConfidence($0)?.ratio }
      let best = try #require(ratios.indices.max { ratios[$0] < ratios[$1] })
      let limit = SharpeConfidence.expectedMaximum(trials: 20, variance: sampleVariance(ratios))
      let p = try #require(SharpeConfidence(trials[best])?.probability(above: limit))
      if p > 0.95 { convinced += 1 }
    }
    #expect(convinced <= Self.seeds.count / 20)
  }

  @Test(.enabled(if: isFull), arguments: ["shift_events", "random_entries"])
  func `without skill the p-values of a placebo are uniform`(_ kind: String) async throws {
    let file = try Self.scenario(
      #","validation":{"placebo":{"kind":"\#(kind)","reps":39,"seed":3}}"#
    ).file()
    var values: [Double] = []
    for seed in Self.seeds {
      let data = Self.walk(seed)
      let placebo = try await Backtest(file, data: data).placebo(data, jobs: 2)
      // The p-values are multiples of 1/40: spread each over its step.
      var random = SplitMix64(seed: seed, stream: "spread")
      values.append(try #require(placebo).pValue - random.uniform() / 40)
    }
    #expect(Self.uniformity(values) > 0.01)
  }

  @Test func `a planted reversion is found out of sample, with the right sign`() async throws {
    var scenario = Self.scenario(
      """
      ,"sweep":{"objective":"total_return","min_trades":5},
      "walk_forward":{"mode":"rolling","train":"14d","test":"7d","purge":"1d"},
      "validation":{"placebo":{"kind":"random_entries","reps":19,"seed":3}}
      """)
    scenario.params = #""level":{"type":"number","default":2,"values":[1,2,4]}"#
    scenario.entry = """
      "long":{"when":{">":[{"@":"z"},{"$":"level"}]}},
      "short":{"when":{"<":[{"return":{"window":"10m"}},-0.03]}}
      """
    let study = try await runStudy(
      try scenario.file(), data: Self.walk(7, overshoot: 0.01), jobs: 2)
    #expect((study.walkForward?.metrics[.totalReturn] ?? 0) > 0.02)
    #expect(study.placebo?.pValue == 0.05)
    #expect(study.edgeDecay.contains { $0.horizon == 900_000_000 && $0.mean > 0.003 })
  }
}
