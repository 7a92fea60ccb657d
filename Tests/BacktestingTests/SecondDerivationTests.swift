import Backtesting
import Basics
import Foundation
import Statistics
import Testing

/// White's reality check and Hansen's test once more, written from the papers: plain loops, its own
/// generator, sums over all pairs of days.
@Suite struct SecondDerivationTests {
  /// SplitMix64 and the stationary bootstrap from their definitions.
  private struct Resamples {
    private var state: UInt64
    private let count: Int
    private let jump: Double

    init(_ count: Int, block: Double, seed: UInt64) {
      (self.count, jump, state) = (count, 1 / block, seed)
    }

    private mutating func uniform() -> Double {
      state = state &+ 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }

    mutating func next() -> [Int] {
      var days: [Int] = []
      while days.count < count {
        let (chance, place) = (uniform(), Int(uniform() * Double(count)))
        if days.isEmpty || chance < jump {
          days.append(place)
        } else {
          days.append((days[days.count - 1] + 1) % count)
        }
      }
      return days
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The blocks that both tests take: those that suit the trial with the largest mean.
  private static func block(_ trials: [[Double]]) -> Double {
    let best = trials.max { mean($0) < mean($1) } ?? []
    return max(1, BlockLength(best)?.stationary ?? 1)
  }

  /// White (2000): V = max √n·f̄ₖ beside max √n·(f̄*ₖ − f̄ₖ).
  private static func realityCheck(
    _ trials: [[Double]], _ repetitions: Int, _ seed: UInt64
  ) -> Double {
    let root = Double(trials[0].count).squareRoot()
    let observed = trials.map { root * mean($0) }.max() ?? 0
    var resamples = Resamples(trials[0].count, block: block(trials), seed: seed)
    var reached = 1
    for _ in 0..<repetitions {
      let days = resamples.next()
      let draws = trials.map { trial in root * (mean(days.map { trial[$0] }) - mean(trial)) }
      if (draws.max() ?? 0) >= observed { reached += 1 }
    }
    return Double(reached) / Double(repetitions + 1)
  }

  /// The variance of √n times the mean of a stationary resample: of two of its days that are k
  /// apart the later follows the earlier with probability qᵏ, else it is any day.
  private static func variance(_ trial: [Double], block: Double) -> Double {
    let (n, q, centre) = (trial.count, 1 - 1 / block, mean(trial))
    var total = 0.0
    for first in 0..<n {
      for second in 0..<n {
        // Places in the resample; the source of the first is any day, so average over them.
        let k = abs(first - second)
        var product = 0.0
        for day in 0..<n { product += (trial[day] - centre) * (trial[(day + k) % n] - centre) }
        total += pow(q, Double(k)) * product / Double(n)
      }
    }
    return total / Double(n)
  }

  /// Hansen (2005), the consistent p-value.
  private static func superiorAbility(
    _ trials: [[Double]], _ repetitions: Int, _ seed: UInt64
  ) -> Double {
    let n = Double(trials[0].count)
    let length = block(trials)
    let rivals = trials.map { (returns: $0, noise: variance($0, block: length).squareRoot()) }
      .filter { $0.noise > 0 }
    let observed = max(0, rivals.map { n.squareRoot() * mean($0.returns) / $0.noise }.max() ?? 0)
    var resamples = Resamples(trials[0].count, block: length, seed: seed)
    var reached = 1
    for _ in 0..<repetitions {
      let days = resamples.next()
      var largest = 0.0
      for (returns, noise) in rivals {
        let own = mean(returns)
        let limit = -(2 * log(log(n))).squareRoot()
        let centre = n.squareRoot() * own / noise <= limit ? 0 : own
        let draw = n.squareRoot() * (mean(days.map { returns[$0] }) - centre) / noise
        largest = max(largest, draw)
      }
      if largest >= observed { reached += 1 }
    }
    return Double(reached) / Double(repetitions + 1)
  }

  /// Trials with a memory, some skill, some far too bad and one that never trades.
  private static func trials(_ seed: UInt64, skill: Double) -> [[Double]] {
    var random = SplitMix64(seed: seed)
    var trials = (0..<7).map { trial -> [Double] in
      var last = 0.0
      return (0..<60).map { _ in
        last = 0.4 * last + random.uniform() - 0.5
        return 0.01 * last + (trial == 2 ? skill : 0) - (trial >= 5 ? 0.004 : 0)
      }
    }
    trials.append([Double](repeating: 0, count: 60))
    return trials
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64], [0, 0.001, 0.003])
  func `the p-values are those of the papers`(_ seed: UInt64, _ skill: Double) throws {
    let trials = Self.trials(seed, skill: skill)
    let check = try #require(RealityCheck(trials, repetitions: 199, seed: seed))
    #expect(check.pValue == Self.realityCheck(trials, 199, seed))
    let ability = try #require(SuperiorAbility(trials, repetitions: 199, seed: seed))
    #expect(ability.pValue == Self.superiorAbility(trials, 199, seed))
  }
}
