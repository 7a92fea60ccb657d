import Basics
import Foundation
import TestSupport
import Testing

@Suite struct DecimalTextTests {
  private func double(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return DecimalText.double(bytes.span, 0..<bytes.count)
  }

  /// parse-number-fxx-test-data: the double's bits in the third column, the decimal in the fourth.
  @Test(arguments: [
    "more-test-cases", "freetype-2-7", "lemire-fast-float", "tencent-rapidjson",
  ])
  func `every decimal rounds to the bits of the suite`(name: String) throws {
    guard let url = SharedFiles.url("data/suites/numbers/\(name).txt") else { return }
    var checked = 0
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let columns = line.split(separator: " ")
      guard columns.count == 4, let bits = UInt64(columns[2], radix: 16) else { continue }
      #expect(double(String(columns[3]))?.bitPattern == bits, "\(columns[3])")
      checked += 1
    }
    #expect(checked > 10)
  }

  @Test func `random decimals round as the library rounds them`() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<20_000 {
      let digits = String(random.next() >> UInt64(random.index(below: 60)))
      let text = digits + "e" + String(random.index(below: 70) - 35)
      #expect(double(text) == Double(text), "\(text)")
      var parts = Array(digits)
      parts.insert(".", at: random.index(below: parts.count + 1))
      #expect(double(String(parts)) == Double(String("0" + parts)), "\(String(parts))")
    }
  }

  @Test(arguments: ["5.", ".5", "+1", "-0", " 1 ", "1e5", "1E-5", "1e+05", "007"])
  func `the grammar accepts`(text: String) { #expect(double(text) != nil) }

  @Test(arguments: [
    "", " ", ".", "-", "+-1", "1e", "1e+", "nan", "inf", "0x1p3", "1_000", "1,000", "1 2", "1..2",
    "1.2.3", "e5", "١",
  ])
  func `the grammar refuses`(text: String) { #expect(double(text) == nil) }

  @Test func `a field is the plain number before its separator`() {
    var random = SplitMix64(seed: 12)
    let endings = [",", "\n", "\r\n", " ", "\"", "x", "-", ""]
    for _ in 0..<20_000 {
      var digits = (0..<(1 + random.index(below: 18))).map { _ in "\(random.index(below: 10))" }
      if random.index(below: 3) > 0 { digits[random.index(below: digits.count)] = "." }
      let text = digits.joined()
      let ending = endings[random.index(below: endings.count)]
      let bytes = Array("77\(text)\(ending)".utf8) + [UInt8](repeating: 0, count: 32)
      let found = DecimalText.plainField(bytes.span, from: 2)
      let plain = DecimalText.plainDouble(bytes.span, 2..<2 + text.utf8.count)
      // Zeros are below the comma, too: they end a field as any separator does.
      let isEnded = !["x", "-"].contains(ending)
      if isEnded, let plain {
        #expect(found?.value == plain && found?.end == 2 + text.utf8.count, "\(text)")
        #expect(plain == Double(text.hasPrefix(".") ? "0" + text : text), "\(text)")
      } else {
        #expect(found == nil, "\(text)\(ending)")
      }
    }
  }

  @Test func `too large a number is infinite`() {
    #expect(double("1e400") == .infinity)
    #expect(double("-1e99999999999999") == -.infinity)
    #expect(double("1e-99999999999999") == 0)
  }

  @Test func `scaling cuts and never rounds`() {
    let bytes = Array("1626992741.0621759999".utf8)
    #expect(
      DecimalText(bytes.span, 0..<bytes.count)?.scaled(by: 6) == 1_626_992_741_062_175)
    let long = Array("99999999999999999999".utf8)
    #expect(DecimalText(long.span, 0..<long.count)?.scaled(by: 0) == nil)
  }
}
