import Foundation
import Testing

/// Open interest goes from a file through the store into the map that is made from it.
@Suite struct EstimatedMapTests {
  private static let days = 9
  /// 2024-03-01T00:00:00Z.
  private static let start = 1_709_251_200_000_000

  @Test func `recorded open interest becomes a map over time, in grey without lift`() throws {
    let scratch = try Scratch()
    var rows = Samples.tardisHeader
    for minute in stride(from: 0, to: Self.days * 1_440, by: 4) {
      let time = Self.start + minute * 60_000_000 + 7_000_000
      let price = 60_000 + 900 * sin(Double(minute) / 500)
      let side = minute % 3 == 0 ? "buy" : "sell"
      rows += "binance-futures,BTCUSDT,\(time),\(time + 5_000),,\(side),\(price),1\n"
    }
    try scratch.write(rows, to: Samples.tardisName)
    let candles = Samples.klines(Self.days * 1_440) { 60_000 + 900 * sin(Double($0) / 500) }
    try scratch.write(candles, to: "BTCUSDT-1m-2024-03.csv")
    var metrics =
      "create_time,symbol,sum_open_interest,sum_open_interest_value,"
      + "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,"
      + "sum_taker_long_short_vol_ratio\n"
    for step in 0..<(Self.days * 288) {
      let dollars = 1_000_000_000 + 50_000_000 * sin(Double(step) / 40)
      let (day, minute) = (step / 288 + 1, step % 288 * 5)
      let clock = [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      metrics +=
        "2024-03-0\(day) \(clock[0]):\(clock[1]):00,BTCUSDT,\(dollars / 60_000),\(dollars),"
        + "1.1,1.2,1.0,1.0\n"
    }
    try scratch.write(metrics, to: "BTCUSDT-metrics-2024-03.csv")
    let read = try scratch.liqtool(
      "import", Samples.tardisName, "BTCUSDT-1m-2024-03.csv", "BTCUSDT-metrics-2024-03.csv",
      "--exchange", "binance-futures")
    #expect(read.code == 0, "\(read.errors)")
    let run = try scratch.liqtool("analyze", "--only", "heatmap_estimated", "--out", "map")
    #expect(run.code == 0, "\(run.errors)")
    let picture = try String(
      contentsOfFile: scratch.path("map/charts/heatmap_estimated_map.svg"), encoding: .utf8)
    let page = try String(contentsOfFile: scratch.path("map/report.md"), encoding: .utf8)
    #expect(page.contains("lift"))
    #expect(picture.contains("class=\"muted\"") == page.contains("no lift is shown"))
    #expect(picture.contains("class=\"wick\""), "candles lie over the map")
  }
}
