/// Sums, means and spreads of a window.
struct MomentStatistic: SampleStatistic {
  enum Measure: Sendable {
    case sum, mean, standardDeviation, zScore
  }

  private let measure: Measure
  private var moments = RollingMoments()

  init(_ measure: Measure) { self.measure = measure }

  mutating func insert(_ value: Double, at time: Int64) { moments.insert(value) }
  mutating func remove(_ value: Double, at time: Int64) { moments.remove(value) }
  mutating func rebuild(_ queue: SampleQueue) { moments.rebuild(queue.values[queue.indices]) }
  var isDamaged: Bool { moments.isDamaged }

  func value(of x: Double) -> Double {
    switch measure {
    case .sum: moments.total
    case .mean: moments.mean
    case .standardDeviation: moments.standardDeviation
    case .zScore: (x - moments.mean) / moments.standardDeviation
    }
  }
}
