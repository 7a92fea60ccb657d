import Backtesting
import Basics
import MarketData
import Signals
import Testing

@Suite struct ValidationTests {
  /// The matrix of the reference: an LCG's uniforms, 32 periods of 6 trials.
  static func trials(skill: Double) -> [[Double]] {
    var state: UInt64 = 42
    var rows: [[Double]] = []
    for _ in 0..<32 {
      rows.append(
        (0..<6).map { trial in
          state = (1_103_515_245 * state + 12_345) % (1 << 31)
          return (Double(state) / Double(1 << 31) - 0.5) * 0.02 + (trial == 3 ? skill : 0)
        })
    }
    return (0..<6).map { trial in rows.map { $0[trial] } }
  }

  @Test func `overfitting agrees with the reference on noise and on skill`() throws {
    let noise = try #require(Overfitting(Self.trials(skill: 0), blocks: 8))
    #expect(noise.combinations == 70)
    #expect(abs(noise.probability - 0.4142857142857143) < 1e-15)
    #expect(abs(noise.meanLogit - 0.17311167996821833) < 1e-12)
    let skill = try #require(Overfitting(Self.trials(skill: 0.004), blocks: 8))
    #expect(abs(skill.probability - 0.02857142857142857) < 1e-15)
    #expect(abs(skill.meanLogit - 1.6733399450538027) < 1e-12)
  }

  @Test func `rule 135: the last parameter varies fastest`() throws {
    let file = try Self.file()
    let grid = try ParameterGrid(file.parameters)
    #expect(grid.names == ["hold", "over"])
    #expect(grid.count == 6)
    #expect(grid.tuple(0) == [0, 0] && grid.tuple(1) == [0, 1] && grid.tuple(3) == [1, 0])
    #expect((0..<6).allSatisfy { grid.index(of: grid.tuple($0)) == $0 })
    #expect(grid.neighbours(of: 0).sorted() == [1, 3])
  }

  @Test func `rule 139: samples of the grid depend on the seed alone`() throws {
    let grid = try ParameterGrid(try Self.file().parameters)
    for method in [ResearchRules.Sweep.Method.random, .latinHypercube] {
      var rules = ResearchRules.Sweep.standard
      rules.method = method
      rules.budget = 3
      let points = grid.selection(rules)
      #expect(points == grid.selection(rules))
      #expect(points.count <= 3 && points.allSatisfy { (0..<6).contains($0) })
    }
  }

  static func file(extra: String = "") throws -> StrategyFile {
    var scenario = Self.scenario
    scenario.extra = extra
    return try scenario.file()
  }

  static var scenario: Scenario {
    var scenario = Scenario()
    scenario.interval = .minute
    scenario.params = """
      "over":{"type":"number","default":0.002,"values":[0.001,0.002,0.004]},
      "hold":{"type":"duration","default":"10m","values":["10m","30m"]}
      """
    scenario.data = #""liquidations":{},"candles":{"interval":"1m"}"#
    scenario.features = #""jump":{"return":{"window":"5m"}}"#
    scenario.entry = #""long":{"when":{">":[{"@":"jump"},{"$":"over"}]}}"#
    scenario.exit = #""max_hold":{"$":"hold"}"#
    scenario.costs = #""taker_bps":1,"maker_bps":1,"slippage":{"model":"fixed_bps","bps":1}"#
    return scenario
  }

