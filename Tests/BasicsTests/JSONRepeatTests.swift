import Basics
import TestSupport
import Testing

/// Lines like the one before are only compared and moved: with the result of a scan from nothing.
@Suite struct JSONRepeatTests {
  /// Scans the lines one after another and each from nothing; how many kept the shape.
  private func repeats(_ lines: [[UInt8]]) -> Int {
    let text = Array(lines.joined(separator: [0x0A])) + [0x0A]
    var used = JSONTape(bytes: text + JSONTape.slack)
    var (start, kept) = (0, 0)
    for line in lines {
      let shape = used.shape
      var fresh = JSONTape(bytes: text + JSONTape.slack)
      let again = Result { try used.scan(from: start, to: text.count, lines: true) }
      let first = Result { try fresh.scan(from: start, to: text.count, lines: true) }
      let found = values(again, used)
      let expected = values(first, fresh)
      if found != expected { Issue.record("\(String(decoding: line, as: UTF8.self)): \(found)") }
      if used.shape == shape, (try? again.get()) != nil { kept += 1 }
      start += line.count + 1
    }
    return kept
  }

  /// Where the value ends or what is wrong, and every token as text, containers with their places.
  private func values(_ end: Result<Int, any Error>, _ tape: JSONTape) -> [String] {
    guard case .success = end else { return ["\(end)"] }
    return ["\(end)"]
      + (0..<tape.count).map { token in
        let range = tape.range(token)
        let isPlace = tape.kind(token) == .object || tape.kind(token) == .array
        let text = String(decoding: tape.bytes[range], as: UTF8.self)
        return "\(tape.kind(token)) \(tape.isEscaped(token)) \(text)\(isPlace ? " \(range)" : "")"
      }
  }

  private func line(_ pad: Int, _ first: String, _ second: String) -> [UInt8] {
    let key = String(repeating: "k", count: pad)
    return Array(#"{"\#(key)":"\#(first)","n":[\#(second),{"c":"same"}],"z":""}"#.utf8)
  }

  @Test(arguments: 0..<40) func `a byte that differs between two values is found`(_ pad: Int) {
    let known = [line(pad, "a", "1"), line(pad, "b", "2"), line(pad, "c", "3")]
    let next = line(pad, "dd", "44")
    // What differs is known after two lines.
    #expect(repeats(known + [next]) == 2)
    var damaged: [[UInt8]] = []
    for place in next.indices {
      for byte in [UInt8(ascii: "\""), 0x5C, 0x01, 0x20, 0x7D, 0xC3] {
        var line = next
        line[place] = byte
        damaged += known + [line]
      }
    }
    #expect(repeats(damaged) > next.count)
  }

  @Test(arguments: 0..<50) func `a string may have any length, and one odd byte anywhere`(
    _ length: Int
  ) {
    let known = [line(1, "a", "1"), line(1, "b", "2"), line(1, "c", "3")]
    let text = String(repeating: "x", count: length)
    #expect(repeats(known + [line(1, text, "4")]) == 2)
    for place in 0..<length {
      for odd in ["\"", "\\n", "\\", "\t", "é", "\u{7F}"] {
        var text = Array(text).map(String.init)
        text[place] = odd
        _ = repeats(known + [line(1, text.joined(), "4")])
      }
    }
  }

  @Test(arguments: 1..<40) func `a number may have any length, and one odd byte anywhere`(
    _ length: Int
  ) {
    let known = [line(1, "a", "1"), line(1, "b", "2"), line(1, "c", "3")]
    let digits = String(repeating: "7", count: length)
    #expect(repeats(known + [line(1, "d", digits)]) == 2)
    for place in 0..<length {
      for odd in [".", "e", "-", "0", " ", "", "x", "/", ":", ".5", "\""] {
        var digits = Array(digits).map(String.init)
        digits[place] = odd
        _ = repeats(known + [line(1, "d", digits.joined())])
      }
    }
  }

  /// Times are expected to keep their length.
  @Test(arguments: 8..<18) func `digits that had one length are still read at any`(_ length: Int) {
    let digits = String(repeating: "7", count: length - 1)
    let known = ["1", "2", "3"].map { line(1, $0 + digits, $0 + digits) }
    #expect(repeats(known + [line(1, "4" + digits, "5" + digits)]) == 2)
    for next in 1..<20 {
      let other = String(repeating: "8", count: next)
      let kept = repeats(known + [line(1, other, other), line(1, other, other)])
      #expect(kept == 3, "\(next) digits after \(length)")
      for odd in ["0", ".", "x", "\"", "\\", "é", " ", ":", "/"] {
        for place in 0..<next {
          var text = Array(other).map(String.init)
          text[place] = odd
          _ = repeats(known + [line(1, text.joined(), other), line(1, other, text.joined())])
        }
      }
    }
  }

  @Test func `the last line is right wherever its text ends`() {
    let known = [line(1, "a", "1"), line(1, "b", "2"), line(1, "c", "3")]
    let last = line(1, "dddddddddddddddddd", "4444444444444444444")
    for end in 0...last.count { _ = repeats(known + [Array(last[..<end])]) }
    #expect(repeats(known + known + [last]) == 5)
  }

  @Test func `a short text is compared as a whole`() throws {
    let texts: [StaticString] = [
      "a", "ab", "forceOr", "forceOrd", "forceOrde", "forceOrder", "PARTIALLY_FILLED",
    ]
    for wanted in texts {
      let word = JSONWord(wanted)
      let others = ["", "b", "forceOrdeR", "ForceOrd", "PARTIALLY_FILLEDx"]
      for text in texts.map(\.description) + others {
        let line = Array(#"["\#(text)",1,"\u0061b"]"#.utf8)
        var tape = JSONTape(bytes: line + JSONTape.slack)
        _ = try tape.scan(from: 0, to: line.count, lines: true)
        #expect(tape.equals(1, word) == (text == wanted.description), "\(text) is \(wanted)")
        #expect(!tape.equals(2, word))
        #expect(tape.equals(3, word) == (wanted.description == "ab"))
      }
    }
  }

  @Test func `keys that begin alike are told apart`() throws {
    let line = Array(#"{"averageSize":1,"averagePrice":2,"average":3,"averag\u0065Price2":4}"#.utf8)
    var tape = JSONTape(bytes: line + JSONTape.slack)
    _ = try tape.scan(from: 0, to: line.count, lines: true)
    let keys = JSONKeys(["average", "averagePrice", "averagePrice2", "averageSize", "averageSide"])
    let members = tape.members(of: JSONTape.root, keys)
    let values = (0..<5).map { members[$0].flatMap { tape.double($0) } }
    #expect(values == [3, 2, 4, 1, nil])
  }
}
