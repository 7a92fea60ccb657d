/// Ranks and quantiles of a window.
struct OrderStatistic: SampleStatistic {
  enum Measure: Sendable {
    /// (#{s < x} + ½·#{s = x}) ÷ n.
    case rank
    case quantile(Double)
    /// (x − median) ÷ (1.4826 · median |s − median|).
    case robustScore
  }

  private let measure: Measure
  private var samples = OrderedSamples()

  init(_ measure: Measure) { self.measure = measure }

  mutating func insert(_ value: Double, at time: Int64) { samples.insert(value) }
  mutating func remove(_ value: Double, at time: Int64) { samples.remove(value) }

  func value(of x: Double) -> Double {
    switch measure {
    case .rank:
      guard !x.isNaN, samples.count > 0 else { return .nan }
      let rank = samples.rank(of: x)
      return (Double(rank.below) + 0.5 * Double(rank.equal)) / Double(samples.count)
    case .quantile(let q): return samples.quantile(q)
    case .robustScore:
      let median = samples.median
      return (x - median) / (1.4826 * samples.medianDistance(from: median))
    }
  }
}
