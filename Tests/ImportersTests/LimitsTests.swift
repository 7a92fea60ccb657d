import Basics
import Foundation
import Importers
import MarketData
import Testing

/// Inputs that are larger or deeper than anything a venue sends.
@Suite struct LimitsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A force order of about a kibibyte.
  private static let wideOrder =
    #"{"pad":""# + String(repeating: "x", count: 1_000)
    + #"","e":"forceOrder","o":{"s":"A","S":"SELL","p":"1","X":"FILLED","z":"2","#
    + #""T":1559347229000}}"#

  @Test func `a list on one line is read when it is longer than a line may be`() async throws {
    let list = "[" + String(repeating: Self.wideOrder + ",", count: 17_000) + Self.wideOrder + "]"
    #expect(list.utf8.count > TextBlockReader.longestLine)
    let result = try await importFile(scratch.write(list, "list.json"))
    #expect(result.outcome.rowsAccepted == 17_001)
    #expect(result.outcome.rowsRefused == 0)
  }

  @Test func `lines that are too long are no document, and only they are refused`() async throws {
    let long = "[" + String(repeating: "1,", count: TextBlockReader.longestLine / 2) + "1]"
    let first = try scratch.write(long + "\n" + Self.wideOrder + "\n", "first.jsonl")
    let error = await #expect(throws: ImportError.self) { try await importFile(first) }
    #expect(error?.message == "its first line is longer than 16 MiB")
    let second = try scratch.write(
      Self.wideOrder + "\n" + long + "\n" + Self.wideOrder + "\n", "second.jsonl")
    let result = try await importFile(second)
    #expect(result.outcome.rowsAccepted == 2)
    #expect(result.refused.map(\.line) == [2])
    #expect(result.refused.map(\.reason) == ["line too long (over 16 MiB)"])
  }

  @Test(arguments: [
    (String(repeating: "[", count: 10_000), "more than 64 levels of nesting"),
    (
      "[" + String(repeating: "0,", count: 1 << 20) + "0]",
      "too many values (over 1,048,576 on a line, 4,194,304 in a document)"
    ),
  ])
  func `deep lines and lines of many values are refused`(line: String, reason: String) async throws
  {
    let path = try scratch.write(Self.wideOrder + "\n" + line + "\n" + Self.wideOrder, "deep")
    let result = try await importFile(path)
    #expect(result.outcome.rowsAccepted == 2)
    #expect(result.refused.map(\.reason) == ["not JSON: " + reason])
  }

  @Test func `blank lines count nothing, however many there are`() async throws {
    let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    let row = "binance-futures,BTCUSDT,1632009737493000,,,sell,48283.81,0.01\n"
    let blanks = String(repeating: "\n", count: 50_000)
    let path = try scratch.write(header + blanks + row + blanks + "x\n", "a_liquidations.csv")
    let result = try await importFile(path)
    #expect(result.outcome.rowsRead == 3)
    #expect(result.refused.map(\.line) == [100_003])
  }
}
