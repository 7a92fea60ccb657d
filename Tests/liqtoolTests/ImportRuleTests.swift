import Foundation
import Testing

/// Rules of importing that only the whole program shows (IMPORT-RULES.md).
@Suite struct ImportRuleTests {
  private static let bad = "binance-futures,BTCUSDT,1709251200000000,1,,sell,oops,1\n"

  private static func tardis(
    _ count: Int = 1, exchange: String = "binance-futures", symbol: String = "BTCUSDT",
    time: Int = 1_709_251_200_000_000
  ) -> String {
    String(repeating: "\(exchange),\(symbol),\(time),\(time),,sell,50000,2\n", count: count)
  }

  /// The record of the only file, or of one of several.
  private static func file(_ run: Run, _ index: Int = 0) throws -> [String: Any] {
    let files = try #require(try run.json()["imports"] as? [[String: Any]])
    let file = try #require(files.dropFirst(index).first)
    func count(_ key: String) -> Int { file["rows_" + key] as? Int ?? -1 }
    let sum = count("accepted") + count("duplicate") + count("refused") + count("skipped")
    #expect(count("read") == sum, "\(file)")
    return file
  }

  /// The rows of the store, as its export tells them.
  private static func rows(_ scratch: Scratch) throws -> [String] {
    let run = try scratch.liqtool("store", "export", "--format", "csv")
    #expect(run.code == 0, "\(run.errors)")
    return run.output.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test func `rules 40 and 69: each file is a transaction of its own`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardisHeader + Self.bad, to: "a_liquidations_.csv")
    try scratch.write(Samples.tardis(3), to: "b_liquidations_.csv")
    let run = try scratch.liqtool("import", "a_liquidations_.csv", "b_liquidations_.csv", "--json")
    #expect(run.code == 65)
    #expect(try Self.file(run)["status"] as? String == "refused")
    #expect(try Self.file(run, 1)["status"] as? String == "imported")
    #expect(try run.json()["rows_accepted"] as? Int == 3)
    #expect(try Self.rows(scratch).count == 3)
  }

  @Test(arguments: ["", "\n\n", "\u{FEFF}", "hello\nworld\n"])
  func `rules 41 and 44: what nobody can read is 65 and still JSON`(text: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "x.csv")
    let run = try scratch.liqtool("import", "x.csv", "--json")
    #expect(run.code == 65)
    #expect(try Self.file(run)["status"] as? String == "refused")
    #expect(try Self.file(run)["error"] is String)
  }

  @Test func `rule 41: a missing file and bad contract rules are JSON, too`() throws {
    let scratch = try Scratch()
    let missing = try scratch.liqtool("import", "none.csv", "--json")
    #expect(missing.code == 66)
    #expect(try missing.json()["error"] is String)
    try scratch.write(Samples.tardis(1), to: Samples.tardisName)
    try scratch.write("", to: "rules.csv")
    let empty = try scratch.liqtool(
      "import", Samples.tardisName, "--instruments", "rules.csv", "--json")
    #expect(empty.code == 65)
    #expect(try empty.json()["error"] is String)
  }

  @Test func `rule 42: a file imported before counts its rows as duplicates`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(5), to: "a_liquidations_.csv")
    try scratch.write(Samples.tardis(5), to: "copy_liquidations_.csv")
    try scratch.liqtool("import", "a_liquidations_.csv")
    let run = try scratch.liqtool("import", "copy_liquidations_.csv", "--json")
    #expect(run.code == 0)
    let file = try Self.file(run)
    #expect(file["status"] as? String == "already imported")
    #expect(file["rows_accepted"] as? Int == 0 && file["rows_duplicate"] as? Int == 5)
    #expect(try run.json()["rows_read"] as? Int == 0, "totals are of what was imported now")
  }

  @Test func `rules 43 and 53: a share is of accepted, duplicate and refused rows`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(9) + Self.bad, to: Samples.tardisName)
    #expect(try scratch.liqtool("import", Samples.tardisName, "--max-refused", "9.9%").code == 65)
    #expect(try scratch.liqtool("import", Samples.tardisName, "--max-refused", "10%").code == 0)
    for limit in ["-1", "x", "101%", "1.5", "%", "nan%"] {
      let run = try scratch.liqtool("import", Samples.tardisName, "--max-refused=" + limit)
      #expect(run.code == 64, "\(limit)")
    }
  }

  @Test func `rules 48, 79 and 85: times, dollars and symbols are those of accepted rows`() throws {
    let scratch = try Scratch()
    let text =
      Samples.tardisHeader + Self.tardis(time: 1_709_251_200_100_000)
      + Self.tardis(exchange: "okex-swap", symbol: "X", time: 1_709_251_200_123_400) + Self.bad
    try scratch.write(text, to: "a_liquidations_.csv")
    try scratch.write(Samples.tardisHeader, to: "b_liquidations_.csv")
    let run = try scratch.liqtool(
      "import", "a_liquidations_.csv", "b_liquidations_.csv", "--max-refused", "1", "--json")
    let file = try Self.file(run)
    #expect(file["first_time"] as? String == "2024-03-01T00:00:00.100Z")
    #expect(file["last_time"] as? String == "2024-03-01T00:00:00.123400Z")
    #expect(file["notional_usd"] as? Double == 100_000 && file["notional_missing"] as? Int == 1)
    #expect(file["symbols"] as? [String: Int] == ["BTCUSDT": 1, "X": 1])
    #expect(file["exchange"] is NSNull)
    #expect(try Self.file(run, 1)["first_time"] is NSNull)
    #expect(try run.json()["rows_read"] as? Int == 5)
  }

  @Test func `rule 50: the options that decide rows are part of what was imported`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(2), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    for same in [["--max-refused", "5"], ["--refused", "r.csv"], ["--jobs", "1"], ["--quiet"]] {
      let run = try scratch.process(["import", Samples.tardisName, "--json"] + same)
      try run.run()
      run.waitUntilExit()
      #expect(try scratch.read(".out").contains("already imported"), "\(same)")
    }
    let other = try scratch.liqtool(
      "import", Samples.tardisName, "--exchange", "binance-futures", "--json")
    #expect(try Self.file(other)["status"] as? String == "imported")
    #expect(try Self.file(other)["rows_duplicate"] as? Int == 2)
  }

  @Test func `rule 61: a line over 16 MiB is one refused row`() throws {
    let scratch = try Scratch()
    let long = String(repeating: "x", count: (16 << 20) + 1) + "\n"
    try scratch.write(
      Samples.tardisHeader + long + Self.tardis(), to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName, "--json")
    #expect(run.code == 65 && run.errors.contains("line too long"))
    #expect(try Self.file(run)["rows_refused"] as? Int == 1)
    #expect(try Self.file(run)["rows_accepted"] as? Int == 1)
  }

  @Test func `rule 67: compact removes what it replaces, and info lists what is committed`() throws
  {
    let scratch = try Scratch()
    for number in 0..<3 {
      let text = Samples.tardisHeader + Self.tardis(time: 1_709_251_200_000_000 + 1_000 * number)
      try scratch.write(text, to: "\(number)_liquidations_.csv")
      try scratch.liqtool("import", "\(number)_liquidations_.csv")
    }
    func files() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: scratch.path("liqstore"))
        .filter { $0.hasSuffix(".parquet") }
    }
    #expect(try files().count == 3)
    #expect(try scratch.liqtool("store", "compact").code == 0)
    let listed = try scratch.liqtool("store", "info", "--files").output
    #expect(try files() == listed.split(separator: "\n").map(String.init))
  }

  @Test func `rule 68: who only reads leaves what a writer is writing`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(2), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    try scratch.write("half", to: "liqstore/staging/9-liquidations-0.parquet")
    for reader in ["info", "verify", "imports"] { try scratch.liqtool("store", reader) }
    #expect(try scratch.read("liqstore/staging/9-liquidations-0.parquet") == "half")
    try scratch.liqtool("store", "compact")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path("liqstore/staging")) == [])
  }

  @Test func `rule 74: a row without a price is refused`() throws {
    let scratch = try Scratch()
    try scratch.write(
      Samples.tardisHeader + "bybit,BTCUSDT,1709251200000000,1709251200000000,,sell,,1\n",
      to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName)
    #expect(run.code == 65 && run.errors.contains("price: missing"))
  }

  @Test func `rule 83: both sides of a trade survive the key of its id`() throws {
    let scratch = try Scratch()
    let trade =
      #"{"trade_id":"1","timestamp":1584058044032,"price":4469.5,"liquidation":"MT","#
      + #""instrument_name":"BTC-PERPETUAL","direction":"sell","amount":1120}"#
    let message = #"{"jsonrpc":"2.0","params":{"channel":"trades.X","data":[\#(trade)]}}"# + "\n"
    try scratch.write(message + message, to: "d.jsonl")
    let run = try scratch.liqtool("import", "d.jsonl", "--json")
    #expect(try Self.file(run)["rows_accepted"] as? Int == 2)
    #expect(try Self.file(run)["rows_duplicate"] as? Int == 2)
  }

  @Test func `rule 64: a zip is one file, named by its entry before its path`() throws {
    let scratch = try Scratch()
    let row = "1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7\n"
    let header =
      "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,"
      + "last_fill_quantity,accumulated_fill_quantity\n"
    let name = "ETHUSD_PERP-liquidationSnapshot-2023-06-25.csv"
    try scratch.write(header + row, to: name)
    try scratch.write(header + row, to: "b.csv")
    func zip(_ archive: String, _ names: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["zip", "-q", archive] + names
      process.currentDirectoryURL = scratch.folder
      try process.run()
      process.waitUntilExit()
    }
    try zip("BTCUSD_PERP-liquidationSnapshot-2023-06-25.zip", name)
    let one = try scratch.liqtool(
      "import", "BTCUSD_PERP-liquidationSnapshot-2023-06-25.zip", "--json")
    #expect(try Self.file(one)["symbols"] as? [String: Int] == ["ETHUSD_PERP": 1])
    try zip("two.zip", name, "b.csv")
    for limit in ["0", "9"] {
      let two = try scratch.liqtool("import", "two.zip", "--max-refused", limit)
      #expect(two.code == 65 && two.errors.contains("more than one file"), "\(two.errors)")
    }
  }

  @Test func `refused rows are all in the file that was asked for, conflicts as well`() throws {
    let scratch = try Scratch()
    let rows = 30_000
    try scratch.write(
      Samples.tardisHeader + String(repeating: Self.bad, count: rows), to: Samples.tardisName)
    try scratch.liqtool(
      "import", Samples.tardisName, "--max-refused", "100%", "--refused", "r.csv")
    #expect(try scratch.read("r.csv").split(separator: "\n").count == rows + 1)
    try scratch.write(Samples.klines(3), to: "BTCUSDT-1m-a.csv")
    try scratch.write(Samples.klines(3) { 50_000 + Double($0) }, to: "BTCUSDT-1m-b.csv")
    try scratch.liqtool("import", "BTCUSDT-1m-a.csv", "--exchange", "binance")
    let run = try scratch.liqtool(
      "import", "BTCUSDT-1m-b.csv", "--exchange", "binance", "--refused", "c.csv")
    #expect(run.code == 65)
    let lines = try scratch.read("c.csv").split(separator: "\n")
    #expect(lines.count == 4 && lines[1].contains(",2,conflicts with import"), "\(lines)")
  }

  @Test func `a conflicting candle is named by its own line, whatever stands between`() throws {
    let scratch = try Scratch()
    let lines = Samples.klines(4).split(separator: "\n").map(String.init)
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "BTCUSDT-1m-a.csv")
    try scratch.liqtool("import", "BTCUSDT-1m-a.csv", "--exchange", "binance")
    let other = Samples.klines(4) { 50_000 + Double($0) }.split(separator: "\n").map(String.init)
    let header = other.count > 4 ? [other[0]] : []
    let rows = other.suffix(4)
    // Blank lines, the header once more and a refused row shift the others.
    let first = rows.startIndex
    let text =
      header + ["", rows[first], "", "", rows[first + 1]] + header
      + ["x,1", rows[first + 2], " ", rows[first + 3]]
    try scratch.write(text.joined(separator: "\r\n") + "\n", to: "BTCUSDT-1m-b.csv")
    let run = try scratch.liqtool(
      "import", "BTCUSDT-1m-b.csv", "--exchange", "binance", "--refused", "c.csv")
    #expect(run.code == 65)
    let expected = text.indices.filter { rows.contains(text[$0]) }.map { $0 + 1 }
    let said = try scratch.read("c.csv")
    let found = said.split(separator: "\n").filter { $0.contains("conflicts with import") }
      .compactMap { Int($0.split(separator: ",")[1]) }
    #expect(found == expected, "\(said)")
  }

  @Test func `a conflicting candle of a list is named by the line that the list is on`() throws {
    let scratch = try Scratch()
    func lists(_ close: Int, _ lines: [[Int]]) -> String {
      lines.map { minutes in
        let rows = minutes.map {
          let open = 1_709_251_200_000 + 60_000 * $0
          return "[\(open),5,9,1,\(close),2,\(open + 59_999),10,3,1,5,0]"
        }
        return "[" + rows.joined(separator: ",") + "]\n"
      }.joined()
    }
    try scratch.write(lists(6, [[0, 1, 2, 3, 4, 5, 6, 7]]), to: "a.json")
    try scratch.write("\n" + lists(7, [[0], [1], [], [2, 3, 4], [5], [6, 7]]), to: "b.json")
    func run(_ name: String) throws -> Run {
      try scratch.liqtool(
        "import", name, "--format", "binance-klines-json", "--exchange", "binance", "--symbol",
        "BTCUSDT", "--interval", "1m", "--refused", "c.csv")
    }
    #expect(try run("a.json").code == 0)
    #expect(try run("b.json").code == 65)
    let said = try scratch.read("c.csv")
    let found = said.split(separator: "\n").filter { $0.contains("conflicts with import") }
      .compactMap { Int($0.split(separator: ",")[1]) }
    #expect(found == [2, 3, 5, 5, 5, 6, 7, 7], "\(said)")
  }

  @Test func `a conflicting value of a series is named by its line`() throws {
    let scratch = try Scratch()
    func metrics(_ rows: [String]) -> String {
      let header =
        "create_time,symbol,sum_open_interest,sum_open_interest_value,"
        + "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,"
        + "count_long_short_ratio,sum_taker_long_short_vol_ratio"
      return ([header] + rows).joined(separator: "\n") + "\n"
    }
    let first = [
      "2024-03-01 00:00:00,BTCUSDT,10,1000,1.1,1.2,1.3,0.5",
      "2024-03-01 00:05:00,BTCUSDT,11,,,1.2,,0.5",
      "2024-03-01 00:10:00,BTCUSDT,,1200,1.1,,1.3,",
      "2024-03-01 00:15:00,BTCUSDT,,,,,,0.7",
    ]
    try scratch.write(metrics(first), to: "a.csv")
    #expect(try scratch.liqtool("import", "a.csv").code == 0)
    let second = [
      first[0], "2024-03-01 00:05:00,BTCUSDT,12,,,1.2,,0.6", "",
      "2024-03-01 00:10:00,BTCUSDT,,1200,1.2,,1.4,", "2024-03-01 00:15:00,BTCUSDT,,,,,,0.8",
    ]
    try scratch.write(metrics(second), to: "b.csv")
    #expect(try scratch.liqtool("import", "b.csv", "--refused", "c.csv").code == 65)
    let said = try scratch.read("c.csv")
    let found = said.split(separator: "\n").filter { $0.contains("conflicts with import") }
      .compactMap { Int($0.split(separator: ",")[1]) }
    #expect(found == [3, 3, 5, 5, 6], "\(said)")
  }

  @Test func `a folder with files of its own called staging does not become a store`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(1), to: Samples.tardisName)
    try scratch.write("mine", to: "project/staging/notes.txt")
    let run = try scratch.liqtool("import", Samples.tardisName, "--store", "project")
    #expect(run.code == 73 && run.errors.contains("--store"))
    #expect(try scratch.read("project/staging/notes.txt") == "mine")
  }

  @Test func `a segment is imported with what its folders say`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(3), to: Samples.tardisName)
    try scratch.write(Samples.klines(3), to: "BTCUSDT-1m-a.csv")
    try scratch.liqtool("import", Samples.tardisName)
    try scratch.liqtool("import", "BTCUSDT-1m-a.csv", "--exchange", "binance")
    let run = try scratch.liqtool(
      "import", "liqstore/liquidations", "liqstore/candles", "--store", "again", "--json")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try run.json()["rows_accepted"] as? Int == 6)
    #expect(
      try scratch.liqtool("store", "export", "--format", "csv", "--store", "again").output
        == scratch.liqtool("store", "export", "--format", "csv").output)
  }

  @Test func `a removal says which files to import again`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(3), to: "a_liquidations_.csv")
    try scratch.write(Samples.tardis(4), to: "b_liquidations_.csv")
    try scratch.liqtool("import", "a_liquidations_.csv", "b_liquidations_.csv")
    let run = try scratch.liqtool("store", "remove", "--import", "1", "--json")
    #expect(try run.json()["rows_removed"] as? Int == 3)
    #expect(try run.json()["import_again"] as? [String] == ["b_liquidations_.csv"])
    let again = try scratch.liqtool("import", "b_liquidations_.csv", "--json")
    #expect(try Self.file(again)["rows_accepted"] as? Int == 3)
  }
}
