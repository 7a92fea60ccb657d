import Basics
import Foundation
import Learning
import MarketData
import Reports
import Signals
import Statistics
import Testing

private let isFull = ProcessInfo.processInfo.environment["LIQTOOL_FULL_TESTS"] != nil

@Suite struct LearnTests {
  private func outcome(
    strength: Double, seed: UInt64, days: Int = 30, models: [ClassifierKind], width: Int = 1,
    features: [LearnedModel.Feature] = fewFeatures
  ) async throws -> LearnOutcome {
    let request = LearnRequest(target: .usd, horizon: quarter, models: models)
    return try await learn(
      request, from: [.planted(days: days, strength: strength, seed: seed)],
      features: features, run: .null, width: width)
  }

  /// The law reads counts, which the target's own past, a baseline, shows but dimly.
  @Test func `a planted relation is found and leaned on`() async throws {
    let kinds: [ClassifierKind] = isFull ? [.logistic, .boosting, .forest] : [.logistic, .tree]
    let found = try await outcome(
      strength: 2.5, seed: 3, days: 40, models: kinds, features: countFeatures)
    for score in found.study.scores where !score.isBaseline {
      #expect(score.hasSkill, "\(score.name)")
      #expect(score.auc > 0.65, "\(score.name)")
    }
    #expect(found.model?.evidence["verdict"]?.text == "skill")
    #expect(found.importance.max() ?? 0 > 0.001)
    #expect(found.report.findings.first?.sentence.contains("beats the best baseline") == true)
  }

  @Test func `noise gives no skill`() async throws {
    let kinds = isFull ? ClassifierKind.allCases : [.logistic, .tree]
    var claims = [String: Int]()
    let seeds = isFull ? 100 : 3
    for seed in 0..<seeds {
      let found = try await outcome(
        strength: 0, seed: 100 + UInt64(seed), days: 20, models: kinds, width: 2)
      for score in found.study.scores where score.hasSkill { claims[score.name, default: 0] += 1 }
    }
    for kind in kinds {
      #expect(claims[kind.rawValue] ?? 0 <= (isFull ? 5 : 0), "\(kind.rawValue)")
    }
  }

  @Test func `the answer does not depend on how many fits run at a time`() async throws {
    let one = try await outcome(strength: 1, seed: 8, days: 15, models: [.logistic, .tree])
    let two = try await outcome(
      strength: 1, seed: 8, days: 15, models: [.logistic, .tree], width: 2)
    #expect(one.model?.document == two.model?.document)
    #expect(one.report.data == two.report.data)
    #expect(one.report.findings == two.report.findings)
  }

  @Test(arguments: LearningTarget.allCases)
  func `every target has rows whose past is known`(target: LearningTarget) throws {
    let market = LearningMarket.planted(days: 12, strength: 0, seed: 4)
    let table = try LearningTable([market], fewFeatures, target: target, horizon: 4 * quarter)
    #expect(table.count > 1_000)
    #expect(table.task.columns.allSatisfy { $0.allSatisfy(\.isFinite) })
    #expect(table.window.to <= market.window.to)
    // What came before a row is what followed the row a horizon earlier, except that a cascade is
    // only known at its fifth liquidation.
    if target != .cascade {
      for row in 4..<table.count where table.times[row] - table.times[row - 4] == 4 * quarter {
        #expect(table.recent[0][row] == table.task.future[row - 4])
      }
    }
  }

  @Test func `volatility is forecast with an interval that holds at its rate`() async throws {
    let market = LearningMarket.planted(days: 20, strength: 0, seed: 12)
    let request = LearnRequest(target: .volatility, horizon: 4 * quarter, models: [.logistic])
    let found = try await learn(
      request, from: [market], features: fewFeatures, run: .null, width: 1)
    let study = try #require(found.volatility)
    #expect(study.coverage > 0.8 && study.coverage < 0.97)
    // Independent moves: the past says nothing, but the mean is a better guess than the last.
    #expect(study.loss < study.naiveLoss)
    #expect(!study.isRecommended)
    let model = try #require(found.model)
    let again = try LearnedModel(parsing: Array(model.document.text().utf8))
    let rows = try predict(again, [market], window: .all)
    #expect(try predict(model, [market], window: .all) == rows)
    #expect(rows.allSatisfy { $0.lower < $0.value && $0.value < $0.upper })
    #expect(predictionCSV(rows).hasPrefix("time,symbol,value,lower,upper,in_sample\n"))
  }

  @Test func `too few rows are refused in words`() throws {
    let market = LearningMarket.planted(days: 2, strength: 0, seed: 4)
    let refusal = #expect(throws: LearningTable.Refusal.self) {
      try LearningTable([market], fewFeatures, target: .usd, horizon: quarter)
    }
    #expect(refusal?.description.contains("at least 500") == true)
    #expect(throws: LearningTable.Refusal.self) {
      try LearningTable([market], fewFeatures, target: .usd, horizon: quarter + 1)
    }
    #expect(throws: LearningTable.Refusal.self) {
      try LearningTable([], fewFeatures, target: .usd, horizon: quarter)
    }
  }
}

@Suite struct LookaheadTests {
  private let market = LearningMarket.planted(days: 8, strength: 1, seed: 5)

  @Test func `features computed from the past are not suspected`() throws {
    let features = standardFeatures(interval: quarter)
    let table = try LearningTable([market], features, target: .usd, horizon: quarter)
    #expect(try firstLookahead(table, features, [market], samples: 4) == nil)
  }

  @Test(arguments: standardFeatures(interval: quarter).indices)
  func `a feature from one candle ahead is found`(feature: Int) throws {
    let features = standardFeatures(interval: quarter)
    let table = try LearningTable([market], features, target: .usd, horizon: quarter)
    var columns = table.task.columns
    columns[feature] = Array(columns[feature].dropFirst()) + [0]
    let leaking = table.replacing(columns)
    let found = try firstLookahead(leaking, features, [market], samples: 12)
    #expect(found?.feature == features[feature].name)
  }

  @Test func `cutting the data off leaves all earlier predictions as they were`() async throws {
    let request = LearnRequest(target: .usd, horizon: quarter, models: [.tree])
    let model = try #require(
      try await learn(
        request, from: [.planted(days: 12, strength: 1, seed: 6)],
        features: standardFeatures(interval: quarter), run: .null, width: 1
      ).model)
    let whole = try predict(model, [market], window: .all)
    for cut in [200, 411, 650] {
      let time = start + Int64(cut) * quarter
      let part = try predict(model, [market.known(at: time)], window: .all)
      #expect(part.count > 100)
      #expect(predictionCSV(part) == predictionCSV(Array(whole.prefix(part.count))))
    }
  }
}
