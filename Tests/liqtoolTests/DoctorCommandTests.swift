import Foundation
import Testing

@Suite struct DoctorCommandTests {
  @Test func `findings have the documented keys and strict ends with 65`() throws {
    let scratch = try Scratch()
    // Sides alternate under a price that only rises: half of them disagree.
    var text = Samples.tardisHeader
    for row in 0..<200 {
      let time = 1_709_251_200_000_000 + row * 30_000_000
      text += "binance-futures,BTCUSDT,\(time),\(time - 7_200_000_000),,sell,60000,0.25\n"
    }
    try scratch.write(text, to: Samples.tardisName)
    try scratch.write(Samples.klines(200), to: "BTCUSDT-1m-2024-03.csv")
    #expect(try scratch.liqtool("import", Samples.tardisName).code == 0)
    let candles = try scratch.liqtool(
      "import", "BTCUSDT-1m-2024-03.csv", "--exchange", "binance-futures")
    #expect(candles.code == 0, "\(candles.errors)")
    let run = try scratch.liqtool("doctor", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let findings = try #require(try run.json()["findings"] as? [[String: Any]])
    let keys: Set = ["check", "exchange", "symbol", "value", "expected", "verdict", "advice"]
    #expect(findings.allSatisfy { Set($0.keys) == keys })
    var verdicts: [String: String] = [:]
    for finding in findings {
      verdicts[finding["check"] as? String ?? ""] = finding["verdict"] as? String
    }
    #expect(verdicts["side_vs_price"] == "wrong" && verdicts["clock_skew"] == "wrong")
    #expect(verdicts["candle_gaps"] == "ok" && verdicts["missing_notional"] == "ok")
    let strict = try scratch.liqtool("doctor", "--strict")
    #expect(strict.code == 65 && strict.output.contains("wrong: side_vs_price of binance-futures"))
    #expect(try scratch.liqtool("doctor", "--exchange", "nowhere").code == 65)
  }
}
