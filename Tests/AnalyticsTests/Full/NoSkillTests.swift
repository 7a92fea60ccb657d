import Analytics
import Basics
import Foundation
import MarketData
import TestSupport
import Testing

/// Markets without anything to foresee: no forecaster may claim skill in more than 5 of 100.
@Suite(.enabled(if: FullTests.isOn)) struct NoSkillTests {
  private static let count = 100
  /// What is not a claim, but shows that there could have been one.
  private static let answered = "answered:"

  /// Which forecasters claim skill on one market.
  private static func claims(seed: UInt64) throws -> Set<String> {
    var market = NullMarket(seed: seed, isPureNoise: true)
    let inputs = try market.inputs()
    var claims: Set<String> = []
    let selection = try AnalysisSelection(
      only: ["ml", "neural", "har"],
      settings: [
        .init(
          analysis: "ml", parameter: "models",
          value: "logistic,tree,forest,boosting,perceptron,isolation"),
        .init(analysis: "ml", parameter: "interval", value: "15m"),
        .init(analysis: "neural", parameter: "interval", value: "15m"),
      ])
    for analysis in selection.analyses {
      let answer = analysis.result(for: inputs).json
      for model in answer["models"]?.members ?? [] where model.value["verdict"]?.text == "skill" {
        claims.insert("\(type(of: analysis).name) \(model.key)")
      }
      if answer["volatility"]?["recommended"]?.text == "lstm" { claims.insert("lstm over HAR") }
      if answer["recommended"]?.text == "har_liq" { claims.insert("liquidations over HAR") }
      if let p = answer["clark_west_p"]?.double, p < 0.05 { claims.insert("Clark-West p < 0.05") }
      for question in ["models", "volatility", "clark_west_p"]
      where answer[question] ?? .null != .null {
        claims.insert("\(answered) \(question) of \(type(of: analysis).name)")
      }
    }
    return claims
  }

  @Test func `pure noise gives no skill`() async throws {
    let found = try await mapConcurrently(Array(0..<Self.count), width: 2) { seed in
      try Self.claims(seed: UInt64(seed) + 1_000)
    }
    var counts: [String: Int] = [:]
    for claim in found.flatMap(\.self) { counts[claim, default: 0] += 1 }
    let any = found.count { $0.contains { $0.hasPrefix("ml ") } }
    FullTests.show(
      "Claims of skill on \(Self.count) markets of pure noise (any classifier: \(any)):",
      counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
    for (claim, count) in counts
    where !claim.hasPrefix("Clark") && !claim.hasPrefix(Self.answered) {
      #expect(count <= 5, "\(claim): \(count)")
    }
    for question in ["models of ml", "volatility of neural", "clark_west_p of har"] {
      #expect(counts["\(Self.answered) \(question)"] == Self.count, "\(question)")
    }
    // A test at 5 %: more than 11 of 100 would happen once in 200.
    #expect(counts["Clark-West p < 0.05"] ?? 0 <= 11)
  }
}
