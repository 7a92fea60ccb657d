import Backtesting
import Basics
import Testing

/// The published metric fixture: 31 daily marks, a benchmark, 20 trades, and what independent
/// formulas (and the libraries named in the study) give for them.
@Suite struct MetricsTests {
  static let equity: [Double] = [
    10000, 10120, 10075, 10310, 10190, 9980, 9755, 9840, 10010, 10260, 10455, 10390, 10390, 10525,
    10710, 10650, 10480, 10230, 10090, 10345, 10560, 10820, 10795, 10960, 11140, 11025, 10870,
    10905, 11060, 10990, 10940,
  ]
  static let benchmark: [Double] = [
    60000, 60600, 60300, 61200, 60100, 58900, 57700, 58300, 58900, 60200, 61000, 60700, 60800,
    61500, 62400, 62100, 61000, 59600, 58800, 60200, 61100, 62500, 62300, 62900, 63900, 63200,
    62100, 62300, 63000, 62600, 62200,
  ]
  static let profits: [Double] = [
    120, -45, 235, -120, -435, 85, 420, 195, -65, 135, 185, -620, 255, 475, 140, 180, -270, 190,
    -70, -50,
  ]

  static let expected: [(MetricKey, Double)] = [
    (.days, 30), (.cagr, 1.983394954855327), (.volatility, 0.30031691554629447),
    (.sharpe, 3.7900525521748225), (.downsideDeviation, 0.17578413953814737),
    (.sortino, 6.475082992231485), (.maximumDrawdownDaily, -0.057889822595704965),
    (.calmar, 34.2615483330654), (.ulcer, 0.023103268358466687), (.martin, 85.84910689177315),
    (.pain, 0.015611003769672243), (.omega, 1.5770092242116827), (.tail, 1.1449787816377561),
    (.var95, -0.021673597440219024), (.cvar95, -0.023200026006210905),
    (.skew, -0.12774696229853266), (.kurtosis, -1.3446238988364945), (.psr, 0.8536639988716147),
    (.beta, 1.0741599816696539), (.alpha, 0.8725334802731186),
    (.informationRatio, 12.334558582355987), (.trades, 20), (.winRate, 0.6),
    (.profitFactor, 1.5611940298507463), (.payoff, 1.0407960199004975), (.expectancy, 47),
    (.sqn, 0.7877014103499901), (.kelly, 0.21567877629063092), (.winStreak, 4),
    (.lossStreak, 2), (.recovery, 1.5161290322580645),
    (.minimumTrackRecord, 71.8584248968607), (.tradePValue, 0.44058817852),
  ]

  static func metrics() -> Metrics {
    var metrics = Metrics()
    let returns = zip(benchmark, benchmark.dropFirst()).map { $1 / $0 - 1 }
    EquityMetrics(equity: equity, benchmark: .returns(returns)).fill(&metrics)
    TradeMetrics(profits: profits).fill(&metrics)
    return metrics
  }

  @Test(arguments: expected)
  func `metric agrees with the independent formulas`(
    _ expected: (key: MetricKey, value: Double)
  ) throws {
    let value = try #require(Self.metrics()[expected.key])
    let tolerance = expected.key == .tradePValue ? 1e-10 : 1e-11
    #expect(
      abs(value - expected.value) <= tolerance * abs(expected.value),
      "\(expected.key.rawValue): \(value) ≠ \(expected.value)")
  }

  @Test func `the deflated Sharpe ratio counts the trials`() throws {
    let returns = zip(Self.equity, Self.equity.dropFirst()).map { $1 / $0 - 1 }
    let threshold = SharpeConfidence.expectedMaximum(trials: 50, variance: 0.01)
    #expect(abs(threshold - 0.2276303093420348) < 1e-12)
    let sharpe = try #require(SharpeConfidence(returns))
    let probability = try #require(sharpe.probability(above: threshold))
    #expect(abs(probability - 0.4383509417397647) < 1e-12)
  }

  @Test func `rule 106: a constant curve has no ratios and no zeros in their place`() {
    var metrics = Metrics()
    EquityMetrics(equity: [Double](repeating: 100, count: 40), benchmark: .none).fill(&metrics)
    for key in [MetricKey.sharpe, .sortino, .omega, .calmar, .martin, .psr, .skew, .recovery] {
      #expect(metrics[key] == nil, "\(key.rawValue)")
    }
    #expect(metrics[.maximumDrawdownDaily] == 0)
    #expect(metrics.json["sharpe"] == .null)
  }

  @Test func `rule 105: fewer than thirty days annualise nothing`() {
    var metrics = Metrics()
    EquityMetrics(equity: Array(Self.equity.prefix(20)), benchmark: .none).fill(&metrics)
    for key in [
      MetricKey.cagr, .volatility, .sharpe, .downsideDeviation, .sortino, .calmar, .martin, .alpha,
      .informationRatio,
    ] {
      #expect(metrics[key] == nil, "\(key.rawValue)")
    }
    #expect(metrics[.psr] != nil && metrics[.omega] != nil && metrics[.ulcer] != nil)
  }

  @Test func `rule 107: the tail is the mean of what is not above its quantile, type 7`() {
    // Ten returns of −4 % to 5 %: the quantile lies between the two lowest, at 0.45 of the way.
    var metrics = Metrics()
    var equity = [100.0]
    for percent in -4...5 { equity.append(equity[equity.count - 1] * (1 + Double(percent) / 100)) }
    EquityMetrics(equity: equity, benchmark: .none).fill(&metrics)
    #expect(abs((metrics[.var95] ?? 0) - -0.0355) < 1e-12)
    #expect(abs((metrics[.cvar95] ?? 0) - -0.04) < 1e-12)
    // The sample moments of ten equally spaced values: G1 = 0, G2 = −1.2.
    #expect(abs((metrics[.skew] ?? 1) - 0) < 1e-9)
    #expect(abs((metrics[.kurtosis] ?? 0) - -1.2) < 1e-9)
  }

  @Test func `rule 143: streaks are two numbers, and a trade of nothing ends both`() {
    var metrics = Metrics()
    TradeMetrics(profits: [1, 2, 0, 3, 4, 5, -1, -2, 0, -3]).fill(&metrics)
    #expect(metrics[.winStreak] == 3 && metrics[.lossStreak] == 2)
    #expect(metrics.json["win_streak"] != nil && metrics.json["loss_streak"] != nil)
  }

  @Test func `rule 106: one win has no payoff and no test`() {
    var metrics = Metrics()
    TradeMetrics(profits: [5]).fill(&metrics)
    #expect(metrics[.winRate] == 1 && metrics[.expectancy] == 5)
    for key in [MetricKey.profitFactor, .payoff, .kelly, .sqn, .tradePValue] {
      #expect(metrics[key] == nil, "\(key.rawValue)")
    }
  }
}
