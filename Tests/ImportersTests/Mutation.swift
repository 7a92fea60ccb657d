import Basics

/// Changes that find what careful inputs do not.
enum Mutation {
  private static let interesting: [UInt8] =
    Array("\n\r,\"\\{}[]:-+.0e9 nut\u{0}".utf8) + [0xFF, 0x80, 0xC3, 0xED]
  private static let words = [
    "null", "1e999", "-0", "9223372036854775808", "18446744073709551616", "1e-400", "\\ud800",
    "\\u0000", "\"\"", "{}", "[[", "]]", "0.0", "NaN", "None", "é", "\r\n", "1970-01-01",
    "99999999999999999999", "\"\"\"", "{\"", ",,,,",
  ].map { Array($0.utf8) }

  /// `input` with one to six changes.
  static func mutated(_ input: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = input
    for _ in 0...random.index(below: 6) {
      if bytes.isEmpty { bytes = [interesting[random.index(below: interesting.count)]] }
      let place = random.index(below: bytes.count)
      let end = min(bytes.count, place + 1 + random.index(below: 40))
      switch random.index(below: 9) {
      case 0: bytes[place] = interesting[random.index(below: interesting.count)]
      case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 2: bytes[place] ^= 1 << UInt8(random.index(below: 8))
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: words[random.index(below: words.count)], at: place)
      case 5: bytes.insert(contentsOf: bytes[place..<end], at: random.index(below: bytes.count))
      case 6:
        let word = words[random.index(below: words.count)]
        bytes.replaceSubrange(place..<end, with: word)
      case 7: bytes.removeLast(bytes.count - place)
      default: swap(&bytes, place, random.index(below: bytes.count))
      }
    }
    return bytes.isEmpty ? [0x0A] : bytes
  }

  private static func swap(_ bytes: inout [UInt8], _ a: Int, _ b: Int) {
    (bytes[a], bytes[b]) = (bytes[b], bytes[a])
  }
}

/// Small files packed by other tools, as bytes.
enum Packed: String, CaseIterable, Sendable {
  case gzip, gzipMembers, zstd, zipStored, zipDeflated

  var bytes: [UInt8] {
    switch self {
    case .gzip:
      Self.hex(
        """
        1f8b080000000000020355ce410a80300c44d1bd670992b4699bdec99dde1f278890d97e86c73c72
        c97dd88aedad9babe83944ffd054c5284c95560326d229848ad7e040470d03e8a40074d530810605
        a0bb8605d4e86ae455fa1a608dce6eb8466f3760ab775d53ae7fdd529e5452ae8fbda51c5452fe3e
        bf7b8f7a6864010000
        """)
    case .gzipMembers:
      Self.hex(
        """
        1f8b08000000000002032bd1c9d129e63234b7b0343132363431d031d033d5318009181918e818a2
        089819e818c104002e440d263c0000001f8b080000000000020355ce310ec0300804c13e6f41d161
        630cffff5840698e768bd1a6adbd1764bf47f0e88dec1010e36006391c0e203e82432e072f344628
        3439dc42155ca254d5518ad5c525cbd5719b052bef1a5ae65fd3967d9496f9d856cb314acbfff307
        cb73086f280100000000000000
        """)
    case .zstd:
      Self.hex(
        """
        28b52ffd04684d0300c2071210b0a903e12531b425e9b63b2c66622e01608e60caefcaab4a3921e5
        7794db66e527cacb543969f9576ec5f03b5ea47042f8637033e3277889e2a4fc9a23ccada2cc5c29
        403c4c0113a81006595b7f03b0636b106e84c67bfd9b6442ad2e78e2d27c0e0224055ec9143d
        """)
    case .zipStored:
      Self.hex(
        """
        504b0304140000000000000021507b8f7a68640100006401000007000000612f622e637376742c6c
        2c730a313738393432333134302c302e352c300a313738393432333230302c312e352c300a313738
        393432333236302c322e352c300a313738393432333332302c332e352c300a313738393432333338
        302c342e352c300a313738393432333434302c352e352c300a313738393432333530302c362e352c
        300a313738393432333536302c372e352c300a313738393432333632302c382e352c300a31373839
        3432333638302c392e352c300a313738393432333734302c31302e352c300a313738393432333830
        302c31312e352c300a313738393432333836302c31322e352c300a313738393432333932302c3133
        2e352c300a313738393432333938302c31342e352c300a313738393432343034302c31352e352c30
        0a313738393432343130302c31362e352c300a313738393432343136302c31372e352c300a313738
        393432343232302c31382e352c300a313738393432343238302c31392e352c300a504b0102140314
        0000000000000021507b8f7a68640100006401000007000000000000000000000080010000000061
        2f622e637376504b0506000000000100010035000000890100000000
        """)
    case .zipDeflated:
      Self.hex(
        """
        504b0304140000000800000021507b8f7a686f0000006401000007000000612f622e63737655ce41
        0a80300c44d1bd670992b4699bdec99dde1f278890d97e86c73c72c97dd88aedad9babe83944ffd0
        54c5284c95560326d229848ad7e040470d03e8a40074d530810605a0bb8605d4e86ae455fa1a608d
        ce6eb8466f3760ab775d53ae7fdd529e5452ae8fbda51c5452fe3ebf504b01021403140000000800
        000021507b8f7a686f00000064010000070000000000000000000000800100000000612f622e6373
        76504b0506000000000100010035000000940000000000
        """)
    }
  }

  private static func hex(_ text: String) -> [UInt8] {
    let digits = Array(text.utf8).compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
