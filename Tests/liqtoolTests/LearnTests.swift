import Foundation
import Testing

/// `learn`, `predict` and a strategy that asks the model, on a small market of six days.
@Suite struct LearnTests {
  private static let days = 6
  /// 2024-03-01T00:00:00Z.
  private static let start = 1_709_251_200_000_000

  /// A store with a candle and a liquidation a minute; the dollars rise and fall within the hour.
  private func market() throws -> Scratch {
    let scratch = try Scratch()
    var rows = Samples.tardisHeader
    for minute in 0..<(Self.days * 1_440) {
      let time = Self.start + minute * 60_000_000 + 7_000_000
      let amount = 1 + 4 * max(0, sin(Double(minute) / 10)) + Double(minute % 7) / 10
      let side = minute % 3 == 0 ? "buy" : "sell"
      rows += "binance-futures,BTCUSDT,\(time),\(time + 5_000),,\(side),60000,\(amount)\n"
    }
    try scratch.write(rows, to: Samples.tardisName)
    let candles = Samples.klines(Self.days * 1_440) { 60_000 + 50 * sin(Double($0) / 9) }
    try scratch.write(candles, to: "BTCUSDT-1m-2024-03.csv")
    let run = try scratch.liqtool(
      "import", Samples.tardisName, "BTCUSDT-1m-2024-03.csv", "--exchange", "binance-futures")
    #expect(run.code == 0, "\(run.errors)")
    return scratch
  }

  /// The market with a model of the first four days.
  private func learned() throws -> Scratch {
    let scratch = try market()
    let run = try scratch.liqtool(
      "learn", "--target", "usd", "--models", "logistic", "--to", "2024-03-05", "--out", "model")
    #expect(run.code == 0, "\(run.errors)")
    return scratch
  }

