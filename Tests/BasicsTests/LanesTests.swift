import Basics
import Testing

/// Many bytes at a time, against what they stand for one by one.
@Suite struct LanesTests {
  @Test func `separators are the commas and line feeds`() {
    var random = SplitMix64(seed: 1)
    // Neighbours of both, in either half of the bytes there are.
    let likely: [UInt8] = [0x2C, 0x0A, 0x2B, 0x2D, 0x09, 0x0B, 0xAC, 0x8A, 0x00, 0x30, 0xFF]
    for _ in 0..<50_000 {
      let bytes = (0..<40).map { _ in
        random.index(below: 2) == 0
          ? likely[random.index(below: likely.count)] : UInt8(random.index(below: 256))
      }
      let start = random.index(below: 9)
      var expected: UInt32 = 0
      for offset in 0..<32 where [0x2C, 0x0A].contains(bytes[start + offset]) {
        expected |= 1 << UInt32(offset)
      }
      #expect(Lanes.separators(bytes.span, from: start) == expected)
    }
  }

  @Test func `numbers are what their digits write`() {
    var random = SplitMix64(seed: 2)
    for turn in 0..<50_000 {
      var digits = (0..<32).map { _ in UInt8(random.index(below: 10)) }
      if turn % 2 == 0 {
        digits[random.index(below: 32)] = UInt8(truncatingIfNeeded: random.next())
      }
      let words = (0..<4).map { ByteWords.load(digits.span, 8 * $0) }
      let found = ByteWords.numbers(words[0], words[1], words[2], words[3])
      let isNumber = digits.allSatisfy { $0 <= 9 }
      #expect((found != nil) == isNumber, "\(digits)")
      guard let found, isNumber else { continue }
      let expected = (0..<4).map { part in
        digits[(8 * part)..<(8 * part + 8)].reduce(UInt32(0)) { $0 * 10 + UInt32($1) }
      }
      #expect([found.0, found.1, found.2, found.3] == expected)
    }
  }
}
