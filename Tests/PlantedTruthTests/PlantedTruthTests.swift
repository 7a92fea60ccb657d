import Analytics
import Basics
import Foundation
import MarketData
import Synthesis
import TestSupport
import Testing

/// Markets whose truth is known: over 20 seeds the intervals must hold it as often as they say.
@Suite(.enabled(if: FullTests.isOn)) struct PlantedTruthTests {
  /// 2024-06-01.
  private static let from: Int64 = 1_717_200_000_000_000

  private static let flat = """
    {"rhythm":{"hour_profile":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],
    "funding_ratio":1,"change":null}}
    """

  /// What one market answers.
  private struct Planted {
    let inputs: MarketInputs
    let truth: JSONValue

    func answer(_ name: String) throws -> JSONValue {
      let selection = try AnalysisSelection(only: [name])
      return selection.analyses.first?.result(for: inputs).json ?? .null
    }

    func expected(_ key: String) -> JSONValue? { truth["expected"]?[key] }
  }

  private static func market(
    seed: Int, days: Int64, exchanges: [String] = ["bybit"], symbols: [String] = ["BTCUSDT"],
    _ planted: String...
  ) throws -> Planted {
    let window = TimeRange(from: from, to: from + days * 86_400_000_000)
    var model = try MarketModel(
      seed: UInt64(seed), window: window, symbols: symbols, exchanges: exchanges)
    for text in planted { try model.plant(JSONValue(parsing: text)) }
    let market = try generateMarket(model)
    let plan = InputPlan(window: window, needs: try AnalysisSelection().needs)
    var state = LiquidationState(plan: plan)
    for exchange in exchanges { state.update(market.liquidations(exchange: exchange)) }
    var candles = CandleState(window: window)
    candles.update(try market.candles(exchange: exchanges[0]))
    return Planted(
      inputs: MarketInputs(liquidations: state, candles: candles), truth: market.truth)
  }

  /// The outcomes of all seeds, in their order.
  private static func outcomes<Outcome: Sendable>(
    _ outcome: @escaping @Sendable (Int) throws -> Outcome
  ) async throws -> [Outcome] {
    try await mapConcurrently(Array(1...FullTests.seeds), width: 2, outcome)
  }

  /// An estimate, its interval's ends and the truth.
  private struct Estimate: Sendable {
    let value: Double
    let low: Double
    let high: Double
    let truth: Double

    var covers: Bool { low <= truth && truth <= high }
  }

  private static func judge(_ title: String, _ estimates: [Estimate]) -> Int {
    let covering = estimates.count(where: \.covers)
    let mean = estimates.map(\.value).reduce(0, +) / Double(estimates.count)
    let truth = estimates.map(\.truth).reduce(0, +) / Double(estimates.count)
    FullTests.show(
      title,
      [
        "\(covering) of \(estimates.count) intervals hold the truth; mean estimate "
          + String(format: "%.4f, mean truth %.4f", mean, truth)
      ])
    return covering
  }

  @Test(arguments: [0.3, 0.6, 0.8])
  func `intervals of the branching ratio cover it`(ratio: Double) async throws {
    let estimates = try await Self.outcomes { seed -> Estimate in
      let market = try Self.market(
        seed: seed, days: 14, Self.flat,
        #"{"arrivals":{"branching_ratio":\#(ratio)},"sides":{"log_odds_sd":0}}"#)
      let fit = try market.answer("hawkes")["diurnal"]
      let value = fit?["branching"]?.double ?? .nan
      let error = 1.96 * (fit?["branching_se"]?.double ?? .nan)
      return Estimate(value: value, low: value - error, high: value + error, truth: ratio)
    }
    let covering = Self.judge("Branching ratio \(ratio), 95 % intervals:", estimates)
    #expect(!FullTests.coverTooRarely(covering, of: estimates.count))
  }

  @Test func `intervals of the funding ratio cover it`() async throws {
    let estimates = try await Self.outcomes { seed -> Estimate in
      let market = try Self.market(
        seed: seed, days: 28,
        #"{"rhythm":{"funding_ratio":3,"change":null}}"#)
      let answer = try market.answer("funding")
      let ends = answer["rr_day_boot95"]?.elements?.compactMap(\.double) ?? []
      return Estimate(
        value: answer["rate_ratio"]?.double ?? .nan, low: ends.first ?? .nan,
        high: ends.last ?? .nan, truth: market.expected("funding_ratio")?.double ?? .nan)
    }
    let covering = Self.judge("Funding ratio, 95 % intervals over days:", estimates)
    // Resampled intervals of 28 days are a little short; 90 % is what they keep.
    #expect(!FullTests.coverTooRarely(covering, of: estimates.count, level: 0.9))
  }

  @Test func `the planted rhythm is found and its busiest hour named`() async throws {
    let outcomes = try await Self.outcomes { seed -> (found: Bool, named: Bool) in
      let market = try Self.market(seed: seed, days: 28, #"{"rhythm":{"change":null}}"#)
      let answer = try market.answer("seasonality")
      let p = answer["hour_maxT_adj_p"]?.elements?.map { $0.double ?? 1 } ?? []
      let peak = market.expected("peak_hours")?.elements?.compactMap(\.int).map(Int.init) ?? []
      return (
        (answer["friedman_hour_p"]?.double ?? 1) < 0.05, peak.contains { p[$0] < 0.05 }
      )
    }
    let (found, named) = (outcomes.count(where: \.found), outcomes.count(where: \.named))
    FullTests.show("Daily rhythm:", ["found in \(found), a peak hour named in \(named) of 20"])
    #expect(found >= 19 && named >= 18)
  }

  @Test(arguments: [0.5, 0.7])
  func `intervals of the impact exponent cover it`(exponent: Double) async throws {
    let estimates = try await Self.outcomes { seed -> Estimate in
      let market = try Self.market(
        seed: seed, days: 28, exchanges: ["binance-futures"], Self.flat,
        #"{"impact":{"exponent":\#(exponent),"permanent_share":1}}"#)
      let answer = try market.answer("impact")
      let value = answer["nls_delta"]?.double ?? .nan
      let error = 1.96 * (answer["nls_se"]?.elements?.last?.double ?? .nan)
      return Estimate(value: value, low: value - error, high: value + error, truth: exponent)
    }
    let covering = Self.judge("Impact exponent \(exponent), 95 % intervals:", estimates)
    #expect(!FullTests.coverTooRarely(covering, of: estimates.count))
  }

  @Test func `a planted shift of level is dated within a day`() async throws {
    let outcomes = try await Self.outcomes { seed -> (dated: Bool, others: Int) in
      let market = try Self.market(
        seed: seed, days: 28,
        #"{"rhythm":{"change":{"after_days":14,"rate_ratio":3,"size_ratio":2}}}"#)
      // The last end is the window's.
      let ends = try market.answer("changepoints")["default"]?["breakpoints"]?.elements ?? []
      let changes = ends.compactMap(\.double).dropLast()
      let near = changes.count { abs($0 - 14 * 24) <= 24 }
      return (near > 0, changes.count - near)
    }
    let dated = outcomes.count(where: \.dated)
    let others = outcomes.count { $0.others > 0 }
    FullTests.show(
      "Shift of level, ×6 in dollars:",
      ["dated within a day in \(dated), further shifts in \(others) of 20"])
    #expect(dated >= 18 && others <= 4)
  }

  @Test func `the planted lead of one symbol is found`() async throws {
    let leads = try await Self.outcomes { seed -> Double in
      let market = try Self.market(
        seed: seed, days: 14, symbols: ["BTCUSDT", "SOLUSDT"], Self.flat,
        #"{"lead_lag":{"leader":"BTCUSDT","follower":"SOLUSDT","lag_s":120}}"#)
      return try market.answer("hayashi_yoshida")["symbol_pairs"]?["BTCUSDT/SOLUSDT"]?[
        "argmax_theta"]?.double ?? .nan
    }
    let right = leads.count { abs($0 - 120) <= 60 }
    FullTests.show("Lead of 120 s:", ["\(right) of 20 within a minute: \(leads)"])
    #expect(right >= 19)
  }
}
