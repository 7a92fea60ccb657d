import Basics

extension Ticks {
  /// Round instants from `low` to `high`, in microseconds UTC: whole minutes, hours, days, Mondays,
  /// months or years, about `count` of them.
  static func time(_ low: Double, _ high: Double, count: Int) -> [Tick] {
    guard let from = Int64(exactly: low.rounded(.up)),
      let to = Int64(exactly: high.rounded(.down)),
      abs(from) < timeLimit, abs(to) < timeLimit, from <= to
    else { return [] }
    let rough = (high - low) / Double(max(1, count))
    let instants =
      rough > 14.5 * 86_400e6
      ? months(from, to, rough: rough) : regular(from, to, rough: rough)
    return labelled(instants.times, instants.unit)
  }

  /// About the year 140,000: beyond it a tick says nothing.
  private static let timeLimit: Int64 = 4_354_000_000_000_000_000

  /// What the labels count.
  private enum Unit { case fraction, second, minute, day, month, year }

  private static let steps: [(Int64, Unit)] = [
    (1, .fraction), (10, .fraction), (100, .fraction), (1_000, .fraction), (10_000, .fraction),
    (100_000, .fraction), (500_000, .fraction), (1_000_000, .second), (2_000_000, .second),
    (5_000_000, .second), (10_000_000, .second), (15_000_000, .second), (30_000_000, .second),
    (60_000_000, .minute), (120_000_000, .minute), (300_000_000, .minute), (600_000_000, .minute),
    (900_000_000, .minute), (1_800_000_000, .minute), (3_600_000_000, .minute),
    (7_200_000_000, .minute), (10_800_000_000, .minute), (21_600_000_000, .minute),
    (43_200_000_000, .minute), (86_400_000_000, .day), (172_800_000_000, .day),
    (345_600_000_000, .day), (604_800_000_000, .day), (1_209_600_000_000, .day),
  ]

  private static func regular(
    _ from: Int64, _ to: Int64, rough: Double
  ) -> (times: [Int64], unit: Unit) {
    let (step, unit) =
      steps.first { Double($0.0) >= rough * 0.999 } ?? (1_209_600_000_000, .day)
    // 1970-01-05 was a Monday.
    let phase: Int64 = step >= 604_800_000_000 ? 4 * TimeText.microsecondsPerDay : 0
    let first = -TimeText.floorDivide(-(from - phase), step) * step + phase
    return (Array(stride(from: first, through: to, by: Int(step)).prefix(1_000)), unit)
  }

  private static func months(
    _ from: Int64, _ to: Int64, rough: Double
  ) -> (times: [Int64], unit: Unit) {
    let roughMonths = rough / (30.44 * 86_400e6)
    let step =
      [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 12_000]
      .first { Double($0) >= roughMonths * 0.95 } ?? 120_000
    let date = TimeText.date(days: Int(TimeText.floorDivide(from, TimeText.microsecondsPerDay)))
    var month = (date.year * 12 + date.month - 1) / step * step
    var times: [Int64] = []
    while times.count < 1_000 {
      let days = TimeText.days(year: month / 12, month: month % 12 + 1, day: 1)
      let time = Int64(days) * TimeText.microsecondsPerDay
      if time > to { break }
      if time >= from { times.append(time) }
      month += step
    }
    return (times, step >= 12 ? .year : .month)
  }

  private static func labelled(_ times: [Int64], _ unit: Unit) -> [Tick] {
    var last: String?
    return times.map { time in
      let text = words(time, unit)
      defer { last = text.context }
      return Tick(
        value: Double(time), label: text.label,
        context: text.context == last ? nil : text.context)
    }
  }

  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func words(_ time: Int64, _ unit: Unit) -> (label: String, context: String?) {
    let date = TimeText.date(days: Int(TimeText.floorDivide(time, TimeText.microsecondsPerDay)))
    let month = monthNames[date.month - 1]
    let clock = TimeText.csv(time).dropFirst(TimeText.day(time).utf8.count + 1).dropLast()
    switch unit {
    case .year: return (String(date.year), nil)
    case .month: return (month, String(date.year))
    case .day: return ("\(date.day) \(month)", String(date.year))
    case .minute: return (String(clock.prefix(5)), "\(date.day) \(month) \(date.year)")
    case .second, .fraction: return (String(clock), "\(date.day) \(month) \(date.year)")
    }
  }
}
