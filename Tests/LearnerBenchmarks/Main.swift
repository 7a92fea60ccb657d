import Basics
import Foundation
import Statistics

/// `learner-benchmarks FOLDER`: times the learners on the columns `scripts/learners.py` wrote,
/// which times other libraries on the same columns. Best of three, with an answer to compare.
@main struct LearnerBenchmarks {
  static func main() async throws {
    let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? ".")
    let values = try doubles(folder.appending(path: "columns.f64"))
    let labels = try doubles(folder.appending(path: "labels.f64")).map { $0 > 0.5 }
    let columns = stride(from: 0, to: values.count, by: labels.count).map {
      Array(values[$0..<($0 + labels.count)])
    }
    let scored = columns.map { Scale($0).applied(to: $0) }
    try await measure("logistic") {
      rocAUC(
        scores: fitLogistic(scored, labels)?.model.probabilities(scored) ?? [], labels: labels)
    }
    try await measure("boosting, 50 trees of depth 3") {
      let model = fitBoosting(columns, labels)
      return rocAUC(scores: model?.probabilities(columns) ?? [], labels: labels)
    }
    try await measure("forest, 20 trees of depth 8") {
      let settings = ForestSettings(trees: 20, features: columns.count)
      let grower = RandomForestGrower(columns, labels, settings: settings, seed: 1)
      return rocAUC(
        scores: try await grower.forest(width: 2).probabilities(columns), labels: labels)
    }
    try await series(folder)
  }

  static func series(_ folder: URL) async throws {
    let returns = try doubles(folder.appending(path: "returns.f64"))
    let states = try doubles(folder.appending(path: "states.f64"))
    for (name, model) in [
      ("garch", GarchModel()), ("gjr", GarchModel(isAsymmetric: true)),
      ("garch_t", GarchModel(innovations: .studentT)),
    ] {
      try await measure("\(name), \(returns.count) returns") {
        fitGarch(returns, model: model)?.logLikelihood ?? .nan
      }
    }
    let half = states.count / 2
    let features = [Array(states[..<half]), Array(states[half...])]
    for count in 2...4 {
      try await measure("hmm, \(count) states, 50 steps, \(half) instants") {
        let guess = HiddenMarkovModel(firstGuess: features, states: count)
        return fitHiddenMarkov(features, from: guess, iterations: 50, tolerance: -.infinity)
          .logLikelihood
      }
    }
  }

  static func measure(_ name: String, _ work: () async throws -> Double) async throws {
    var (best, least, answer) = (Duration.seconds(1_000_000), Double.infinity, 0.0)
    for _ in 0..<3 {
      let (start, cpu) = (ContinuousClock.now, clock())
      answer = try await work()
      best = min(best, ContinuousClock.now - start)
      least = min(least, Double(clock() - cpu) / Double(CLOCKS_PER_SEC))
    }
    let wall = Int(best / .milliseconds(1))
    print("liqtool \(name): \(wall) ms, cpu \(Int(least * 1_000)) ms, answer \(answer)")
  }

  static func doubles(_ url: URL) throws -> [Double] {
    let data = try Data(contentsOf: url)
    return (0..<(data.count / 8)).map { index in
      let bytes = data[(8 * index)..<(8 * index + 8)]
      return Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}
