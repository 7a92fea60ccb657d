import Backtesting
import Basics
import MarketData
import Reports
import Signals
import Synchronization
import Testing

/// `runStudy`: the whole of a command in one call.
@Suite struct StudyTests {
  static let validation = """
    ,"sweep":{"objective":"total_return","min_trades":3},
    "walk_forward":{"mode":"rolling","train":"3d","test":"2d","purge":"1d"},
    "validation":{"dsr":true,"pbo":{"blocks":4},"reality_check":true,
    "bootstrap":{"reps":50,"seed":3},"placebo":{"kind":"random_entries","reps":9,"seed":2},
    "cost_stress":[1,2],"latency_stress":["5m"]}
    """

  /// Candles of ten minutes, so that many runs are quick.
  static let data = ValidationTests.data(minutes: 10)

  static func file(extra: String = "") throws -> StrategyFile {
    var scenario = ValidationTests.scenario
    scenario.data = #""liquidations":{},"candles":{"interval":"10m"}"#
    scenario.features = #""jump":{"return":{"window":"30m"}}"#
    scenario.extra = extra
    return try scenario.file()
  }

  static func study(
    jobs: Int = 1, _ options: StudyOptions = StudyOptions(), extra: String = validation
  ) async throws -> Study {
    let file = try Self.file(extra: extra)
    return try await runStudy(
      file, data: Self.data, options: options, jobs: jobs)
  }

  @Test func `a plain study runs all blocks of the file`() async throws {
    let study = try await Self.study()
    #expect(study.sweep?.points.count == 6)
    #expect(study.walkForward?.windows.isEmpty == false)
    #expect(study.bootstrap != nil && study.placebo?.draws.count == 9)
    #expect(study.overfitting != nil && study.realityCheck != nil && study.superiorAbility != nil)
    #expect(study.deflatedSharpe?.trials == 6)
    #expect(study.stress.map(\.name) == ["costs 1×", "costs 2×", "latency 5m"])
    #expect(study.capacity.count == 5 && !study.edgeDecay.isEmpty)
    #expect(study.notes.isEmpty)
  }

