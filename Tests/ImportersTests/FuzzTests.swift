import Basics
import Foundation
import Importers
import MarketData
import Testing

/// Mutated inputs for every parser: whatever the bytes, no trap, and what is accepted is sound.
///
/// Deterministic: execution number i of a target is always the same input. A smoke run is part of
/// the tests; for millions of executions
///
///     LIQTOOL_FUZZ=1000000 swift test -c release --filter FuzzTests
///
/// runs that many of each target, from `LIQTOOL_FUZZ_START` on. Coverage-guided fuzzing of the same
/// parsers is `scripts/fuzz`.
@Suite struct FuzzTests {
  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  /// The executions of a target: many when asked, else as many as a smoke run can afford.
  private static func executions(_ smoke: Int) -> Range<Int> {
    let start = number("LIQTOOL_FUZZ_START") ?? 0
    return start..<(start + (number("LIQTOOL_FUZZ") ?? smoke))
  }

  @Test(arguments: FormatsTests.names)
  func `formats hold against mutated files`(name: String) throws {
    let input = try Array(Data(contentsOf: URL(filePath: FormatsTests.input(name))))
    let options = try FormatsTests.options(name)
    var unasked = options
    if name != "columns" { unasked.format = nil }
    for index in Self.executions(40) {
      var random = SplitMix64(seed: 7, stream: name, index: UInt64(index))
      let bytes = Mutation.mutated(input, &random)
      let result = try? importBytes(
        bytes, name: "x_liquidations_1m", options: index % 4 == 0 ? unasked : options)
      if let result { Self.check(result.chunk, index) }
    }
  }

  /// Rows that were accepted are within what the columns promise.
  private static func check(_ chunk: ImportChunk, _ index: Int) {
    let isSound: Bool
    switch chunk.rows {
    case .liquidations(let batch):
      isSound =
        batch.price.allSatisfy { $0 > 0 && $0.isFinite } && batch.time.allSatisfy(isTime)
        && batch.orderID.count == batch.count && batch.notional.count == batch.count
        && batch.quantity.allSatisfy { $0.isNaN || $0 > 0 }
    case .candles(let batch):
      isSound =
        batch.low.allSatisfy { $0 > 0 && $0.isFinite } && batch.openTime.allSatisfy(isTime)
        && zip(batch.low, batch.high).allSatisfy { $0 <= $1 }
        && batch.volume.allSatisfy { $0 >= 0 && $0.isFinite }
    case .aggregates(let batch):
      isSound =
        (batch.long + batch.short).allSatisfy { $0 >= 0 && $0.isFinite }
        && batch.openTime.allSatisfy(isTime)
    case .series(let batch):
      isSound = batch.value.allSatisfy(\.isFinite) && batch.name.count == batch.count
    }
    if !isSound || chunk.refused.contains(where: { $0.line < 1 }) {
      Issue.record("execution \(index): \(chunk)")
    }
  }

  private static func isTime(_ time: Int64) -> Bool { (1_230_000_000_000_000...).contains(time) }

  private static let jsonSeeds = [
    #"{"e":"forceOrder","E":1791565603055,"o":{"s":"BTCUSDT","q":"0.190","p":8.5,"a":[1,true]}}"#,
    #"[[1,-0.5e+7,"\u00e9\ud83d\ude00",null,false],{"":{"a":[]},"b\n":"\\\"/"}]"#,
  ].map { Array($0.utf8) }

  /// Two parsers of our own, written apart, must agree on what is JSON.
  @Test func `the two JSON parsers accept the same texts`() {
    for index in Self.executions(3_000) {
      var random = SplitMix64(seed: 8, stream: "json", index: UInt64(index))
      let text = Mutation.mutated(Self.jsonSeeds[index % Self.jsonSeeds.count], &random)
      var tape = JSONTape(bytes: text + JSONTape.slack)
      let end = try? tape.scan(from: 0, to: text.count, lines: false)
      let isOurs = end.map { end in
        tape.skippingBlanks(from: end, to: text.count, lines: false) == text.count
      }
      if let isTheirs = Self.isJSON(text), isTheirs != (isOurs ?? false) {
        Issue.record("execution \(index): \(String(decoding: text, as: UTF8.self))")
      }
    }
  }

  /// What the other parser says; nothing where it stops at a number that is too large for it.
  private static func isJSON(_ text: [UInt8]) -> Bool? {
    do {
      _ = try JSONValue(parsing: text)
      return true
    } catch {
      return "\(error)".contains("too large") ? nil : false
    }
  }

