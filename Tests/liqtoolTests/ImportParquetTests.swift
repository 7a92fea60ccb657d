import Foundation
import Testing

@Suite struct ImportParquetTests {
  @Test(arguments: ["liquidations", "candles"])
  func `an export comes back as it went out`(kind: String) throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(50), to: Samples.tardisName)
    try scratch.write(Samples.klines(60), to: "BTCUSDT-1m-2024-03.csv")
    try scratch.liqtool("import", Samples.tardisName)
    try scratch.liqtool("import", "BTCUSDT-1m-2024-03.csv", "--exchange", "binance-futures")
    let out = try scratch.liqtool(
      "store", "export", "--kind", kind, "--format", "parquet", "--out", "a.parquet")
    #expect(out.code == 0, "\(out.errors)")
    let run = try scratch.liqtool("import", "a.parquet", "--store", "other", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let json = try run.json()
    #expect(json["rows_read"] as? Int == (kind == "candles" ? 60 : 50))
    #expect(json["rows_accepted"] as? Int == json["rows_read"] as? Int)
    let file = try #require((json["imports"] as? [[String: Any]])?.first)
    #expect(file["kind"] as? String == kind && file["format"] as? String == "liqtool-parquet")
    for store in ["liqstore", "other"] {
      let text = try scratch.liqtool(
        "store", "export", "--kind", kind, "--format", "csv", "--store", store)
      try scratch.write(text.output, to: store + ".csv")
    }
    #expect(try scratch.read("liqstore.csv") == scratch.read("other.csv"))
    let again = try scratch.liqtool("import", "a.parquet", "--store", "other", "--json")
    #expect(try again.json()["rows_accepted"] as? Int == 0)
    let verified = try scratch.liqtool("store", "verify", "--store", "other")
    #expect(verified.code == 0)
  }

  @Test func `damaged Parquet is refused with the place`() throws {
    let scratch = try Scratch()
    try scratch.write("PAR1 and then nothing of use PAR1", to: "bad.parquet")
    let run = try scratch.liqtool("import", "bad.parquet", "--json")
    #expect(run.code == 65 && run.errors.contains("bad.parquet"), "\(run.errors)")
  }

  @Test func `totals and series are imported, counted and exported as what they are`() throws {
    let scratch = try Scratch()
    try scratch.write(
      "t,sym,oi\n1709251200000,BTCUSDT,10.5\n1709251260000,BTCUSDT,11\n", to: "oi.csv")
    let run = try scratch.liqtool(
      "import", "oi.csv", "--exchange", "binance-futures", "--json", "--columns",
      "time=t:ms,symbol=sym,value=oi:open_interest")
    #expect(run.code == 0, "\(run.errors)")
    let file = try #require((try run.json()["imports"] as? [[String: Any]])?.first)
    #expect(file["kind"] as? String == "series" && file["rows_accepted"] as? Int == 2)
    let out = try scratch.liqtool("store", "export", "--kind", "series", "--format", "csv")
    #expect(
      out.output == """
        exchange,name,time,symbol,value
        binance-futures,open_interest,2024-03-01T00:00:00Z,BTCUSDT,10.5
        binance-futures,open_interest,2024-03-01T00:01:00Z,BTCUSDT,11

        """)
    let parquet = try scratch.liqtool(
      "store", "export", "--kind", "series", "--format", "parquet", "--out", "s.parquet")
    #expect(parquet.code == 0)
    let back = try scratch.liqtool("import", "s.parquet", "--store", "other", "--json")
    #expect(try back.json()["rows_accepted"] as? Int == 2, "\(back.errors)")
  }
}
