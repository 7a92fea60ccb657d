import Basics
import Foundation
import Statistics

/// `learner-benchmarks FOLDER TASK`: times one learner on the columns `scripts/learners.py` wrote,
/// which times other libraries on the same columns.
///
/// Prints milliseconds, CPU milliseconds (best of three), the megabytes beyond what was there
/// before, and an answer to compare.
@main struct LearnerBenchmarks {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { return print("usage: learner-benchmarks FOLDER TASK") }
    let folder = URL(filePath: arguments[1])
    switch arguments[2] {
    case "garch": try await garch(folder, GarchModel())
    case "gjr": try await garch(folder, GarchModel(isAsymmetric: true))
    case "garch_t": try await garch(folder, GarchModel(innovations: .studentT))
    case "hmm2", "hmm3", "hmm4": try await hmm(folder, states: Int(arguments[2].suffix(1)) ?? 2)
    case "evt": try await tail(folder)
    default: try await classifier(folder, arguments[2])
    }
  }

  static func classifier(_ folder: URL, _ name: String) async throws {
    let labels = try doubles(folder.appending(path: "labels.f64")).map { $0 > 0.5 }
    let columns = try self.columns(folder.appending(path: "columns.f64"), rows: labels.count)
    try await measure {
      switch name {
      case "logistic":
        let scored = columns.map { Scale($0).applied(to: $0) }
        let fit = try await fitLogistic(scored, labels, width: 2)
        return rocAUC(scores: fit?.model.probabilities(scored) ?? [], labels: labels)
      case "boosting":
        let model = try await fitBoosting(columns, labels, width: 2)
        let found = try await model?.probabilities(columns, width: 2)
        return rocAUC(scores: found ?? [], labels: labels)
      default:
        let settings = ForestSettings(trees: 20, features: columns.count)
        let grower = RandomForestGrower(columns, labels, settings: settings, seed: 1)
        let forest = try await grower.forest(width: 2)
        return rocAUC(scores: forest.probabilities(columns), labels: labels)
      }
    }
  }

  static func garch(_ folder: URL, _ model: GarchModel) async throws {
    let returns = try doubles(folder.appending(path: "returns.f64"))
    try await measure { fitGarch(returns, model: model)?.logLikelihood ?? .nan }
  }

  static func hmm(_ folder: URL, states count: Int) async throws {
    let states = try doubles(folder.appending(path: "states.f64"))
    let half = states.count / 2
    let features = [Array(states[..<half]), Array(states[half...])]
    try await measure {
      let guess = HiddenMarkovModel(firstGuess: features, states: count)
      return fitHiddenMarkov(features, from: guess, iterations: 50, tolerance: -.infinity)
        .logLikelihood
    }
  }

  static func tail(_ folder: URL) async throws {
    let sizes = try doubles(folder.appending(path: "sizes.f64"))
    try await measure {
      let sorted = AscendingValues(sizes).values
      let threshold = quantile(sorted: sorted, 0.95)
      return ParetoTail(sorted: sorted, above: threshold)?.logLikelihood ?? .nan
    }
  }

  static func measure(_ work: () async throws -> Double) async throws {
    let before = peakMegabytes()
    var (best, least, answer) = (Duration.seconds(1_000_000), Double.infinity, 0.0)
    for _ in 0..<3 {
      let (start, cpu) = (ContinuousClock.now, clock())
      answer = try await work()
      best = min(best, ContinuousClock.now - start)
      least = min(least, Double(clock() - cpu) / Double(CLOCKS_PER_SEC))
    }
    let memory = peakMegabytes() - before
    print("\(best / .milliseconds(1)) \(least * 1_000) \(memory) \(answer)")
  }

  /// The most memory that was resident so far.
  static func peakMegabytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map {
      $0 / 1_024
    } ?? 0
  }

  static func columns(_ url: URL, rows: Int) throws -> [[Double]] {
    let values = try doubles(url)
    return stride(from: 0, to: values.count, by: rows).map { Array(values[$0..<($0 + rows)]) }
  }

  static func doubles(_ url: URL) throws -> [Double] {
    let bytes = [UInt8](try Data(contentsOf: url))
    return stride(from: 0, to: bytes.count - 7, by: 8).map { first in
      var bits: UInt64 = 0
      for place in 0..<8 { bits |= UInt64(bytes[first + place]) << UInt64(8 * place) }
      return Double(bitPattern: bits)
    }
  }
}