  /// A line that repeats the shape of the one before is scanned another way: with the same result.
  @Test func `a line is scanned the same after any other line`() {
    for index in Self.executions(2_000) {
      var random = SplitMix64(seed: 9, stream: "repeat", index: UInt64(index))
      let first = Self.jsonSeeds[index % Self.jsonSeeds.count]
      let second = Mutation.mutated(first, &random).filter { $0 != 0x0A }
      let text = first + [0x0A] + second
      let start = first.count + 1
      var alone = JSONTape(bytes: text + JSONTape.slack)
      var after = alone
      let end = try? alone.scan(from: start, to: text.count, lines: true)
      _ = try? after.scan(from: 0, to: first.count, lines: true)
      let again = try? after.scan(from: start, to: text.count, lines: true)
      let isSame =
        end == again && alone.count == after.count
        && (0..<alone.count).allSatisfy {
          alone.kind($0) == after.kind($0) && alone.isEscaped($0) == after.isEscaped($0)
            // Keys, and values that never differed, stay where a line before has them; objects
            // and arrays lie where they are.
            && (alone.range($0) == after.range($0)
              || alone.kind($0) != .object && alone.kind($0) != .array
                && text[alone.range($0)] == text[after.range($0)])
        }
      if !isSame { Issue.record("execution \(index): \(String(decoding: text, as: UTF8.self))") }
    }
  }

  private static let numbers = [
    "0.1", "-123456789.987654321e-12", "1.7976931348623157e308", "5e-324", "9007199254740993",
    "2.2250738585072011e-308", "100000000000000000000000", ".5", "7.",
  ].map { Array($0.utf8) }

  /// Against the standard library, which rounds correctly.
  @Test func `numbers round as the standard library rounds them`() {
    for index in Self.executions(4_000) {
      var random = SplitMix64(seed: 10, stream: "number", index: UInt64(index))
      let text = Mutation.mutated(Self.numbers[index % Self.numbers.count], &random)
        .filter { $0 > 0x20 && $0 < 0x7F }
      let padded = text + JSONTape.slack
      guard let value = DecimalText.double(padded.span, 0..<text.count) else { continue }
      let expected = Double(String(decoding: text, as: UTF8.self))
      if value.bitPattern != expected?.bitPattern {
        Issue.record("execution \(index): \(String(decoding: text, as: UTF8.self)) \(value)")
      }
    }
  }

  private static let times = [
    "2024-12-04 22:16:25.584000+05:30", "2019-11-23D00:00:00.123456000", "1626992741.06217",
    "1723161255030314667", "2024-02-29T23:59:60Z", "1.5029424e9",
  ].map { Array($0.utf8) }

  @Test func `times never trap, and a zone only shifts them`() {
    for index in Self.executions(4_000) {
      var random = SplitMix64(seed: 11, stream: "time", index: UInt64(index))
      let text = Mutation.mutated(Self.times[index % Self.times.count], &random)
      let padded = text + JSONTape.slack
      let here = TimeText.reading(padded.span, 0..<text.count, unit: nil)
      let there = TimeText.reading(padded.span, 0..<text.count, unit: nil, offset: 3_600_000_000)
      switch (here, there) {
      case (.time(let a), .time(let b)) where a == b || a - b == 3_600_000_000: continue
      case (.noDate, .noDate), (.invalid, .invalid): continue
      default: Issue.record("execution \(index): \(String(decoding: text, as: UTF8.self))")
      }
    }
  }

  /// Decompression of damaged files: an error or text, never a trap or an endless loop.
  @Test(arguments: [Packed.gzip, .gzipMembers, .zstd, .zipStored, .zipDeflated])
  func `damaged archives end`(packed: Packed) throws {
    let scratch = try Scratch()
    let path = try scratch.write([0], "packed")
    for index in Self.executions(60) {
      var random = SplitMix64(seed: 12, stream: packed.rawValue, index: UInt64(index))
      try Data(Mutation.mutated(packed.bytes, &random)).write(to: URL(filePath: path))
      guard let reader = try? TextBlockReader(path: path, blockSize: 64) else { continue }
      var total = 0
      while let block = try? reader.next(reusing: []) {
        total += block.range.count
        guard block.content == .lines else { break }
      }
      #expect(total < 1 << 20)
    }
  }
}