  @Test func `a model is written with its report and foresees later days`() throws {
    let scratch = try learned()
    for name in ["model/report.md", "model/report.json", "model/learning.csv"] {
      #expect(FileManager.default.fileExists(atPath: scratch.path(name)), "\(name)")
    }
    let run = try scratch.liqtool("predict", "model/model.json", "--from", "2024-03-05")
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("time,symbol,value") == true)
    #expect(lines.count > 500)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let value = try #require(Double(fields[2]))
      #expect((0...1).contains(value))
      #expect(fields.last == "false", "a forecast: \(line)")
    }
  }

  @Test func `what lies in the training days is marked`() throws {
    let run = try learned().liqtool("predict", "model/model.json", "--to", "2024-03-03")
    #expect(run.output.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",true") })
  }

  @Test func `a strategy may not ask a model about the days it learned from`() throws {
    let scratch = try learned()
    func strategy(_ more: String) -> String {
      """
      {"schema": "liqtool.strategy/1", "name": "foreseen", "params": {},
       "clock": {"on": "bar_close", "interval": "5m"},
       "data": {"liquidations": {"time": "availability", "assumed_latency": "1s"},
                "candles": {"interval": "5m"}, "funding": "off"},
       "universe": {"symbols": ["BTCUSDT"]}, "features": {},
       "entry": {"long": {"when": {">": [{"model": {"file": "model/model.json"\(more)}}, 0.2]}}},
       "exit": {"max_hold": "30m"}, "sizing": {"type": "fixed_notional", "notional": 1000},
       "portfolio": {"capital": 10000, "currency": "USDT"},
       "costs": {"taker_bps": 5, "maker_bps": 2, "slippage": {"model": "fixed_bps", "bps": 1}},
       "execution": {"order": "market"}}
      """
    }
    try scratch.write(strategy(""), to: "honest.json")
    let refused = try scratch.liqtool("backtest", "honest.json", "--out", "a")
    #expect(refused.code == 65)
    #expect(refused.errors.contains("in_sample"), "\(refused.errors)")
    let later = try scratch.liqtool(
      "backtest", "honest.json", "--from", "2024-03-05T12:00", "--out", "b")
    #expect(later.code == 0, "\(later.errors)")
    try scratch.write(strategy(", \"in_sample\": true"), to: "cheat.json")
    let allowed = try scratch.liqtool("backtest", "cheat.json", "--out", "c")
    #expect(allowed.code == 0, "\(allowed.errors)")
    #expect(try scratch.read("c/report.md").hasPrefix("# Backtest of foreseen (in sample"))
  }

  @Test func `an unknown model or target is a wrong argument`() throws {
    let scratch = try Scratch()
    let model = try scratch.liqtool("learn", "--models", "logistics")
    #expect(model.code == 64)
    #expect(model.errors.contains("logistic"), "\(model.errors)")
    #expect(try scratch.liqtool("learn", "--target", "moon").code == 64)
    #expect(try scratch.liqtool("learn", "--interval", "5m", "--horizon", "7m").code == 64)
  }

  @Test func `a damaged model is refused with the path of what is wrong`() throws {
    let scratch = try market()
    try scratch.write(#"{"schema":"liqtool.model/1"}"#, to: "bad.json")
    let run = try scratch.liqtool("predict", "bad.json")
    #expect(run.code == 65)
    #expect(run.errors.contains("bad.json"), "\(run.errors)")
  }

  @Test func `predictions of a window are the same bytes when nothing after it is stored`() throws {
    let scratch = try learned()
    let whole = try scratch.liqtool("predict", "model/model.json", "--out", "whole.csv")
    #expect(whole.code == 0, "\(whole.errors)")
    let lines = try scratch.read("whole.csv").split(separator: "\n")
    for minute in [4 * 1_440 + 455, 4 * 1_440 + 1_160] {
      // A store that ends there.
      let name = "cut-\(minute)"
      let rows = try scratch.read(Samples.tardisName).split(separator: "\n")
      let end = Self.start + minute * 60_000_000
      let past = rows.filter { row in
        Int(row.split(separator: ",")[2]).map { $0 < end } ?? true
      }
      try scratch.write(past.joined(separator: "\n") + "\n", to: "\(name)/\(Samples.tardisName)")
      let candles = try scratch.read("BTCUSDT-1m-2024-03.csv").split(separator: "\n")
      let closed = candles.filter { row in
        row.split(separator: ",").first.flatMap { Int($0) }.map { ($0 + 60_000) * 1_000 <= end }
          ?? true
      }
      try scratch.write(
        closed.joined(separator: "\n") + "\n", to: "\(name)/BTCUSDT-1m-2024-03.csv")
      let store = "\(name)/store"
      let imported = try scratch.liqtool(
        "import", "\(name)/\(Samples.tardisName)", "\(name)/BTCUSDT-1m-2024-03.csv", "--exchange",
        "binance-futures", "--store", store)
      #expect(imported.code == 0, "\(imported.errors)")
      let run = try scratch.liqtool(
        "predict", "model/model.json", "--store", store, "--out", "\(name).csv")
      #expect(run.code == 0, "\(run.errors)")
      let known = try scratch.read("\(name).csv").split(separator: "\n")
      #expect(known.count > 1_000 && known.count < lines.count)
      #expect(known == Array(lines.prefix(known.count)))
    }
  }

  @Test func `no feature looks ahead, and one that would cannot be written`() throws {
    let scratch = try market()
    let run = try scratch.liqtool("learn", "--check", "lookahead")
    #expect(run.code == 0 && run.output.contains("no difference"), "\(run.errors)")
    let feature = #"[{"name":"a","expression":{"return":{"window":"5m","lag":"-5m"}}}]"#
    try scratch.write(feature, to: "ahead.json")
    let ahead = try scratch.liqtool("learn", "--features", "ahead.json")
    #expect(ahead.code == 65 && ahead.errors.contains("ahead.json: $[0]"), "\(ahead.errors)")
  }

  /// Hourly totals, prices and funding of 60 days in one table.
  private func table() -> String {
    var text = "timestamp,price_close,liquidation_long_usd,liquidation_short_usd,"
    text += "funding_close,oi_close\n"
    for hour in 0..<(24 * 60) {
      let time = Self.start / 1_000 + hour * 3_600_000
      let price = 60_000 + 500 * sin(Double(hour) / 7) + Double(hour * 37 % 91)
      let size = 1_000 * (1 + hour * 7_919 % 97) + (hour % 24 < 3 ? 200_000 : 0)
      text += "\(time),\(price),\(size),\(size / 2),\(Double(hour % 13) / 1_000),"
      text += "\(8_000_000_000 + hour * 104_729 % 9_973)\n"
    }
    return text
  }

  @Test func `totals, prices and funding of a table are learned from`() throws {
    let scratch = try Scratch()
    try scratch.write(table(), to: "coinglass_BTC_1h.csv")
    for format in ["coinglass-liquidations-csv", "coinglass-series-csv"] {
      let run = try scratch.liqtool(
        "import", "coinglass_BTC_1h.csv", "--symbol", "BTC", "--interval", "1h", "--format", format)
      #expect(run.code == 0, "\(run.errors)")
    }
    let none = try scratch.liqtool("learn", "--interval", "5m")
    #expect(none.code == 65 && none.errors.contains("whole number"), "\(none.errors)")
    let odd = try scratch.liqtool("learn", "--horizon", "90m")
    #expect(odd.code == 64 && odd.errors.contains("whole candles of 1h, not 90m"), "\(odd.errors)")
    let endless = try scratch.liqtool("learn", "--interval", "1w", "--horizon", "15000000w")
    #expect(endless.code == 64 && endless.errors.contains("ten years"), "\(endless.errors)")
    let cascade = try scratch.liqtool(
      "learn", "--target", "cascade", "--interval", "1h", "--horizon", "1h")
    #expect(cascade.code == 65 && cascade.errors.contains("single liquidations"))
    let run = try scratch.liqtool(
      "learn", "--horizon", "1h", "--models", "logistic,tree", "--to", "2024-04-20", "--out",
      "totals")
    #expect(run.code == 0, "\(run.errors)")
    let report = try scratch.read("totals/report.json")
    #expect(report.contains("learn --target usd --horizon 1h --interval 1h"))
    let model = try scratch.read("totals/model.json")
    #expect(model.contains("liq_total") && model.contains("funding_rate"))
    #expect(try scratch.read("totals/forecasts.csv").hasPrefix("time,symbol,fold,outcome"))
    let later = try scratch.liqtool("predict", "totals/model.json", "--from", "2024-04-20")
    #expect(later.output.split(separator: "\n").count > 200, "\(later.errors)")
    let volatility = try scratch.liqtool(
      "learn", "--target", "volatility", "--interval", "1h", "--horizon", "1h", "--models",
      "logistic", "--out", "vol")
    #expect(volatility.code == 0, "\(volatility.errors)")
    #expect(try scratch.read("vol/volatility_forecasts.csv").contains("har,repeated"))
  }
}
