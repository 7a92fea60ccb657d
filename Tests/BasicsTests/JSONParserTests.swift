import Basics
import Foundation
import TestSupport
import Testing

@Suite struct JSONParserTests {
  @Test func `members keep their order and numbers their kind`() throws {
    let value = try JSONValue(parsing: #"{"b":1,"a":[1.5,-0,1e3,"\ud834\udd1e"]}"#)
    #expect(
      value
        == .object([
          JSONMember("b", .integer(1)),
          JSONMember("a", .array([.number(1.5), .number(-0.0), .number(1000), .string("𝄞")])),
        ]))
  }

  @Test func `an error names its line and column`() {
    #expect(throws: JSONError(problem: "a value cannot start here", offset: 6, line: 2, column: 5))
    {
      try JSONValue(parsing: "{\n\"a\":x}")
    }
  }

  @Test func `nesting is bounded`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test func `what is written is read back`() throws {
    let text = #"{"a":[1,2.5,null,true,"x\"\\\n"],"b":{}}"#
    let value = try JSONValue(parsing: text)
    #expect(value.text() == text)
    #expect(try JSONValue(parsing: value.text(indented: true)) == value)
  }

  /// JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` either.
  @Test func `the parsing suite is accepted and refused as it says`() throws {
    guard let folder = SharedFiles.url("data/suites/json") else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var checked = 0
    for name in names where name.hasSuffix(".json") {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
      let value = try? JSONValue(parsing: bytes)
      if name.hasPrefix("y_") { #expect(value != nil, "\(name)") }
      if name.hasPrefix("n_") { #expect(value == nil, "\(name)") }
      checked += 1
    }
    #expect(checked > 300)
  }
}
