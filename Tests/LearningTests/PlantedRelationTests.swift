import Basics
import Learning
import MarketData
import Signals
import Statistics
import TestSupport
import Testing

/// Markets whose law is known, twenty of each: what is there is found and called by its right sign
/// and lead, and intervals hold as often as they say.
@Suite(.enabled(if: FullTests.isOn)) struct PlantedRelationTests {
  private static func learned(
    _ markets: [LearningMarket], target: LearningTarget = .usd, _ models: [ClassifierKind],
    features: [LearnedModel.Feature] = countFeatures
  ) async throws -> LearnOutcome {
    try await learn(
      LearnRequest(target: target, horizon: quarter, models: models), from: markets,
      features: features, run: .null, width: 2)
  }

  private static let seeds = (0..<FullTests.seeds).map { UInt64($0) + 700 }

  @Test func `the relation is claimed with its sign and its lead`() async throws {
    var (claims, leads, signs) = (0, 0, 0)
    for seed in Self.seeds {
      let found = try await Self.learned(
        [.planted(days: 40, strength: 1.5, seed: seed)], [.logistic])
      if found.study.bestModel?.name == "logistic" { claims += 1 }
      // The count of the last candle is what leads; those before say nothing.
      if found.importance.max() == found.importance[0] { leads += 1 }
      guard case .logistic(_, let model) = try #require(found.model).classifier.model else {
        continue
      }
      let others = model.coefficients.dropFirst().map { abs($0) }
      if model.coefficients[0] > 4 * (others.max() ?? 0) { signs += 1 }
    }
    FullTests.show(
      "A planted relation:",
      ["claimed \(claims), right lead \(leads), right sign \(signs) of \(FullTests.seeds)"])
    #expect(claims == FullTests.seeds && leads == FullTests.seeds && signs == FullTests.seeds)
  }

  @Test func `the interval of what is saved covers it at its rate`() async throws {
    // What is saved in the long run, from other markets of the same law.
    var savings: [DayBlockBootstrap] = []
    for seed in (0..<100).map({ UInt64($0) + 2_000 }) + Self.seeds {
      let found = try await Self.learned(
        [.planted(days: 40, strength: 1.5, seed: seed)], [.logistic])
      savings.append(try #require(found.study.scores.first?.saving))
    }
    let truth = mean(savings.prefix(100).map(\.mean))
    let covering = savings.suffix(FullTests.seeds).count {
      $0.interval.low <= truth && truth <= $0.interval.high
    }
    FullTests.show(
      "Brier score saved, 95 %:", ["\(truth) is held by \(covering) of \(FullTests.seeds)"])
    #expect(!FullTests.coverTooRarely(covering, of: FullTests.seeds))
  }

  @Test func `the interval of the volatility holds nine outcomes of ten`() async throws {
    var (inside, count) = (0.0, 0.0)
    for seed in Self.seeds {
      let found = try await learn(
        LearnRequest(target: .volatility, horizon: 4 * quarter, models: [.logistic]),
        from: [.planted(days: 40, strength: 0, seed: seed)], features: fewFeatures, run: .null,
        width: 2)
      let study = try #require(found.volatility)
      inside += study.coverage * Double(study.count)
      count += Double(study.count)
    }
    FullTests.show("Volatility, 90 %:", ["held \(inside / count) of \(count) outcomes"])
    // Of 38,000 outcomes, four in a row overlapping, with quantiles of some 300 errors a fold.
    #expect(abs(inside / count - 0.9) < 0.015)
  }

  @Test func `one model serves two symbols of other sizes, none serves noise`() async throws {
    var (claims, both, mistakes) = (0, 0, 0)
    for seed in Self.seeds {
      let pair = { (strength: Double) -> [LearningMarket] in
        [
          .planted(days: 30, strength: strength, seed: seed, symbol: "BIG", scale: 10),
          .planted(days: 30, strength: strength, seed: seed + 500, symbol: "SMALL"),
        ]
      }
      let found = try await Self.learned(pair(1.5), [.logistic, .boosting])
      if found.study.bestModel != nil { claims += 1 }
      if found.bySymbol.allSatisfy({ $0.scores.first?.hasSkill == true }) { both += 1 }
      if try await Self.learned(pair(0), [.logistic, .boosting]).study.bestModel != nil {
        mistakes += 1
      }
    }
    FullTests.show(
      "Two symbols:",
      ["claimed \(claims), on each alone \(both), on noise \(mistakes) of \(FullTests.seeds)"])
    #expect(claims == FullTests.seeds)
    // Alone a symbol has half of the rows, and its skill is seen nineteen times of twenty.
    #expect(both >= 17)
    // At 2.5 % a claim: three of twenty would happen once in 80.
    #expect(mistakes <= 2)
  }
}
