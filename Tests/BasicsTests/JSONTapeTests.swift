import Basics
import Foundation
import TestSupport
import Testing

@Suite struct JSONTapeTests {
  private func tape(_ text: String) throws -> JSONTape {
    let bytes = Array(text.utf8)
    var tape = JSONTape(bytes: bytes + JSONTape.slack)
    let end = try tape.scan(from: 0, to: bytes.count, lines: true)
    #expect(end == bytes.count)
    return tape
  }

  @Test func `members are found by name, the last of a name wins`() throws {
    let tape = try tape(#"{"e":"x","o":{"s":"BTC","q":1,"a long key":[1,2],"q":"2.5"}}"#)
    let root = tape.members(of: JSONTape.root, JSONKeys(["o", "e", "z"]))
    let order = try #require(root[0])
    #expect(root[2] == nil)
    let fields = tape.members(of: order, JSONKeys(["q", "a long key", "s"]))
    #expect(tape.double(try #require(fields[0])) == 2.5)
    #expect(tape.text(try #require(fields[2])) == "BTC")
    let array = try #require(fields[1])
    let second = try #require(tape.element(1, of: array))
    #expect(tape.double(second) == 2)
    #expect(tape.element(2, of: array) == nil)
  }

  @Test func `escapes in keys and texts are undone`() throws {
    let tape = try tape(#"{"\u0073":"\ud834\udd1e\n\"é"}"#)
    let value = try #require(tape.members(of: 0, JSONKeys(["s"]))[0])
    #expect(tape.text(value) == "𝄞\n\"é")
    #expect(tape.equals(1, "s"))
  }

  @Test func `a value lies on one line`() {
    let bytes = Array("{\"a\":\n1}".utf8)
    var tape = JSONTape(bytes: bytes + JSONTape.slack)
    #expect(throws: JSONProblem(.badValue, at: 5)) {
      try tape.scan(from: 0, to: bytes.count, lines: true)
    }
    #expect(throws: Never.self) { try tape.scan(from: 0, to: bytes.count, lines: false) }
  }

  @Test func `nesting is bounded`() {
    let text = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    #expect(throws: JSONProblem(.tooDeep, at: 64)) { try self.tape(text) }
    #expect(throws: Never.self) { try self.tape(String(text.dropFirst().dropLast())) }
  }

  /// A line like the one before is only moved: that must find what a scan from nothing finds.
  @Test func `repeated lines are scanned as if they were the first`() throws {
    let seeds = [
      #"{"e":"x","o":{"s":"BTC","q":"1.5","n":12,"f":0.25,"a":[1,"b",{}],"t":true,"c":"\\n c"}}"#,
      #"{"e":"y","o":{"s":"ETHUSDT","q":"","n":7,"f":10.5,"a":[22,"",{}],"t":false,"c":"\\n c"}}"#,
      #"[{"p":"1"},{"p":"2"},[],"x"]"#, #" {"k" : "v" , "n" : -1}"#, "[[1,2],[3]]", "12", "{}",
    ]
    var random = SplitMix64(seed: 3)
    var text: [UInt8] = []
    var lines: [Range<Int>] = []
    for round in 0..<4_000 {
      var line = Array(seeds[round % 200 < 150 ? round % 2 : random.index(below: 7)].utf8)
      // Long stretches without a fault, in which what never differs is known.
      let isFaulty = round % 400 < 200
      if isFaulty, round % 3 == 0 {
        line[random.index(below: line.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      if isFaulty, round % 5 == 0 { line.insert(0x37, at: random.index(below: line.count)) }
      line.removeAll { $0 == 0x0A }
      lines.append(text.count..<(text.count + line.count))
      text += line + [0x0A]
    }
    var used = JSONTape(bytes: text + JSONTape.slack)
    var accepted = 0
    for line in lines {
      var fresh = JSONTape(bytes: text + JSONTape.slack)
      let again = Result { try used.scan(from: line.lowerBound, to: text.count, lines: true) }
      let first = Result { try fresh.scan(from: line.lowerBound, to: text.count, lines: true) }
      #expect((try? again.get()) == (try? first.get()))
      guard (try? first.get()) != nil else { continue }
      accepted += 1
      #expect(values(used) == values(fresh))
    }
    #expect(accepted > 1_000)
  }

  /// Every value of a tape as text, with its place and the containers' ranges.
  private func values(_ tape: JSONTape) -> [String] {
    (0..<tape.count).map { token in
      let range = tape.range(token)
      let text = String(decoding: tape.bytes[range], as: UTF8.self)
      return "\(tape.kind(token)) \(tape.isEscaped(token)) \(text)"
    }
  }

  @Test func `siblings are reached in order`() throws {
    let tape = try tape(#"[[1,[2]],{"a":3},4]"#)
    var kinds: [JSONTape.Kind] = []
    var child = tape.firstChild(of: 0)
    while let place = child {
      kinds.append(tape.kind(place))
      child = tape.next(after: place, in: 0)
    }
    #expect(kinds == [.array, .object, .number])
  }

  /// JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` either.
  @Test func `the parsing suite is accepted and refused as it says`() throws {
    guard let folder = SharedFiles.url("data/suites/json") else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var checked = 0
    for name in names where name.hasSuffix(".json") {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
      let isAccepted = accepts(bytes)
      if name.hasPrefix("y_") { #expect(isAccepted, "\(name)") }
      if name.hasPrefix("n_") { #expect(!isAccepted, "\(name)") }
      #expect(isAccepted == ((try? JSONValue(parsing: bytes)) != nil) || name.hasPrefix("i_number"))
      checked += 1
    }
    #expect(checked > 300)
  }

  private func accepts(_ bytes: [UInt8]) -> Bool {
    var tape = JSONTape(bytes: bytes + JSONTape.slack)
    guard let end = try? tape.scan(from: 0, to: bytes.count, lines: false) else { return false }
    return tape.skippingBlanks(from: end, to: bytes.count, lines: false) == bytes.count
  }
}
