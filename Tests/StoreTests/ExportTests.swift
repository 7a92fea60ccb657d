import Foundation
import MarketData
import ParquetFormat
import Store
import TestSupport
import Testing

@Suite struct ExportTests {
  @Test func `rule 87: an export has the exchange first and no import`() async throws {
    let scratch = try Scratch()
    let events = [
      Event(time: march, symbol: "B"), Event(time: march + 1, symbol: "A"),
      Event(time: march, exchange: "aster"),
    ]
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let store = try Store.open(at: scratch.store, mode: .read)
    var export = try ParquetExport(of: .liquidations, to: scratch.path("out.parquet"))
    try await store.forEachInOrder(LiquidationQuery()) { try export.append($0) }
    try export.finish()
    let file = try ParquetFile(FileSource(path: scratch.path("out.parquet")))
    let names = file.schema.columns.map(\.name)
    #expect(names.first == "exchange" && names.count == 11 && !names.contains("import_id"))
    var keys: [String] = []
    for group in file.rowGroups.indices {
      let columns = try file.read(rowGroup: group, columns: ["exchange", "symbol"])
      let texts = columns.map(Self.strings)
      keys += zip(texts[0], texts[1]).map { "\($0) \($1)" }
    }
    #expect(keys == ["aster BTCUSDT", "binance-futures A", "binance-futures B"])
  }

  @Test func `exported candles carry their interval`() async throws {
    let scratch = try Scratch()
    try await scratch.importCandles("a", [CandleBatch.random(count: 5, seed: 1)])
    let store = try Store.open(at: scratch.store, mode: .read)
    var export = try ParquetExport(of: .candles, to: scratch.path("out.parquet"))
    try await store.forEachInOrder(CandleQuery()) { try export.append($0) }
    try export.finish()
    let file = try ParquetFile(FileSource(path: scratch.path("out.parquet")))
    let columns = try file.read(rowGroup: 0, columns: ["interval"])
    #expect(Self.strings(columns[0]) == Array(repeating: "1m", count: 5))
  }

  @Test func `rule 58: CSV has a header, empty nulls and no formulas`() async throws {
    let text = try await Self.text(.csv)
    #expect(
      text == """
        exchange,time,received,symbol,side,price,price_kind,quantity,contracts,notional,order_id
        binance-futures,2024-03-01T00:00:00.001500Z,,'=A,long,100,order,1,,1e+20,"x,""y"
        binance-futures,2024-03-01T00:00:00Z,,BTCUSDT,short,0.1,fill,,3,,

        """)
  }

  @Test func `JSON lines hold every column exactly`() async throws {
    let lines = try await Self.text(.jsonl).split(separator: "\n").map(String.init)
    #expect(
      lines.first == """
        {"exchange":"binance-futures","time":"2024-03-01T00:00:00.001500Z","received":null,\
        "symbol":"=A","side":"long","price":100,"price_kind":"order","quantity":1,\
        "contracts":null,"notional":1e+20,"order_id":"x,\\"y"}
        """)
    #expect(lines.count == 2 && lines[1].contains(#""contracts":3,"notional":null"#))
  }

  /// Two rows, exported.
  private static func text(_ format: TextExport.Format) async throws -> String {
    let scratch = try Scratch()
    let events = [
      Event(
        time: march, side: .short, price: 0.1, kind: .fill, quantity: .nan, contracts: 3),
      Event(time: march + 1_500, symbol: "=A", notional: 1e20, id: "x,\"y"),
    ]
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let store = try Store.open(at: scratch.store, mode: .read)
    let export = TextExport(of: .liquidations, as: format)
    var bytes = export.header
    try await store.forEachInOrder(LiquidationQuery()) { bytes += export.bytes(of: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a file that is there is not overwritten`() throws {
    let scratch = try Scratch()
    try Data("mine".utf8).write(to: URL(filePath: scratch.path("out.parquet")))
    #expect(throws: StoreError.self) {
      _ = try ParquetExport(of: .candles, to: scratch.path("out.parquet"))
    }
    #expect(try Data(contentsOf: URL(filePath: scratch.path("out.parquet"))) == Data("mine".utf8))
  }

  static func strings(_ column: ColumnData) -> [String] {
    switch column.values {
    case .dictionary(let codes, let values): codes.map { values.string(at: Int($0)) }
    case .bytes(let values): (0..<values.count).map { values.string(at: $0) }
    default: []
    }
  }
}
