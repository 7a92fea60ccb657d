import Basics
import MarketData

/// The rhythm of the liquidations that nothing set off: what multiplies their rate, by minute.
struct Baseline: Sendable {
  private let hours: [Double]
  private let rhythm: Rhythm
  private let firstMinute: Int64
  private let changeMinute: Int64

  init(_ rhythm: Rhythm, window: TimeRange) {
    self.rhythm = rhythm
    hours = Self.meanOne(rhythm.hourProfile)
    firstMinute = window.from / 60_000_000
    let after = rhythm.change.map { Int64($0.afterDays * 1_440) } ?? Int64.max / 2
    changeMinute = firstMinute + after
  }

  /// The factor in one minute, counted from 1970.
  func factor(minute: Int64) -> Double {
    let minuteOfDay = Int(TimeText.floorModulo(minute, 1_440))
    var factor = hours[minuteOfDay / 60]
    if minuteOfDay % 480 < rhythm.fundingMinutes { factor *= rhythm.fundingRatio }
    if minute >= changeMinute, let change = rhythm.change { factor *= change.rateRatio }
    if rhythm.trendPerDay != 0 {
      factor *= PortableMath.exp(rhythm.trendPerDay * Double(minute - firstMinute) / 1_440)
    }
    return factor
  }

  /// The factor on the notionals in one minute, counted from 1970.
  func sizeFactor(minute: Int64) -> Double {
    minute >= changeMinute ? rhythm.change?.sizeRatio ?? 1 : 1
  }

  /// `profile` divided by its mean.
  static func meanOne(_ profile: [Double]) -> [Double] {
    let mean = CompensatedSum(profile).value / Double(profile.count)
    return profile.map { $0 / mean }
  }
}
