import Basics

/// One tick of an axis: where, what stands there, and what that belongs to.
struct Tick: Equatable {
  let value: Double
  let label: String
  /// The day of an hour or the year of a day, below the label where it changes.
  var context: String?
}

/// Where the ticks of an axis go. The page's script draws the same ticks after a zoom.
enum Ticks {
  /// The 1, 2 or 5 times a power of ten that cuts `range` into about `count` parts.
  static func step(range: Double, count: Int) -> Double {
    let rough = range / Double(max(1, count))
    guard rough > 0, rough.isFinite else { return 1 }
    let power = pow10(floorLog10(rough))
    return [1, 2, 5].lazy.map { $0 * power }.first { $0 >= rough * 0.999_999 } ?? 10 * power
  }

  /// Round values from `low` to `high`.
  static func linear(_ low: Double, _ high: Double, count: Int) -> [Tick] {
    let step = step(range: high - low, count: count)
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last - first >= 0, last - first < 1_000, abs(first) < 1e15 else { return [] }
    let format = TickFormat(largest: max(abs(low), abs(high)), step: step)
    return (0...Int(last - first)).map { index in
      let value = (first + Double(index)) * step
      return Tick(value: value, label: format.text(value))
    }
  }

  /// Powers of ten from `low` to `high`, with 2 and 5, or 3, times them where there is room.
  static func logarithmic(_ low: Double, _ high: Double, count: Int) -> [Tick] {
    let span = (Natural.log(high) - Natural.log(low)) / Natural.log(10)
    let factors: [Double] =
      span * 3 <= Double(count + 2) ? [1, 2, 5] : span * 2 <= Double(count + 2) ? [1, 3] : [1]
    let last = floorLog10(high)
    // Powers alone are counted from the first that is on the axis.
    let below = floorLog10(low)
    let first = factors.count == 1 && pow10(below) < low * 0.999_999 ? below + 1 : below
    let stride = max(1, (last - first + count) / max(1, count))
    var ticks: [Tick] = []
    for power in Swift.stride(from: first, through: last, by: stride) {
      for factor in factors {
        let value = factor * pow10(power)
        guard value >= low * 0.999_999, value <= high * 1.000_001 else { continue }
        ticks.append(Tick(value: value, label: TickFormat(largest: value, step: value).text(value)))
      }
    }
    return ticks
  }

  /// 10 to a whole power, exact where a double can be.
  static func pow10(_ power: Int) -> Double {
    Double("1e\(min(308, max(-323, power)))") ?? 1
  }

  /// ⌊log₁₀ value⌋ of a positive number, from its digits and so without rounding.
  static func floorLog10(_ value: Double) -> Int { DecimalDigits(value).exponent - 1 }
}

/// How the numbers of one axis are written: one unit and as many decimals as the step needs.
struct TickFormat {
  private let shift: Int
  private let suffix: String
  private let decimals: Int
  private let isTiny: Bool

  init(largest: Double, step: Double) {
    let power = DecimalDigits(largest).exponent - 1
    (shift, suffix) =
      power >= 12 ? (12, " T") : power >= 9 ? (9, " B") : power >= 6 ? (6, " M") : (0, "")
    decimals = max(0, shift - Ticks.floorLog10(step))
    isTiny = power < -4
  }

  func text(_ value: Double) -> String {
    var digits = DecimalDigits(value)
    if isTiny {
      digits.round(toSignificant: 3)
      return (value < 0 ? "-" : "") + digits.scientific
    }
    digits.exponent -= shift
    digits.round(toDecimals: decimals)
    if digits.isZero { return "0" }
    return (value < 0 ? "-" : "") + digits.fixed(decimals: decimals, grouped: true) + suffix
  }
}
