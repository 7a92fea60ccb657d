/// Numbers for people on a terminal; files have the exact ones.
enum HumanNumber {
  /// `1,204,551`.
  static func grouped(_ value: Int64) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return value < 0 ? "-" + result : result
  }

  /// `12.3 k`, `4.56 M`.
  static func count(_ value: Double) -> String {
    scaled(value, by: 1_000, units: ["", " k", " M", " G"])
  }

  /// `780.0 MB`, in powers of 1,000.
  static func bytes(_ value: Int64) -> String {
    scaled(Double(value), by: 1_000, units: [" B", " kB", " MB", " GB", " TB"])
  }

  /// `0.8 s`, `2 min 5 s`.
  static func seconds(_ value: Double) -> String {
    if value < 60 { return tenths(value) + " s" }
    let whole = Int64(min(value, 1e9))
    return "\(whole / 60) min \(whole % 60) s"
  }

  private static func scaled(_ value: Double, by step: Double, units: [String]) -> String {
    var scaled = value
    var unit = 0
    while scaled >= step, unit < units.count - 1 {
      scaled /= step
      unit += 1
    }
    return (unit == 0 ? String(Int64(scaled)) : tenths(scaled)) + units[unit]
  }

  private static func tenths(_ value: Double) -> String {
    String((value * 10).rounded() / 10)
  }
}