  /// Twelve days of random candles with some liquidations.
  static func data(days: Int = 12, minutes: Int = 1) -> BacktestData {
    var random = SplitMix64(seed: 3)
    var prices: [(open: Double, high: Double, low: Double, close: Double)] = []
    var price = 100.0
    for _ in 0..<(days * 1_440 / minutes) {
      let open = price
      price *= 1 + (random.uniform() - 0.5) * 0.002
      prices.append((open, max(open, price) * 1.0003, min(open, price) * 0.9997, price))
    }
    var scenario = Scenario()
    scenario.interval = Interval(microseconds: Int64(minutes) * Scenario.minute)
    scenario.add(prices)
    var rows = LiquidationBatch()
    rows.instruments = [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")]
    for index in stride(from: 5, to: days * 1_440, by: 7) {
      rows.append(
        time: Scenario.start + Int64(index) * Scenario.minute + 500_000,
        side: random.uniform() < 0.5 ? .long : .short, price: 100, quantity: random.uniform() * 50)
    }
    return BacktestData(liquidations: [rows], candles: scenario.candles)
  }

  @Test func `a sweep gives every point what a run of its own gives`() async throws {
    let data = Self.data(days: 4)
    let file = try Self.file()
    let backtest = try await Backtest(file, sweeps: true, data: data)
    let sweep = try await backtest.sweep()
    #expect(sweep.points.count == 6)
    for point in sweep.points {
      let alone = try await runBacktest(file, data: data, overrides: point.values)
      #expect(point.metrics == alone.metrics, "\(point.values)")
    }
    let parallel = try await backtest.sweep(jobs: 4)
    #expect(parallel.points.map(\.metrics) == sweep.points.map(\.metrics))
  }

  @Test func `rule 137: the best is the first of the largest among those with enough trades`()
    async throws
  {
    let file = try Self.file(
      extra: #","sweep":{"method":"grid","objective":"total_return","min_trades":5}"#)
    let backtest = try await Backtest(file, sweeps: true, data: Self.data(days: 4))
    let sweep = try await backtest.sweep()
    let eligible = sweep.points.filter { ($0.metrics[.trades] ?? 0) >= 5 }
    let largest = eligible.compactMap { $0.metrics[.totalReturn] }.max()
    #expect(sweep.best?.objective == largest)
    #expect(
      sweep.best?.index == eligible.first { $0.metrics[.totalReturn] == largest }?.index)
  }

  @Test func `rule 141: test windows follow each other and carry the capital over`() async throws {
    let file = try Self.file(
      extra: #"""
        ,"sweep":{"objective":"total_return"},
        "walk_forward":{"mode":"rolling","train":"3d","test":"2d","step":"2d","purge":"1h"}
        """#)
    let backtest = try await Backtest(file, sweeps: true, data: Self.data())
    let result = try await backtest.walkForward()
    #expect(result.windows.count == 3)
    for (left, right) in zip(result.windows, result.windows.dropFirst()) {
      #expect(left.test.to == right.test.from)
      #expect(left.train.from < right.train.from)
    }
    let product = result.windows.reduce(1) { $0 * (1 + $1.testReturn) }
    let total = try #require(result.metrics[.totalReturn])
    #expect(abs(1 + total - product) < 1e-12)
    #expect(result.equity.first == 10_000)
  }

  @Test func `a purge shorter than the hold is refused with the file`() throws {
    for walk in [
      #"{"mode":"anchored","train":"3d","test":"2d","purge":"1m"}"#,
      #"{"mode":"anchored","train":"3d","test":"2d"}"#,
    ] {
      let error = #expect(throws: StrategyError.self) {
        try Self.file(extra: #","walk_forward":\#(walk)"#)
      }
      #expect(error?.path.hasPrefix("$.walk_forward") == true, "\(walk)")
    }
  }

  @Test func `stitched windows fall, are exposed and follow the market as one run over them does`()
    async throws
  {
    // Without parameters, and windows without a gap between: but for positions closed at the ends
    // of windows the plain run trades the same.
    var scenario = Self.scenario
    scenario.params = ""
    scenario.entry = #""long":{"when":{">":[{"@":"jump"},0.001]}}"#
    scenario.exit = #""max_hold":"20m""#
    scenario.extra = #"""
      ,"sweep":{"objective":"total_return"},
      "walk_forward":{"mode":"rolling","train":"3d","test":"2d","step":"2d","purge":"1h"}
      """#
    let data = Self.data()
    let backtest = try await Backtest(try scenario.file(), sweeps: true, data: data)
    let result = try await backtest.walkForward()
    let first = try #require(result.windows.first).test.from
    let last = try #require(result.windows.last).test.to
    let run = try backtest.run().record
    let covered = run.trades.reduce(0) {
      $0 + max(0, min($1.exitTime, last) - max($1.entryTime, first))
    }
    let exposure = try #require(result.metrics[.exposureTime])
    #expect(abs(exposure - Double(covered) / Double(last - first)) < 0.01 && exposure > 0.2)
    let marks = run.marks.columns
    let inside = marks.time.indices.filter { (first...last).contains(marks.time[$0]) }
    let equity = inside.map { marks.equity[$0] - marks.equity[inside[0]] + 10_000 }
    var (peak, deepest) = (0.0, 0.0)
    for value in equity {
      peak = max(peak, value)
      deepest = min(deepest, value / peak - 1)
    }
    let drawdown = try #require(result.metrics[.maximumDrawdown])
    let daily = try #require(result.metrics[.maximumDrawdownDaily])
    #expect(abs(drawdown - deepest) < 1e-4 && drawdown <= daily && drawdown < -1e-4)
    let candles = data.candles[0]
    let closes = try result.time.map { time in
      candles.close[try #require(candles.openTime.firstIndex(of: time - Scenario.minute))]
    }
    let beta = try #require(result.metrics[.beta])
    #expect(abs(beta - Self.slope(Self.returns(result.equity), Self.returns(closes))) < 1e-12)
  }

  private static func returns(_ values: [Double]) -> [Double] {
    zip(values, values.dropFirst()).map { $1 / $0 - 1 }
  }

  /// The slope of y over x.
  private static func slope(_ y: [Double], _ x: [Double]) -> Double {
    let (my, mx) = (y.reduce(0, +) / Double(y.count), x.reduce(0, +) / Double(x.count))
    let joint = zip(y, x).reduce(0) { $0 + ($1.0 - my) * ($1.1 - mx) }
    return joint / x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
  }

  @Test func `nothing looks ahead, and the warm-up is enough`() async throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let scenario = RandomScenario(seed: seed)
      let file = try StrategyFile(parsing: Array(scenario.text.utf8))
      let backtest = try await Backtest(file, data: scenario.data)
      let check = try await backtest.checkLookahead(scenario.data, cuts: 3)
      #expect(check.isGood, "seed \(seed): \(check.differences)")
      #expect(check.compared > 0)
    }
    let backtest = try await Backtest(try Self.file(), data: Self.data(days: 3))
    let check = try await backtest.checkWarmUp(Self.data(days: 3))
    #expect(check.isGood && check.compared > 1_000, "\(check.differences)")
  }

  @Test(arguments: ["shift_events", "shuffle_side", "random_entries"])
  func `placebos depend on the seed alone`(_ kind: String) async throws {
    var scenario = Self.scenario
    scenario.features = #""jump":{"liq_imbalance":{"window":"30m"}}"#
    scenario.extra = #","validation":{"placebo":{"kind":"\#(kind)","reps":6,"seed":5}}"#
    let data = Self.data(days: 3)
    let backtest = try await Backtest(try scenario.file(), data: data)
    let one = try #require(try await backtest.placebo(data))
    let four = try #require(try await backtest.placebo(data, jobs: 4))
    #expect(one.draws == four.draws)
    #expect(one.draws.count == 6 && Set(one.draws).count > 1)
    #expect(one.pValue >= 1.0 / 7 && one.pValue <= 1)
  }

  @Test func `costs and latencies stress the same strategy`() async throws {
    let file = try Self.file(
      extra: #","validation":{"cost_stress":[1,3],"latency_stress":["0ms","5m"]}"#)
    let points = try await Backtest(file, data: Self.data(days: 3)).stress()
    #expect(points.map(\.name) == ["costs 1×", "costs 3×", "latency 0s", "latency 5m"])
    #expect(points[1].net < points[0].net && points[0].trades == points[1].trades)
    #expect(points[2].net == points[0].net && points[3].net != points[0].net)
  }

  @Test func `a bootstrap holds the value inside its interval`() async throws {
    let file = try Self.file(
      extra: #","validation":{"bootstrap":{"kind":"trades_iid","reps":400,"seed":7}}"#)
    let result = try await Backtest(file, data: Self.data(days: 4)).run()
    let rule = try #require(result.plan.strategy.research.validation.bootstrap)
    let bootstrap = try #require(BootstrapIntervals(rule, result))
    for interval in bootstrap.intervals {
      let value = try #require(interval.value)
      #expect(interval.low <= value && value <= interval.high, "\(interval.key)")
    }
    #expect(bootstrap.intervals.contains { $0.key == .expectancy })
  }

  @Test func `the best of many coin flips passes no reality check`() throws {
    var random = SplitMix64(seed: 9)
    let flips = (0..<20).map { _ in (0..<200).map { _ in random.uniform() - 0.5 } }
    let luck = try #require(RealityCheck(flips, repetitions: 200, seed: 1))
    #expect(luck.pValue > 0.05)
    let skilled = flips + [flips[0].map { $0 + 0.2 }]
    let skill = try #require(RealityCheck(skilled, repetitions: 200, seed: 1))
    #expect(skill.pValue < 0.02)
  }
}
