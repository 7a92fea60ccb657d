import Basics
import Foundation
import Signals
import TestSupport
import Testing

@Suite struct SchemaTests {
  static let validator = SchemaValidator(root: StrategySchema.document)

  static func document(_ name: String) throws -> JSONValue? {
    guard
      let url = SharedFiles.url("oracle/backtest/strategy/examples/\(name).json")
    else { return nil }
    return try JSONValue(parsing: Array(try Data(contentsOf: url)))
  }

  @Test(arguments: StrategyFileTests.names)
  func `the published examples are valid`(_ name: String) throws {
    guard let document = try Self.document(name) else { return }
    #expect(Self.validator.errors(document).isEmpty)
  }

  @Test(arguments: OperatorsTests.examples)
  func `every example of every operator is valid`(
    _ example: (name: String, text: String)
  ) throws {
    let expression = try #require(Self.validator.root["$defs"]?["expression"])
    let errors = Self.validator.errors(try JSONValue(parsing: example.text), expression)
    #expect(errors.isEmpty)
  }

  @Test(arguments: Operators.all.map { $0.name })
  func `an operator with an unknown key under it is not valid`(_ name: String) throws {
    let expression = try #require(Self.validator.root["$defs"]?["expression"])
    let text = #"{"\#(name)":{"no_such_key":1}}"#
    #expect(!Self.validator.errors(try JSONValue(parsing: text), expression).isEmpty)
  }

  @Test(arguments: [
    (#""1m""#, #","benchmark":"hold_ethereum""#), (#""1 minute""#, ""), (#""1m""#, #","oops":1"#),
    (#""1m""#, #","sweep":{"method":"halving"}"#),
    (#""1m""#, #","walk_forward":{"mode":"rolling"}"#),
    (#""1m""#, #","validation":{"pbo":{"blocks":7}}"#),
  ])
  func `what the reader refuses by its form is not valid`(_ data: String, _ extra: String) throws {
    let right = Sample.text(feature: "1")
    #expect(Self.validator.errors(try JSONValue(parsing: right)).isEmpty)
    let text = Sample.text(feature: "1", data: data, extra: extra)
    #expect(!Self.validator.errors(try JSONValue(parsing: text)).isEmpty)
    #expect(throws: StrategyError.self) { try StrategyFile(parsing: Array(text.utf8)) }
  }

  /// The keys of an object of the schema, with the path of the object.
  static func keys(_ schema: JSONValue, at path: [String]) -> [(path: [String], key: String)] {
    (schema["properties"]?.members ?? []).flatMap { member -> [(path: [String], key: String)] in
      [(path, member.key)] + keys(member.value, at: path + [member.key])
    }
  }

  @Test func `the reader knows every key of the schema`() throws {
    for (path, key) in Self.keys(StrategySchema.document, at: []) where !path.isEmpty {
      var block = JSONValue.object([JSONMember(key, .null)])
      for name in path.dropFirst().reversed() { block = .object([JSONMember(name, block)]) }
      let right = try JSONValue(parsing: Sample.text(feature: "1"))
      let members = (right.members ?? []).filter { $0.key != path[0] }
      do {
        _ = try StrategyFile(.object(members + [JSONMember(path[0], block)]))
      } catch {
        #expect(!error.problem.contains("unknown"), "\(path.joined(separator: ".")).\(key)")
      }
    }
  }
}
