import Basics
import Foundation
import Importers
import MarketData
import Testing

/// Whatever the bytes are, an import ends with rows, refusals or an error: never with a trap.
@Suite struct DamageTests {
  private static func check(_ result: Imported) {
    let outcome = result.outcome
    #expect(result.refused.count == outcome.rowsRefused)
    #expect(result.count == outcome.rowsAccepted)
    #expect(result.refused.allSatisfy { $0.line >= 1 && $0.raw.count <= 201 })
    #expect(result.liquidations.price.allSatisfy { $0.isFinite && $0 > 0 })
  }

  @Test(arguments: FormatsTests.names)
  func `no truncated input traps`(name: String) async throws {
    let input = try Array(Data(contentsOf: URL(filePath: FormatsTests.input(name))))
    let scratch = try Scratch()
    for cut in stride(from: 0, to: input.count, by: max(1, input.count / 16)) {
      let path = try scratch.write(Array(input[..<cut]), "input")
      guard let result = try? await importFile(path, FormatsTests.options(name)) else { continue }
      Self.check(result)
    }
  }

  @Test(arguments: FormatsTests.names)
  func `no mutated input traps`(name: String) async throws {
    let input = try Array(Data(contentsOf: URL(filePath: FormatsTests.input(name))))
    var random = SplitMix64(seed: 11, stream: name)
    let scratch = try Scratch()
    let interesting: [UInt8] = Array("\n\r,\"\\{}[]:-+.0e9 \u{0}".utf8) + [0xFF, 0x80, 0xC3]
    for round in 0..<16 {
      var bytes = input
      for _ in 0...random.index(below: 4) {
        let place = random.index(below: bytes.count)
        switch random.index(below: 3) {
        case 0: bytes[place] = interesting[random.index(below: interesting.count)]
        case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        default: bytes.removeSubrange(place..<min(bytes.count, place + random.index(below: 30)))
        }
        if bytes.isEmpty { bytes = [0x0A] }
      }
      let path = try scratch.write(bytes, "input")
      // Half of them told from the content, as a stranger's file would be.
      var options = try FormatsTests.options(name)
      if round % 2 == 0, name != "columns" { options.format = nil }
      guard let result = try? await importFile(path, options) else { continue }
      Self.check(result)
    }
  }

  /// A file of many rows is read the fast way, a file of one row the general way.
  @Test func `the fast way reads what the general way reads`() async throws {
    var random = SplitMix64(seed: 5)
    let scratch = try Scratch()
    let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    let good = "binance-futures,BTCUSDT,1632009737493000,1632009737505152,,sell,48283.81,0.01"
    var rows: [String] = []
    for index in 0..<120 {
      var row = Array(
        good.replacingOccurrences(of: "BTC", with: ["BTC", "ETH", "1000X"][index % 3])
          .replacingOccurrences(of: "sell", with: index % 2 == 0 ? "buy" : "sell")
          .replacingOccurrences(of: "0.01", with: String(random.next() >> 40)).utf8)
      if index % 2 == 0 {
        row[random.index(below: row.count)] = Array(",.\" 09a-\u{7}".utf8)[random.index(below: 9)]
      }
      rows.append(String(decoding: row, as: UTF8.self))
    }
    let padding = String(repeating: good + "\n", count: 5)
    let options = ImportOptions(format: "tardis-liquidations")
    let whole = try await importFile(
      scratch.write(header + rows.map { $0 + "\n" }.joined() + padding, "whole"), options)
    var single = Imported()
    for (index, row) in rows.enumerated() {
      let part = try await importFile(scratch.write(header + row + "\n", "part"), options)
      single.liquidations.append(contentsOf: part.liquidations)
      single.refused += part.refused.map { refused in
        var refused = refused
        refused.line = index + 2
        return refused
      }
    }
    let isSame = whole.refused == single.refused
    #expect(isSame)
    #expect(single.refused.count > 20)
    let count = single.liquidations.count
    #expect(whole.liquidations.count == count + 5)
    #expect(same(whole.liquidations.gather((0..<count).map(Int32.init)), single.liquidations))
  }
}