  @Test
  func `the report has every file, and the same bytes for any number of jobs`() async throws {
    let one = try await Self.study()
    let two = try await Self.study(jobs: 2)
    let run = JSONValue(["id": .string("x")])
    #expect(one.firstDifference(from: two, run: run) == nil)
    let report = one.report(run: run)
    let files = Set(CSVRenderer().files(of: report).map(\.name))
    #expect(
      files.isSuperset(of: [
        "trades.csv", "equity.csv", "orders.csv", "sweep.csv", "windows.csv", "edge_decay.csv",
        "capacity.csv", "breakdowns.csv",
      ]))
    let members = report.data.map(\.key)
    for key in [
      "metrics", "ledger", "validation", "sweep", "walk_forward", "activity", "parameters",
    ] {
      #expect(members.contains(key))
    }
  }

  @Test func `a study of other data differs in a named file`() async throws {
    let one = try await Self.study(.plain, extra: "")
    let file = try Self.file()
    let other = try await runStudy(
      file, data: Self.data, overrides: ["over": [.number(0.004)]], options: .plain)
    #expect(one.firstDifference(from: other, run: .null) != nil)
  }

  @Test func `a plain run does nothing else`() async throws {
    let study = try await Self.study(.plain)
    #expect(study.sweep == nil && study.walkForward == nil && study.placebo == nil)
    #expect(study.stress.isEmpty && study.capacity.isEmpty)
    let alone = try await runBacktest(try Self.file(), data: Self.data)
    #expect(study.result.metrics == alone.metrics)
  }

  @Test func `a walk-forward without room is a note, and an error when it was required`()
    async throws
  {
    let extra = #","walk_forward":{"mode":"rolling","train":"300d","test":"2d","purge":"1d"}"#
    let study = try await Self.study(extra: extra)
    #expect(study.walkForward == nil)
    #expect(study.notes.contains { $0.hasPrefix("walk_forward: the data have room for 0") })
    var required = StudyOptions()
    required.walkForward = .required
    await #expect(throws: BacktestError.self) { try await Self.study(required, extra: extra) }
  }

  @Test func `test windows that overlap are said to count days twice`() async throws {
    func notes(step: String) async throws -> [String] {
      let walk = #""mode":"rolling","train":"3d","test":"2d","step":"\#(step)","purge":"1d""#
      return try await Self.study(extra: #","walk_forward":{\#(walk)}"#).notes
    }
    #expect(try await notes(step: "1d").contains { $0.contains("test windows overlap") })
    #expect(try await !notes(step: "2d").contains { $0.contains("test windows overlap") })
  }

  @Test func `the ledger counts every parameter set once, however often it is tried`() async throws
  {
    let book = Mutex<[Trial]>([])
    var options = StudyOptions()
    options.ledger = TrialLedger(
      earlier: { _ in book.withLock { $0 } },
      record: { _, trials in book.withLock { $0 += trials } })
    let first = try await Self.study(options)
    let again = try await Self.study(options)
    #expect(first.deflatedSharpe?.trials == 6 && again.deflatedSharpe == first.deflatedSharpe)
    let before = book.withLock(\.count)
    let other = try await runStudy(
      try Self.file(extra: Self.validation), data: Self.data,
      overrides: ["over": [.number(0.003)]], options: options)
    #expect(book.withLock(\.count) > before)
    #expect(other.recordedTrials == 8)
  }

  @Test func `parameter values do not change the family, rules do`() throws {
    let file = try Self.file()
    var scenario = ValidationTests.scenario
    scenario.features = #""jump":{"return":{"window":"30m"}}"#
    scenario.data = #""liquidations":{},"candles":{"interval":"10m"}"#
    scenario.params = scenario.params.replacing("0.002", with: "0.001")
    #expect(try scenario.file().family == file.family)
    scenario.features = #""jump":{"return":{"window":"1h"}}"#
    #expect(try scenario.file().family != file.family)
  }

  @Test func `rule 11: sealed days are left out until they are opened, and that is counted`()
    async throws
  {
    let file = try Self.file(
      extra: #","validation":{"holdout":{"from":"2024-03-06"}}"#)
    let book = Mutex<[Trial]>([])
    var options = StudyOptions()
    options.ledger = TrialLedger(
      earlier: { _ in book.withLock { $0 } },
      record: { _, trials in book.withLock { $0 += trials } })
    let sealed = try await runStudy(file, data: Self.data, options: options)
    let holdout = Scenario.start + 5 * 24 * Scenario.hour
    #expect(sealed.result.plan.data.to == holdout && sealed.holdoutOpenings == 0)
    for count in 1...2 {
      let open = try await runStudy(
        file, data: Self.data, window: BacktestWindow(opensHoldout: true),
        options: options)
      #expect(open.result.plan.data.to > holdout && open.holdoutOpenings == count)
      #expect(open.notes.contains { $0.contains("sealed holdout") })
    }
  }

  /// Validation whether the file has such a block or not.
  private static var doubting: StudyOptions {
    var options = StudyOptions()
    options.validation = .required
    return options
  }

  @Test func `a file without a validation block costs one run`() async throws {
    let data = ValidationTests.data(days: 5)
    let study = try await runStudy(try ValidationTests.scenario.file(), data: data)
    #expect(study.capacity.isEmpty && study.edgeDecay.isEmpty && study.placebo == nil)
    #expect((study.result.metrics[.days] ?? 0) > 0)
  }

  @Test
  func `the edge of a planted drift grows with time and beats its baseline`() async throws {
    // Price rises for ten minutes after every fiftieth minute and is flat otherwise.
    var price = 100.0
    var prices: [(open: Double, high: Double, low: Double, close: Double)] = []
    for index in 0..<2_900 {
      let open = price
      if (1...10).contains(index % 50), index >= 50 { price *= 1.001 }
      prices.append((open, max(open, price), min(open, price), price))
    }
    var scenario = Scenario()
    scenario.interval = .minute
    scenario.data = #""liquidations":{},"candles":{"interval":"1m"}"#
    scenario.add(prices)
    scenario.entry = #""long":{"when":{">":[{"return":{"window":"1m"}},0.0005]}}"#
    scenario.exit = #""max_hold":"20m""#
    let data = BacktestData(liquidations: [], candles: scenario.candles)
    let points = try await runStudy(try scenario.file(), data: data, options: Self.doubting)
      .edgeDecay
    let minute = try #require(points.first { $0.horizon == 60_000_000 })
    let quarter = try #require(points.first { $0.horizon == 900_000_000 })
    #expect(abs(minute.mean - 0.001) < 1e-9)
    #expect(abs(quarter.mean - 0.00903608) < 1e-6)
    #expect(quarter.mean > 2 * quarter.baseline)
  }

  @Test func `more money brings less where the volume allows no more`() async throws {
    var scenario = ValidationTests.scenario
    scenario.sizing = #""type":"equity_fraction","fraction":0.5"#
    scenario.costs = """
      "taker_bps":1,"maker_bps":1,
      "slippage":{"model":"sqrt_impact","coefficient":1,"half_spread_bps":0}
      """
    let study = try await runStudy(
      try scenario.file(), data: ValidationTests.data(days: 5), options: Self.doubting)
    let returns = study.capacity.compactMap(\.totalReturn)
    #expect(returns.count == 5)
    #expect(zip(returns, returns.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `the best of many coin flips shows no superior ability, and skill does`() throws {
    var random = SplitMix64(seed: 12)
    let flips = (0..<20).map { _ in (0..<200).map { _ in random.uniform() - 0.5 } }
    let luck = try #require(SuperiorAbility(flips, repetitions: 400, seed: 1))
    #expect(luck.pValue > 0.05)
    var skilled = flips
    skilled[3] = skilled[3].map { $0 + 0.15 }
    let skill = try #require(SuperiorAbility(skilled, repetitions: 400, seed: 1))
    #expect(skill.pValue < 0.01)
  }
}
