import Basics
import Foundation
import Importers
import MarketData
import Testing

@Suite struct ImportSourceTests {
  private static let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
  private static let row =
    "binance-futures,BTCUSDT,1632009737493000,1632009737505152,,sell,48283.81,0.01\n"
  private static let kline = "1730419200000,4,5,3,4,1,1730419259999,4,1,1,4,0\n"

  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func fails(
    _ name: String, _ text: String, _ options: ImportOptions = ImportOptions()
  ) async throws -> ImportError? {
    let path = try scratch.write(text, name)
    return await #expect(throws: ImportError.self) { try await importFile(path, options) }
  }

  // MARK: Telling formats apart

  @Test func `trades look like liquidations, so the name decides`() async throws {
    let text = Self.header + Self.row
    #expect(try await fails("x.csv", text)?.kind == .ambiguous(candidates: ["tardis-liquidations"]))
    let trades = try await fails("binance-futures_trades_2024-03-01_BTCUSDT.csv", text)
    #expect(trades?.kind == .otherKind("tardis trades"))
    #expect(trades?.isSkippedInFolders == false)
    let named = try await importFile(scratch.write(text, "a_liquidations_b.csv"))
    #expect(named.outcome.rowsAccepted == 1)
    let asked = try await importFile(
      scratch.write(text, "y.csv"), ImportOptions(format: "tardis-liquidations"))
    #expect(asked.outcome.rowsAccepted == 1)
  }

  @Test(arguments: [
    "{\n  \"generator\": \"liqtool generate\",\n  \"seed\": \"6\"\n}\n",
    "{\"files\": [\n{\"file\":\"a\",\"generator\":\"liqtool generate --seed 6\"}]}",
  ])
  func `what the generator notes is no data, and a folder is imported without it`(
    text: String
  ) async throws {
    let error = try await fails("truth.json", text)
    #expect(error?.kind == .otherKind("a note of liqtool generate about the files it made"))
    #expect(error?.isSkippedInFolders == true)
    let others = try await fails("x.json", #"{"generator":"others","files":[{"generator":1}]}"#)
    #expect(others?.kind == .notRecognised)
  }

  @Test func `what nobody knows is refused with what to do`() async throws {
    #expect(try await fails("a.csv", "a,b,c\n1,2,3\n")?.kind == .notRecognised)
    #expect(try await fails("b.json", #"{"a":1}"#)?.kind == .notRecognised)
    #expect(try await fails("c", "")?.message == "the file is empty")
    #expect(try await fails("d", "\u{FEFF}")?.category == .data)
    #expect(try await fails("e", "PAR1xxxx")?.kind == .otherKind("Parquet"))
    let missing = await #expect(throws: ImportError.self) { try await importFile("/no/such/file") }
    #expect(missing?.category == .missing)
    #expect(missing?.description == "/no/such/file: there is no such file")
    let folder = await #expect(throws: ImportError.self) {
      try await importFile(scratch.folder.path)
    }
    #expect(folder?.category == .reading)
  }

