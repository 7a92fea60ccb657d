import Foundation
import Testing

/// `backtest` with everything that doubts a result, on a small market of three days.
@Suite struct BacktestTests {
  private static let params =
    #""params": {"hold": {"type": "duration", "default": "20m", "values": ["10m", "20m", "40m"]}},"#
  private static let strategy = """
    {"schema": "liqtool.strategy/1", "name": "wave",
     \(params)
     "clock": {"on": "bar_close", "interval": "1m"},
     "data": {"liquidations": {"time": "availability", "assumed_latency": "1s"},
              "candles": {"interval": "1m"}, "funding": "off"},
     "universe": {"symbols": ["BTCUSDT"]},
     "features": {"move": {"return": {"window": "10m"}}},
     "entry": {"long": {"when": {">": [{"@": "move"}, 0.001]}}},
     "exit": {"max_hold": {"$": "hold"}},
     "sizing": {"type": "equity_fraction", "fraction": 0.5},
     "portfolio": {"capital": 10000, "currency": "USDT"},
     "costs": {"taker_bps": 5, "maker_bps": 2, "slippage": {"model": "fixed_bps", "bps": 1}},
     "execution": {"order": "market"},
     "sweep": {"method": "grid", "objective": "total_return", "min_trades": 1},
     "walk_forward": {"mode": "rolling", "train": "1d", "test": "12h", "purge": "40m"},
     "validation": {"dsr": true, "cost_stress": [1, 2]}}
    """

