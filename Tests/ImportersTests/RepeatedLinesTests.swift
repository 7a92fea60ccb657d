import Basics
import Importers
import MarketData
import Testing

/// Many lines of one shape, of which only what differs is looked at again.
@Suite struct RepeatedLinesTests {
  private func order(
    _ number: Int, symbol: String = "BTCUSDT", side: String = "SELL", quantity: String = "0.5",
    state: String = "FILLED", time: String? = nil
  ) -> String {
    #"{"e":"forceOrder","E":1,"o":{"s":"\#(symbol)","S":"\#(side)","o":"LIMIT","f":"IOC","q":"9","#
      + #""p":"1.5","ap":"\#(number + 1).25","X":"\#(state)","l":"1","z":"\#(quantity)","#
      + #""T":\#(time ?? String(1_709_251_200_000 + number))}}"#
  }

  /// When the order of that number was, in microseconds.
  private func time(_ number: Int) -> Int64 { (1_709_251_200_000 + Int64(number)) * 1_000 }

  private func read(_ lines: [String], _ options: ImportOptions = ImportOptions()) throws
    -> (batch: LiquidationBatch, chunk: ImportChunk)
  {
    let text = Array(lines.map { $0 + "\n" }.joined().utf8)
    let chunk = try importBytes(text, name: "x.jsonl", options: options).chunk
    guard case .liquidations(let batch) = chunk.rows else { return (LiquidationBatch(), chunk) }
    return (batch, chunk)
  }

  @Test func `every row of many is the one of its line`() throws {
    let symbols = ["BTCUSDT", "ETHUSDT", "1000PEPEUSDT", "BTCUSD_PERP"]
    let lines = (0..<2_000).map {
      order(
        $0, symbol: symbols[$0 % 4], side: $0 % 3 == 0 ? "BUY" : "SELL", quantity: "\($0 % 7 + 1)",
        state: $0 % 5 == 0 ? "PARTIALLY_FILLED" : "FILLED")
    }
    let (batch, chunk) = try read(lines)
    let counts = [batch.count, chunk.refusedCount, chunk.rowsSkipped]
    #expect(counts == [2_000, 0, 0])
    for row in 0..<batch.count {
      #expect(batch.instruments[Int(batch.instrument[row])].symbol == symbols[row % 4])
      let side: LiquidationSide = row % 3 == 0 ? .short : .long
      let size = row % 4 == 3 ? batch.contracts[row] : batch.quantity[row]
      let (price, expectedSize) = (Double(row) + 1.25, Double(row % 7 + 1))
      #expect(batch.time[row] == time(row))
      #expect(batch.side[row] == side)
      #expect(batch.price[row] == price)
      #expect(size == expectedSize)
      #expect(batch.received[row] == LiquidationBatch.noTime)
      #expect(batch.priceKind[row] == .fill)
    }
  }

  @Test func `ids that only later rows have are theirs`() throws {
    let lines = (0..<1_000).map { number in
      let id = number < 700 ? "" : #","orderId":"\#(number)""#
      return #"{"symbol":"BTCUSDT","price":"1","executedQty":"2","averagePrice":"3","#
        + #""status":"FILLED","side":"SELL","time":\#(1_709_251_200_000 + number)\#(id)}"#
    }
    let (batch, _) = try read(lines)
    #expect(batch.count == 1_000)
    for row in 0..<batch.count {
      let id: String? = row < 700 ? nil : String(row)
      #expect(batch.orderID[row] == id)
      #expect(batch.time[row] == time(row))
    }
  }

  /// Each stands between lines that are right and of its shape.
  @Test(arguments: [
    ("side", "x", "S"), ("side", "sel", "S"), ("side", "buyy", "S"), ("side", "", "S"),
    ("quantity", "1x", "z"), ("quantity", "", "z"), ("quantity", "1e400", "z"),
    ("time", "17092512000x0", ""), ("time", "9999999999999", "T"), ("time", "1709251200", "T"),
    ("time", "\"17092512000:0\"", "T"), ("time", "0000000000000", ""), ("symbol", "", "s"),
  ])
  func `a value that is wrong is refused with its line and field`(
    _ part: String, _ value: String, _ field: String
  ) throws {
    var lines = (0..<20).map { order($0) }
    lines[10] = order(
      10, symbol: part == "symbol" ? value : "BTCUSDT", side: part == "side" ? value : "SELL",
      quantity: part == "quantity" ? value : "0.5", time: part == "time" ? value : nil)
    let (batch, chunk) = try read(lines)
    let refusal = try #require(chunk.refused.first)
    #expect(chunk.refused.count == 1)
    #expect(refusal.line == 11)
    // What is no JSON has no field.
    #expect(refusal.field == field)
    let times = (0..<20).filter { $0 != 10 }.map(time)
    #expect(batch.time == times)
  }

  @Test(arguments: ["Sell", "sell", "SELL", "BUY", "Buy", "buy"])
  func `sides are read in any case`(_ side: String) throws {
    let (batch, _) = try read((0..<8).map { order($0, side: side) })
    let expected: LiquidationSide = side.lowercased() == "sell" ? .long : .short
    let sides = Array(repeating: expected, count: 8)
    #expect(batch.side == sides)
  }

  @Test func `messages, lists of them and envelopes may take turns`() throws {
    var lines: [String] = []
    for round in 0..<12 {
      let number = 3 * round
      let stamp = #"{"local_timestamp":"2024-03-01T00:00:\#(10 + round)Z","message":"#
      let kinds = [
        order(number), "[\(order(number)),\(stamp)\(order(number + 1))}]",
        stamp + order(number) + "}", #"{"stream":"s@x","data":\#(order(number))}"#,
      ]
      // Each kind several times in a row, so that its shape is known.
      lines += Array(repeating: kinds[round / 3], count: 4)
    }
    let (batch, chunk) = try read(lines, ImportOptions(format: "binance-force-order"))
    let counts = [batch.count, chunk.refusedCount, chunk.rowsSkipped]
    #expect(counts == [60, 0, 0])
    let received = batch.received.map { $0 == LiquidationBatch.noTime ? -1 : $0 / 1_000_000 % 60 }
    var expected: [Int64] = []
    for round in 0..<12 {
      let stamp = Int64(10 + round)
      let each: [[Int64]] = [[-1], [-1, stamp], [stamp], [-1]]
      expected += Array(repeating: each[round / 3], count: 4).flatMap { $0 }
    }
    #expect(received == expected)
  }

  @Test func `an id that begins with an escape is still that of a forced order`() throws {
    let line =
      #"{"symbol":"BTCUSDT","price":"1","executedQty":"2","avgPrice":"3","status":"FILLED","#
      + #""side":"SELL","time":1709251200000,"clientOrderId":"\#("\\u0061")utoclose-1"}"#
    let (batch, _) = try read(
      [line, line.replacing("utoclose", with: "ut0close")],
      ImportOptions(format: "binance-all-force-orders"))
    #expect(batch.count == 1)
  }
}
