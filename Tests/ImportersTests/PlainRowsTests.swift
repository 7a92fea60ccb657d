import Basics
import Importers
import MarketData
import Testing

/// Tardis rows that are read the fast way say what the general reader says of the same rows, which
/// quotes around the exchange lead there.
@Suite struct PlainRowsTests {
  private static let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"

  /// Of lengths that are looked up in different ways.
  private static let symbols = [
    "BTCUSDT", "ETHUSDT", "1000SHIBUSDT", "BTCUSDT_240329", "A", "SYMBOL-OF-23-CHARACTERS",
    "SYMBOL-OF-MORE-CHARACTERS-THAN-ARE-SEARCHED-FOR-ITS-END",
  ]

  /// Whose ends lie at, and behind, the end of what is searched for them.
  private static let longNumbers = [30, 31, 32, 33, 60].map { String(repeating: "7", count: $0) }

  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A row that is nearly always plain, without its exchange.
  private func row(_ random: inout SplitMix64) -> String {
    func any(_ choices: [String]) -> String { choices[random.index(below: choices.count)] }
    func rarely(_ odd: [String], _ usual: String) -> String {
      random.index(below: 60) == 0 ? any(odd) : usual
    }
    func number(_ most: Int) -> String {
      var digits = (0..<(1 + random.index(below: most))).map { _ in "\(random.index(below: 10))" }
      if random.index(below: 4) > 0 { digits[random.index(below: digits.count)] = "." }
      return digits.joined()
    }
    let symbol = rarely(
      ["a\"b", "\"a\"\"b\"", "A B", "", "CAF\u{C9}", "x\u{1}y", "\"BTCUSDT\"", "A-B_C/D:E'(F)"],
      any(Self.symbols))
    let second = 1_709_251_200 + random.index(below: 300)
    let time = "\(second)\(String(1_000_000 + random.index(below: 1_000_000)).dropFirst())"
    let odd = [
      "", "1", "17092512000000000", "170925120000000x", "4102444800000000", "1230767999999999",
      "1230768000000000", "4102444799999999", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ]
    let fields = [
      symbol, rarely(odd, time), rarely(odd, time), rarely(["7f-3", "\"4\""], ""),
      rarely(["unknown", "SELL", "buyy", "sel", "", "\"buy\""], any(["sell", "buy"])),
      rarely(
        ["0", "0.000", ".", "-1", "1e3", "nan", " 5 "] + Self.longNumbers,
        number(1 + random.index(below: 18))),
      rarely(["0", "+2", "1,", "12.5.1", ""], number(8)),
    ]
    return fields.joined(separator: ",") + rarely(["\r\n", "\n\n", ",\n"], "\n")
  }

  @Test(arguments: 1...6) func `plain rows are as quoted ones`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let rows = (0..<20_000).map { _ in row(&random) }
    let plain = try await importFile(
      scratch.write(Self.header + rows.map { "okex-swap," + $0 }.joined(), "a_liquidations.csv"))
    let quoted = try await importFile(
      scratch.write(
        Self.header + rows.map { "\"okex-swap\"," + $0 }.joined(), "b_liquidations.csv"))
    #expect(plain.count > 12_000 && plain.outcome.rowsRefused > 300)
    #expect(same(plain.liquidations, quoted.liquidations))
    #expect(plain.refused.map(\.line) == quoted.refused.map(\.line))
    #expect(plain.refused.map(\.reason) == quoted.refused.map(\.reason))
    #expect(plain.text == quoted.text)
  }
}
