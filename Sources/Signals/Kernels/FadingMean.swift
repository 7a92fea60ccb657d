import Glibc

/// The mean of a window with weights that halve every `halflife` (rule 41).
///
/// Σ k s ÷ Σ k does not change when all weights are multiplied by one number, so each sample keeps
/// the weight 2^((its instant − anchor) ÷ halflife) it entered with; only the anchor is renewed.
struct FadingMean: SampleStatistic {
  private let halflife: Double
  private var anchor: Int64 = 0
  private var weighted = DoubleDouble.zero
  private var weights = DoubleDouble.zero
  private var count = 0
  private var isAnchorOld = false
  private var newest = Double.nan
  /// How many of the newest samples are equal: a constant is its own mean, without any rounding.
  private var equalRun = 0

  /// - Parameter halflife: In microseconds; positive.
  init(halflife: Double) { self.halflife = halflife }

  mutating func insert(_ value: Double, at time: Int64) {
    if count == 0 { restart(at: time) }
    count += 1
    equalRun = value == newest ? equalRun + 1 : 1
    newest = value
    add(value, weight(at: time))
    if Double(time - anchor) / halflife > 900 { isAnchorOld = true }
  }

  mutating func remove(_ value: Double, at time: Int64) {
    count -= 1
    add(value, -weight(at: time))
  }

  mutating func rebuild(_ queue: SampleQueue) {
    guard let last = queue.indices.last else { return }
    restart(at: queue.times[last])
    count = queue.count
    for index in queue.indices { add(queue.values[index], weight(at: queue.times[index])) }
  }

  var isDamaged: Bool { isAnchorOld || !weighted.isFinite }

  func value(of x: Double) -> Double {
    if count == 0 { return .nan }
    return equalRun >= count ? newest : weighted.value / weights.value
  }

  private mutating func restart(at time: Int64) {
    anchor = time
    weighted = .zero
    weights = .zero
    isAnchorOld = false
  }

  private func weight(at time: Int64) -> Double { exp2(Double(time - anchor) / halflife) }

  private mutating func add(_ value: Double, _ weight: Double) {
    weighted += DoubleDouble(product: value, weight)
    weights += DoubleDouble(high: weight, low: 0)
  }
}
