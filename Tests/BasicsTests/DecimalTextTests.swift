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

  @Test func `a short number is what the characters before its end write`() throws {
    var random = SplitMix64(seed: 12)
    let tens = ShortNumber.tens
    let characters = Array("0123456789....+-, \"ex\0\u{E9}".utf8)
    for _ in 0..<100_000 {
      var text = (0..<(1 + random.index(below: 8))).map { _ in
        UInt8(0x30 + random.index(below: 10))
      }
      if random.index(below: 3) > 0 { text[random.index(below: text.count)] = 0x2E }
      if random.index(below: 4) == 0 {
        text[random.index(below: text.count)] = characters[random.index(below: characters.count)]
      }
      let behind = (0..<16).map { _ in characters[random.index(below: characters.count)] }
      let bytes = text + behind
      let found = ShortNumber(ByteWords.load(bytes.span, 0), count: text.count)
      let number = ByteWords.numbers(0, 0, found.digits, 0).map { found.value($0.2, tens.span) }
      // A point alone is 0 here and no number there: callers take no zeros.
      let isPoint = text == [0x2E]
      let expected = isPoint ? 0 : DecimalText.plainDouble(bytes.span, 0..<text.count)
      #expect(number == expected, "\(String(decoding: text, as: UTF8.self))")
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
