import Importers
import MarketData
import Testing

/// Tables as spreadsheets and other people's programs write them.
@Suite struct DialectTests {
  private static let columns = "time=ts,symbol=sym,side=side:order,price=px,quantity=qty"
  private static let plain =
    "ts,sym,side,px,qty\n1709251200000,BTCUSDT,sell,61234.5,0.013\n"
    + "1709251201000,\"A,B\",buy,61230,5e-1\n"
  private static let tardis =
    "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    + "binance-futures,BTCUSDT,1632009737493000,1632009737505152,,sell,48283.81,0.01\n"
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func mapped(
    _ bytes: [UInt8], _ columns: String = Self.columns, jobs: Int = 1
  ) async throws -> Imported {
    let options = ImportOptions(
      exchange: "bybit", columns: try ColumnMapping(parsing: columns), jobs: jobs)
    return try await importFile(try scratch.write(bytes, "x.csv"), options)
  }

  private static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
      return isBigEndian ? bytes.reversed() : bytes
    }
  }

  /// The same two rows, written in other ways.
  private static let written: [String] = [
    plain.replacing("\"A,B\"", with: "A B").replacing(",", with: ";").replacing("A B", with: "A,B"),
    plain.replacing("\"A,B\"", with: "\"A;B\"").replacing(",", with: "\t")
      .replacing("\"A;B\"", with: "A,B"),
    "sep=;\r\nts;sym;side;px;qty\r\n1709251200000;BTCUSDT;sell;61234,5;0,013\r\n"
      + "1709251201000;\"A,B\";buy;61230;\"0,5\"\r\n",
    "ts|sym|side|px|qty\n\n1709251200000|BTCUSDT|sell|\"61234.5\"|0.013\n"
      + "1709251201000|A,B|buy|61230|.5",
    "# made by a recorder\n# version 2\n" + plain,
    "sep=,\n" + plain,
    ",ts,sym,side,px,qty\n0,1709251200000,BTCUSDT,sell,61234.5,0.013\n"
      + "17,1709251201000,\"A,B\",buy,61230,0.5\n",
  ]

  @Test(arguments: 0..<written.count)
  func `a table is read however its fields are parted`(index: Int) async throws {
    let expected = try await mapped(Array(Self.plain.utf8)).liquidations
    for bytes in [
      Array(Self.written[index].utf8), Self.utf16(Self.written[index], isBigEndian: false),
      Self.utf16(Self.written[index], isBigEndian: true),
    ] {
      let result = try await mapped(bytes)
      #expect(result.refused.isEmpty, "\(result.refused)")
      #expect(same(result.liquidations, expected), "\(result.text)")
      #expect(result.outcome.rowsRead == 3)
    }
  }

  @Test func `known formats are known in any dialect`() async throws {
    let index = "," + Self.tardis.replacing("\nbinance", with: "\n0,binance")
    for text in [
      Self.tardis.replacing(",", with: ";"), Self.tardis.replacing(",", with: "\t"), index,
      "# from a vendor\n" + Self.tardis,
    ] {
      let path = try scratch.write(text, "a_liquidations.csv")
      let result = try await importFile(path)
      #expect(result.outcome.format == "tardis-liquidations")
      #expect(result.outcome.rowsAccepted == 1, "\(result.text)")
    }
  }

  @Test func `decimal commas never become thousands, nor the other way round`() async throws {
    func refused(_ price: String) async throws -> [String] {
      let text =
        "ts;sym;side;px;qty\n1709251200000;BTCUSDT;sell;61234,5;0,013\n"
        + "1709251201000;BTCUSDT;buy;\(price);0,5\n"
      return try await mapped(Array(text.utf8)).refused.map { "\($0.line) \($0.explanation)" }
    }
    #expect(try await refused("61230") == [])
    #expect(try await refused("61.230,00") == ["3 px: not a number: '61,230.00'"])
    #expect(try await refused("61.230") == ["3 px: not a number: '61,230'"])
    let later =
      "ts;sym;side;px;qty\n"
      + String(
        repeating: "1709251200000;BTCUSDT;sell;61234;5\n", count: 200)
      + "1709251201000;BTCUSDT;buy;61230,5;5\n"
    let result = try await mapped(Array(later.utf8))
    #expect(result.refused.map(\.explanation) == ["px: not a number: '61230,5'"])
  }

  @Test func `numbers of columns count the column of the index`() async throws {
    let text =
      ",ts,sym,side,px,qty\n0,1709251200000,BTCUSDT,sell,61234.5,0.013\n"
    let result = try await mapped(
      Array(text.utf8), "time=2,symbol=3,side=4:order,price=5,quantity=6")
    #expect(result.liquidations.price == [61234.5])
  }

  @Test func `a first column without a name that holds times stays`() async throws {
    let text =
      ",open,high,low,close,volume\n2024-03-01 00:00:00,1,2,0.5,1,3\n"
      + "2024-03-01 00:01:00,1,2,0.5,1,3\n"
    let options = ImportOptions(
      exchange: "bybit", symbol: "BTCUSDT", interval: .minute,
      columns: try ColumnMapping(parsing: "time=1,open=2,high=3,low=4,close=5,volume=6"))
    let result = try await importFile(try scratch.write(text, "c.csv"), options)
    #expect(result.candles?.openTime.count == 2)
    // Without a mapping it is asked for, not taken for row numbers.
    let epochs = text.replacing("2024-03-01 00:00:00", with: "1709251200")
      .replacing("2024-03-01 00:01:00", with: "1709251260")
    let error = await #expect(throws: ImportError.self) {
      try await importFile(
        try scratch.write(epochs, "d.csv"),
        ImportOptions(exchange: "bybit", symbol: "BTCUSDT", interval: .minute))
    }
    #expect(error != nil)
  }

  @Test func `symbols that begin with a number sign are rows, not notes`() async throws {
    let text = "#54760,1709251200000,sell,0.5,10\n#54761,1709251200000,sell,0.5,10\n"
    let result = try await mapped(
      Array(text.utf8), "symbol=1,time=2,side=3:order,price=4,quantity=5")
    #expect(result.liquidations.instruments.map(\.symbol) == ["#54760", "#54761"])
  }

  @Test func `lines keep their numbers over many blocks, whatever the jobs`() async throws {
    var lines = (0..<140_000).map { "17092512\($0 % 90_000 + 10_000);BTCUSDT;sell;61234,5;0,013" }
    lines[120_000] = "1709251200000;BTCUSDT;neither;61234,5;0,013"
    let text = "# a note\nts;sym;side;px;qty\n" + lines.joined(separator: "\n")
    for bytes in [Array(text.utf8), Self.utf16(text, isBigEndian: false)] {
      let one = try await mapped(bytes, jobs: 1)
      let four = try await mapped(bytes, jobs: 4)
      #expect(one.refused.map(\.line) == [120_003])
      #expect(one.outcome.rowsAccepted == 139_999)
      #expect(one.outcome == four.outcome)
      #expect(same(one.liquidations, four.liquidations))
      #expect(one.outcome.bytes == bytes.count)
    }
  }

  @Test(arguments: [[UInt8]([0x41]), [0x00, 0xD8], [0x00, 0xDC, 0x41, 0x00]])
  func `damaged UTF-16 is damage, and what came before is kept`(tail: [UInt8]) async throws {
    let result = try await mapped(Self.utf16(Self.plain, isBigEndian: false) + tail)
    #expect(result.refused.map(\.reason) == ["the UTF-16 text is damaged"])
    #expect(result.outcome.rowsAccepted == 2)
  }

  @Test func `any truncation of UTF-16 in gzip is told`() async throws {
    let text = Self.plain + String(repeating: "1709251200000,B😀,sell,1,1\n", count: 50)
    let whole = try await mapped(Self.utf16(text, isBigEndian: true))
    #expect(whole.liquidations.instruments.map(\.symbol) == ["BTCUSDT", "A,B", "B😀"])
    #expect(whole.outcome.rowsAccepted == 52)
  }

  @Test func `rows in an answer's lists are found by their fields`() async throws {
    let text = """
      {"status":200,"payload":{"metadata":{"next":null},"data":[
       {"ts":1709251200000,"sym":"BTCUSDT","side":"SELL","px":61234.5,"qty":0.013},
       {"ts":1709251201000,"sym":"BTCUSDT","side":"x","px":1,"qty":1}]}}
      """
    let result = try await mapped(Array(text.utf8))
    #expect(result.liquidations.price == [61234.5])
    #expect(result.refused.map(\.explanation) == ["side: side unknown: 'x'"])
  }

  @Test func `what CoinGlass's two pages contradict is refused with the way out`() async throws {
    let text =
      #"{"code":"0","data":[{"exchange_name":"BINANCE","symbol":"BTCUSDT","base_asset":"BTC","#
      + #""price":87535.9,"usd_value":205534.2932,"side":2,"time":1745216319263}]}"#
    let error = await #expect(throws: ImportError.self) {
      try await importFile(try scratch.write(text, "orders.json"))
    }
    #expect(error?.message.contains("--columns 'time=time,symbol=symbol") == true)
  }
}
