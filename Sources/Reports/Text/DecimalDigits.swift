/// The shortest decimal digits that stand for a number: 0.d₁d₂d₃… · 10^`exponent`.
///
/// What people see is rounded from the same digits that the files hold, half away from zero, so a
/// rounded number never contradicts the exact one.
struct DecimalDigits: Equatable {
  /// Each 0…9; the first is not 0; none for zero.
  private(set) var digits: [UInt8] = []
  /// The number of digits before the decimal point; zero or less for fractions below 0.1.
  var exponent = 0

  /// The digits of the magnitude of a finite `value`; none for other values.
  init(_ value: Double) {
    guard value.isFinite, value != 0 else { return }
    var point: Int?
    var power = 0
    let text = Array(value.magnitude.description.utf8)
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte == UInt8(ascii: "e") {
        power = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    exponent = (point ?? digits.count) + power
    trim()
  }

  var isZero: Bool { digits.isEmpty }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent = digits.isEmpty ? 0 : exponent - zeros
  }

  /// Rounds to `count` digits.
  mutating func round(toSignificant count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      self = DecimalDigits(0)
      return
    }
    let roundsUp = digits[count] >= 5
    digits.removeLast(digits.count - count)
    if roundsUp { increment() }
    trim()
  }

  /// Rounds to `count` digits after the decimal point.
  mutating func round(toDecimals count: Int) { round(toSignificant: exponent + count) }

  private mutating func increment() {
    var index = digits.count
    while index > 0 {
      index -= 1
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
    exponent += 1
  }

  /// The number with so many digits after the point; digits beyond them are cut, so round first.
  func fixed(decimals: Int, grouped: Bool = false) -> String {
    var text = ""
    for place in stride(from: max(exponent, 1), to: 0, by: -1) {
      text.append(digit(exponent - place))
      if grouped, place > 1, place % 3 == 1 { text.append(",") }
    }
    if decimals > 0 { text.append(".") }
    for place in 0..<max(0, decimals) { text.append(digit(exponent + place)) }
    return text
  }

  /// The number with as many digits after the point as it has.
  var shortest: String { fixed(decimals: max(0, digits.count - exponent)) }

  /// The number as `1.23e-7`.
  var scientific: String {
    guard let first = digits.first else { return "0" }
    let rest = digits.dropFirst().map(String.init).joined()
    return "\(first)\(rest.isEmpty ? "" : "." + rest)e\(exponent - 1)"
  }

  private func digit(_ index: Int) -> Character {
    let value = digits.indices.contains(index) ? digits[index] : 0
    return Character(Unicode.Scalar(UInt8(ascii: "0") + value))
  }
}