  /// A scratch folder with a store of one wave-shaped symbol and the strategy.
  private func market() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.strategy, to: "wave.json")
    let candles = Samples.klines(3 * 1_440) { 60_000 + 600 * sin(Double($0) / 40) }
    try scratch.write(candles, to: "BTCUSDT-1m-2024-03-01.csv")
    let run = try scratch.liqtool(
      "import", "BTCUSDT-1m-2024-03-01.csv", "--exchange", "binance-futures")
    #expect(run.code == 0, "\(run.errors)")
    return scratch
  }

  private func report(_ scratch: Scratch, _ folder: String) throws -> [String: Any] {
    let data = Data(try scratch.read("\(folder)/report.json").utf8)
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  @Test func `a sweep and a walk-forward write their tables and are the same twice`() throws {
    let scratch = try market()
    let run = try scratch.liqtool(
      "backtest", "wave.json", "--sweep", "--walk-forward", "--verify", "--out", "out")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.contains("same on a second run"), "\(run.errors)")
    #expect(try scratch.read("out/sweep.csv").split(separator: "\n").count == 4)
    #expect(try scratch.read("out/windows.csv").split(separator: "\n").count > 1)
    let sweep = try report(scratch, "out")["sweep"] as? [String: Any]
    #expect(sweep?["points"] as? Int == 3)
  }

  @Test func `every parameter set that was ever run counts as a trial`() throws {
    let scratch = try market()
    try scratch.liqtool("backtest", "wave.json", "--set", "hold=15m", "--out", "one")
    let run = try scratch.liqtool("backtest", "wave.json", "--sweep", "--out", "two")
    #expect(run.code == 0, "\(run.errors)")
    let validation = try report(scratch, "two")["validation"] as? [String: Any]
    let trials = validation?["dsr_trials"] as? Int
    #expect(trials == 4, "three of the grid and one before: \(validation ?? [:])")
  }

  @Test func `several values need a sweep`() throws {
    let run = try market().liqtool("backtest", "wave.json", "--set", "hold=10m,20m")
    #expect(run.code == 64)
    #expect(run.errors.contains("--sweep"), "\(run.errors)")
  }

  @Test(arguments: ["lookahead", "warmup"])
  func `a check compares values and finds no difference`(check: String) throws {
    let run = try market().liqtool("backtest", "wave.json", "--check", check, "--json")
    #expect(run.code == 0, "\(run.errors)")
    let proofs = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
    let proof = try #require(proofs?.first)
    #expect(proof["ok"] as? Bool == true)
    #expect((proof["compared"] as? Int ?? 0) > 1_000)
  }

  /// The first value of a column of trades.csv.
  private func first(_ column: String, of trades: String) throws -> String {
    let rows = trades.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(rows.first?.firstIndex { $0 == column })
    return String(try #require(rows.dropFirst().first)[place])
  }

  @Test func `rule 146: a tier table lies beside the strategy file, wherever one is`() throws {
    let scratch = try market()
    try scratch.write(
      Self.strategy.replacing(
        #""currency": "USDT""#,
        with: #""currency": "USDT", "leverage": 10, "maintenance_margin": "tiers.csv""#),
      to: "rules/tiers.json")
    let missing = try scratch.liqtool("backtest", "rules/tiers.json", "--out", "none")
    #expect(missing.code == 66 && missing.errors.contains("rules/tiers.csv"), "\(missing.errors)")
    try scratch.write(
      """
      exchange,symbol,notional_floor,maintenance_rate,maintenance_amount
      binance-futures,BTCUSDT,0,0.004,0
      binance-futures,BTCUSDT,2000,0.01,12

      """, to: "rules/tiers.csv")
    let run = try scratch.liqtool("backtest", "rules/tiers.json", "--out", "out")
    #expect(run.code == 0, "\(run.errors)")
    let trades = try scratch.read("out/trades.csv")
    let price = try #require(Double(try first("entry_price", of: trades)))
    let quantity = try #require(Double(try first("qty", of: trades)))
    let liquidation = try #require(Double(try first("liq_price", of: trades)))
    // About 5,000 dollars are in the second tier, at the entry and at the liquidation.
    #expect(abs(liquidation / ((price * 0.9 - 12 / quantity) / 0.99) - 1) < 1e-12)
  }

  @Test func `a settlement at the end of the data is paid, though it is a few milliseconds late`()
    throws
  {
    let scratch = try market()
    let end = 1_709_251_200_000 + 3 * 86_400_000
    try scratch.write(
      "calc_time,funding_interval_hours,last_funding_rate\n\(end - 28_800_000),8,0.001\n"
        + "\(end + 7),8,0.01\n", to: "BTCUSDT-fundingRate-2024-03.csv")
    try scratch.liqtool(
      "import", "BTCUSDT-fundingRate-2024-03.csv", "--exchange", "binance-futures", "--symbol",
      "BTCUSDT")
    try scratch.write(
      Self.strategy.replacing(#""funding": "off""#, with: #""funding": "actual""#)
        .replacing(#"{"$": "hold"}"#, with: #""30d""#)
        .replacing(#""purge": "40m""#, with: #""purge": "30d""#)
        .replacing(Self.params, with: ""),
      to: "held.json")
    let run = try scratch.liqtool("backtest", "held.json", "--out", "out")
    #expect(run.code == 0, "\(run.errors)")
    let trades = try scratch.read("out/trades.csv")
    #expect(try first("exit_reason", of: trades) == "end")
    let paid = try #require(Double(try first("funding", of: trades)))
    let quantity = try #require(Double(try first("qty", of: trades)))
    #expect(abs(paid) > quantity * 59_000 * 0.0105)
  }

  @Test func `an empty strategy file is 65`() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "empty.json")
    #expect(try scratch.liqtool("strategy", "check", "empty.json").code == 65)
  }

  @Test func `a strategy is explained in words`() throws {
    let run = try market().liqtool("strategy", "explain", "wave.json")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("return over 10m"), "\(run.output)")
    #expect(run.output.contains("Trades BTCUSDT."), "\(run.output)")
  }

  @Test func `two reports are compared number by number`() throws {
    let scratch = try market()
    try scratch.liqtool("backtest", "wave.json", "--out", "one")
    try scratch.liqtool("backtest", "wave.json", "--set", "hold=10m", "--out", "two")
    let same = try scratch.liqtool("report", "diff", "one", "one")
    #expect(same.output.contains("The runs agree"), "\(same.output)")
    let run = try scratch.liqtool("report", "diff", "one", "two", "--json")
    let changes = try run.json()["changes"] as? [[String: Any]] ?? []
    let paths = changes.compactMap { $0["path"] as? String }
    #expect(paths.contains("metrics.exposure_time") && paths.contains("run.command"), "\(paths)")
    let opened = try scratch.liqtool("report", "open", "two")
    #expect(opened.output.contains("two/report.html"), "\(opened.output)")
  }

  @Test func `what is no report is refused`() throws {
    let scratch = try Scratch()
    try scratch.write("{}", to: "x/report.json")
    #expect(try scratch.liqtool("report", "open", "x").code == 65)
    #expect(try scratch.liqtool("report", "open", "nowhere").code == 66)
  }
}
