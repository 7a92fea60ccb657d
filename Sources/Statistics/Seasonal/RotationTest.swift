import Basics

/// Whether the hours of the day differ, without assuming independent hours: every day is rotated
/// by its own random shift, which keeps all clustering within days and breaks only the clock.
package struct RotationTest: Sendable, Equatable {
  /// The population variance of the mean of each hour.
  package var statistic: Double
  /// (1 + how many rotations vary as much)/(B + 1).
  package var pValue: Double
  /// The mean of each hour less the mean of all.
  package var effects: [Double]
  /// For each hour, (1 + how many rotations have a largest |effect| as large)/(B + 1): the
  /// probability of any false hour (Westfall and Young's maxT).
  package var adjustedPValues: [Double]

  /// - Parameters:
  ///   - days: For each day, one value for each hour.
  ///   - replicates: B.
  ///   - seed: Of SplitMix64; shifts are drawn day by day, rotation by rotation.
  /// - Complexity: O(B·days·hours).
  package init(days: [[Double]], replicates: Int, seed: UInt64) {
    let hours = days.first?.count ?? 0
    let grand = mean(days.flatMap(\.self))
    let means = hourMeans(days, shifts: [Int](repeating: 0, count: days.count))
    var random = SplitMix64(seed: seed)
    var variances: [Double] = []
    var largest: [Double] = []
    for _ in 0..<replicates {
      let shifts = days.map { _ in random.index(below: hours) }
      let rotated = hourMeans(days, shifts: shifts)
      variances.append(populationVariance(rotated))
      largest.append(rotated.reduce(0) { max($0, abs($1 - grand)) })
    }
    let effects = means.map { $0 - grand }
    self.effects = effects
    statistic = populationVariance(means)
    pValue = permutationPValue(statistic, draws: variances)
    adjustedPValues = effects.map { permutationPValue(abs($0), draws: largest) }
  }
}

/// The mean over days of each hour, day d taken from hour + shift d on.
private func hourMeans(_ days: [[Double]], shifts: [Int]) -> [Double] {
  let hours = days.first?.count ?? 0
  var sums = [Double](repeating: 0, count: hours)
  for (day, shift) in zip(days, shifts) {
    for hour in shift..<hours { sums[hour - shift] += day[hour] }
    for hour in 0..<shift { sums[hour - shift + hours] += day[hour] }
  }
  return sums.map { $0 / Double(days.count) }
}