  @Test(arguments: [
    (
      "symbol,timestamp,liq_long_count,liq_short_count,liq_long_usd_size,liq_short_usd_size\n"
        + "A,2024-01-01 00:00:00,1,2,3,4\n",
      "long=liq_short_usd_size:usd,short=liq_long_usd_size:usd"
    ),
    ("timestamp,long_size,short_size,total_size\n2025-01-24 11:55:40.5,1,2,3\n", "long=long_size"),
    ("date,open,high,low,close,volume\n2025-01-24 11:55:00,1,2,1,1,3\n", "time=date:iso@+00:00"),
  ])
  func `tables without a zone are refused with the way to read them`(
    text: String, advice: String
  ) async throws {
    let path = try scratch.write(text, "x.csv")
    let error = await #expect(throws: ImportError.self) { try await importFile(path) }
    #expect(error?.kind == .needsOption("columns"))
    #expect(error?.message.contains(advice) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("A_1h.json", "1h"), ("A-15min.json", "15m"), ("1h/a.json", "1h"), ("A_daily.json", "1d"),
    ("A_1M.json", nil), ("A_0m.json", nil), ("A_2024.json", nil), ("1h.d/A_4hour.json", "4h"),
  ])
  func `a name says an interval, and a month is none`(name: String, interval: String?) async throws
  {
    let text =
      #"{"candles":[{"time":1731628800000,"open":1,"high":1,"low":1,"close":1,"#
      + #""volume":1}],"more_candles":false}"#
    let path = try scratch.write(text, name)
    let options = ImportOptions(symbol: "PF_XBTUSD")
    guard let interval else {
      let error = await #expect(throws: ImportError.self) { try await importFile(path, options) }
      #expect(error?.kind == .needsOption("interval"))
      return
    }
    #expect(try await importFile(path, options).candles?.interval.name == interval)
  }

  @Test func `Kraken's files are known by their names`() async throws {
    let text = "1617235200,58726.4,58778.7,58700.0,58745.1,12.34567,120\n"
    let named = try await importFile(scratch.write(text, "XBTUSD_60.csv"))
    #expect(named.outcome.format == "kraken-ohlcvt")
    #expect(named.candles?.interval == .hour)
    let path = try scratch.write(text, "export.csv")
    let error = await #expect(throws: ImportError.self) { try await importFile(path) }
    #expect(error?.kind == .notRecognised)
  }

  @Test func `a format that does not fit the file is refused`() async throws {
    let text = Self.header + Self.row
    let json = ImportOptions(format: "binance-force-order")
    #expect(try await fails("a.csv", text, json)?.category == .data)
    let unknown = ImportOptions(format: "nonsense")
    #expect(try await fails("a.csv", text, unknown)?.category == .arguments)
  }

  // MARK: Candles

  @Test func `candles need exchange, symbol and interval from somewhere`() async throws {
    #expect(
      try await fails("BTCUSDT-1m-2024-11.csv", Self.kline)?.kind == .needsOption("exchange"))
    #expect(try await fails("x.csv", Self.kline)?.kind == .needsOption("symbol"))
    let vision = try await importFile(
      scratch.write(Self.kline, "data/futures/um/BTCUSDT-1m-2024-11.csv"))
    let candles = try #require(vision.candles)
    #expect(candles.instruments == [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")])
    #expect(candles.interval == .minute)
    let spot = try await importFile(scratch.write(Self.kline, "spot/BTCUSDT-1m-2024-11.csv"))
    #expect(spot.candles?.instruments.first?.exchange == "binance")
    let plain = try await importFile(scratch.write(Self.kline, "spot/ETHUSDT-1m.csv"))
    #expect(plain.candles?.instruments.first?.symbol == "ETHUSDT")
    #expect(plain.candles?.interval == .minute)
  }

  @Test func `rule 65: candles that contradict their name are refused`() async throws {
    let five =
      Self.kline + "1730419500000,4,5,3,4,1,1730419799999,4,1,1,4,0\n"
      + "1730419800000,4,5,3,4,1,1730420099999,4,1,1,4,0\n"
    let wrong = try await fails("spot/BTCUSDT-1h-2024-11.csv", five)
    #expect(wrong?.kind == .contradiction)
    let sparse = Self.kline + "1730419500000,4,5,3,4,1,1730419559999,4,1,1,4,0\n"
    let gap = try await importFile(scratch.write(sparse, "spot/BTCUSDT-1m-2024-11.csv"))
    #expect(gap.outcome.rowsAccepted == 2)
  }

  @Test func `coin-margined candles have their volumes exchanged`() async throws {
    let path = try scratch.write(
      "1730419200000,40,50,30,40,7,1730419259999,0.5,1,3,0.25,0\n",
      "futures/cm/BTCUSD_PERP-1m-2024-11.csv")
    let candles = try #require(try await importFile(path).candles)
    #expect(candles.volume == [0.5])
    #expect(candles.quoteVolume == [700])
    #expect(candles.takerBuyVolume == [0.25])
  }

  // MARK: Packing, lines, counts

  @Test func `rules 46 and 49: packing is told by content and its damage is a refused row`()
    async throws
  {
    let text = Self.header + String(repeating: Self.row, count: 2_000)
    let plain = try scratch.write(text, "a_liquidations.csv")
    for tool in ["gzip -c", "zstd -qc", "zip -q -"] {
      let packed = try run("\(tool) \(plain)")
      let path = try scratch.write(packed, "b_liquidations.bin")
      let result = try await importFile(path)
      #expect(result.outcome.rowsAccepted == 2_000, "\(tool)")
      #expect(result.outcome.bytes == packed.count)
      #expect(result.outcome.hash == XXH3.hash128(packed))
      let cut = try scratch.write(Array(packed[..<(packed.count - 9)]), "c_liquidations.bin")
      guard let damaged = try? await importFile(cut) else { continue }
      #expect(damaged.outcome.rowsRefused <= 1)
    }
  }

  @Test func `damage in the middle refuses one row and keeps those before`() async throws {
    var random = SplitMix64(seed: 1)
    let rows = (0..<60_000).map { _ in
      "binance-futures,BTCUSDT,16320097\(10_000_000 + random.index(below: 80_000_000)),,,sell,"
        + "\(random.index(below: 99_999) + 1),1\n"
    }
    let plain = try scratch.write(Self.header + rows.joined(), "d_liquidations.csv")
    let packed = try run("gzip -c \(plain)")
    let path = try scratch.write(Array(packed[..<(packed.count / 2)]), "d_liquidations.csv.gz")
    let result = try await importFile(path)
    let refused = try #require(result.refused.last)
    #expect(result.refused.count == 1)
    #expect(refused.reason == "gzip stream ends early")
    #expect(refused.line == result.outcome.rowsAccepted + 2)
    #expect(result.outcome.rowsAccepted > 20_000)
  }

  @Test func `a line that is too long is one refused row`() async throws {
    let long = String(repeating: "x", count: 17 << 20)
    let path = try scratch.write(
      Self.header + Self.row + long + "\n" + Self.row, "e_liquidations.csv")
    let result = try await importFile(path)
    #expect(result.outcome.rowsAccepted == 2)
    #expect(result.refused.map(\.line) == [3])
    #expect(result.refused.first?.reason == "line too long (over 16 MiB)")
  }

  @Test func `line numbers are exact across blocks and the jobs do not matter`() async throws {
    var lines = [String](repeating: Self.row, count: 150_000)
    let bad = [17, 60_000, 60_001, 149_999]
    for line in bad { lines[line] = "binance-futures,BTCUSDT,1,2,,sell,1,1\n" }
    let path = try scratch.write(Self.header + lines.joined(), "f_liquidations.csv")
    let one = try await importFile(path, ImportOptions(jobs: 1))
    let four = try await importFile(path, ImportOptions(jobs: 4))
    #expect(one.refused.map(\.line) == bad.map { $0 + 2 })
    #expect(one.refused == four.refused)
    #expect(same(one.liquidations, four.liquidations))
    #expect(one.outcome == four.outcome)
  }

  @Test func `line ends of every kind, blank lines and a mark count as they should`() async throws {
    let text =
      "\u{FEFF}" + Self.header + "\n" + Self.row.dropLast() + "\r\n\r\n  \n" + Self.row.dropLast()
      + "\r"
    let result = try await importFile(scratch.write(text, "g_liquidations.csv"))
    #expect(result.outcome.rowsRead == 3)
    #expect(result.outcome.rowsAccepted == 2)
    #expect(result.outcome.rowsSkipped == 1)
    let empty = try await importFile(scratch.write(Self.header, "h_liquidations.csv"))
    #expect(empty.outcome.rowsRead == 1)
    #expect(empty.outcome.warnings == ["the file holds no liquidations"])
  }

  @Test func `a consumer's error ends the import`() async throws {
    struct Stop: Error {}
    let path = try scratch.write(
      Self.header + String(repeating: Self.row, count: 200_000), "i_liquidations.csv")
    await #expect(throws: Stop.self) {
      _ = try await importSource(SourceFile(path: path), options: ImportOptions(jobs: 2)) { _ in
        throw Stop()
      }
    }
  }

  // MARK: JSON layouts

  private static let order =
    #"{"e":"forceOrder","o":{"s":"A","S":"SELL","p":"1","X":"FILLED","z":"2","T":1559347229000}}"#

  @Test(arguments: [
    order + "\n" + order, "[\(order),\(order)]", "[\n\(order),\n\(order)\n]\n",
    "  [\n  \(order)\n  ,\(order) ]", "[\(order)]\n[\(order)]\n",
  ])
  func `messages are found in lines, arrays and documents`(text: String) async throws {
    let result = try await importFile(scratch.write(text, "a.json"))
    #expect(result.outcome.rowsAccepted == 2)
    #expect(result.outcome.rowsRead == 2)
  }

  @Test func `a broken document keeps what came before and says where it broke`() async throws {
    let text = "[\n\(Self.order),\n\(Self.order),\n{\"e\":\n"
    let result = try await importFile(scratch.write(text, "a.json"))
    #expect(result.outcome.rowsAccepted == 2)
    #expect(result.refused.map(\.line) == [5])
  }

  @Test func `a capture nobody knows is empty, not wrong`() async throws {
    let text = "wss://x <-> 1626992740.179\n1626992741.06: {\"a\":1}\n"
    let result = try await importFile(scratch.write(text, "capture"))
    #expect(result.outcome.rowsSkipped == 2)
    #expect(result.outcome.warnings.count == 1)
  }

  // MARK: Files and options

  @Test func `rule 80: a folder is walked in byte order, without links and hidden files`() throws {
    for name in [
      "b.csv", "a/z.csv", "a.csv", ".hidden", "Z.csv", "a/.b/c.csv", "_SUCCESS", "__MACOSX/c.csv",
    ] {
      _ = try scratch.write("x", "walk/" + name)
    }
    let root = scratch.folder.appending(path: "walk")
    try FileManager.default.createSymbolicLink(
      at: root.appending(path: "link.csv"), withDestinationURL: root.appending(path: "a.csv"))
    let files = try FolderWalk.files(at: root.path)
    #expect(
      files.map { String($0.path.dropFirst(root.path.count + 1)) }
        == ["Z.csv", "a.csv", "a/z.csv", "b.csv"])
    #expect(try FolderWalk.files(at: "-") == [SourceFile(path: "-")])
    let error = #expect(throws: ImportError.self) { try FolderWalk.files(at: root.path + "/no") }
    #expect(error?.category == .missing)
  }

  @Test func `a user's contract rules are read and checked`() async throws {
    let good = try scratch.write(
      "exchange,symbol,kind,multiplier,base,quote\nokex-swap,BTC-USDT-SWAP,linear,0.01,BTC,USDT\n",
      "rules.csv")
    let (rules, hash) = try InstrumentsFile.read(good)
    #expect(hash.count == 32)
    let text =
      Self.header + Self.row.replacing("binance-futures,BTCUSDT", with: "okex-swap,BTC-USDT-SWAP")
    let path = try scratch.write(text, "j_liquidations.csv")
    let result = try await importFile(path, ImportOptions(instruments: rules))
    #expect(result.liquidations.quantity == [0.0001])
    #expect(result.liquidations.contracts == [0.01])
    for bad in ["linear,0,BTC,USDT", "linear,x,B,U", "cubic,1,B,U", "linear,1,B"] {
      let path = try scratch.write(
        "exchange,symbol,kind,multiplier,base,quote\nokex-swap,BTC-USDT-SWAP,\(bad)\n", "bad.csv")
      let error = #expect(throws: ImportError.self) { try InstrumentsFile.read(path) }
      #expect(error?.message.hasPrefix("row 2: ") == true)
    }
  }

  private func run(_ command: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](data)
  }
}
