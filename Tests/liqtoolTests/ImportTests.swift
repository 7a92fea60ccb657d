import Foundation
import TestSupport
import Testing

@Suite struct ImportTests {
  @Test func `every row is accounted for`() throws {
    let scratch = try Scratch()
    let text = Samples.tardis(10) + "binance-futures,BTCUSDT,oops,1,,sell,1,1\n"
    try scratch.write(text, to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName, "--max-refused", "1", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let json = try run.json()
    #expect(json["rows_read"] as? Int == 12)
    #expect(json["rows_accepted"] as? Int == 10)
    #expect(json["rows_refused"] as? Int == 1)
    #expect(json["rows_skipped"] as? Int == 1)
    let file = try #require((json["imports"] as? [[String: Any]])?.first)
    #expect(file["format"] as? String == "tardis-liquidations")
    #expect(file["exchange"] as? String == "binance-futures")
    #expect(file["first_time"] as? String == "2024-03-01T00:00:00Z")
    #expect(file["symbols"] as? [String: Int] == ["BTCUSDT": 10])
  }

  @Test func `files are named without the folders that all are in`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(2), to: "far/away/a/" + Samples.tardisName)
    try scratch.write(Samples.tardis(3), to: "far/away/b/" + Samples.tardisName)
    let both = try scratch.liqtool("import", "far")
    #expect(both.output.contains("\na/") && both.output.contains("\nb/"), "\(both.output)")
    let one = try scratch.liqtool("import", "far/away/a")
    #expect(one.output.contains("\nfar/away/a/"), "\(one.output)")
  }

  @Test func `two spellings of one accent are counted apart`() throws {
    let scratch = try Scratch()
    let text = Samples.tardis(2)
    let composed = text.replacingOccurrences(of: "BTCUSDT", with: "CAF\u{C9}")
    let rows = text.replacingOccurrences(of: "BTCUSDT", with: "CAFE\u{301}").split(separator: "\n")
    try scratch.write(composed + rows[1] + "\n", to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName, "--json")
    #expect(run.code == 0, "\(run.errors)")
    for (symbol, count) in [("CAF\u{C9}", 2), ("CAFE\u{301}", 1)] {
      let member = Array("\"\(symbol)\": \(count)".utf8)
      #expect(Array(run.output.utf8).firstRange(of: member) != nil, "\(run.output)")
    }
  }

  @Test func `rule 39: one bad row and nothing of the file is written`() throws {
    let scratch = try Scratch()
    let text = Samples.tardis(10) + "binance-futures,BTCUSDT,oops,1,,sell,1,1\n"
    try scratch.write(text, to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName, "--json")
    #expect(run.code == 65)
    let json = try run.json()
    #expect(json["segments_written"] as? Int == 0)
    let file = try #require((json["imports"] as? [[String: Any]])?.first)
    #expect(file["status"] as? String == "refused")
    #expect(file["rows_accepted"] as? Int == 10)
    #expect(run.errors.contains("\(Samples.tardisName):12"), "\(run.errors)")
    #expect(run.errors.contains("oops"))
    #expect(run.errors.contains("--max-refused"))
    let again = try scratch.liqtool("store", "info", "--json")
    #expect(again.code == 0)
    #expect(try again.json()["rows"] as? Int == 0)
  }

  @Test func `the same file is imported once`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(100), to: Samples.tardisName)
    #expect(try scratch.liqtool("import", Samples.tardisName).code == 0)
    let run = try scratch.liqtool("import", Samples.tardisName, "--json")
    #expect(run.code == 0)
    let file = try #require((try run.json()["imports"] as? [[String: Any]])?.first)
    #expect(file["status"] as? String == "already imported")
    #expect(file["rows_accepted"] as? Int == 0)
    #expect(file["rows_duplicate"] as? Int == 100)
  }

  @Test func `overlapping files are merged by their largest multiplicity`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(100), to: "a/" + Samples.tardisName)
    try scratch.write(Samples.tardis(150), to: "b/" + Samples.tardisName)
    let run = try scratch.liqtool("import", "a", "b", "--json")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try run.json()["rows_accepted"] as? Int == 150)
    #expect(try run.json()["rows_duplicate"] as? Int == 100)
  }

  @Test func `a dry run writes nothing`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName, "--dry-run", "--json")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try run.json()["rows_accepted"] as? Int == 10)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("liqstore/catalog.sqlite")))
  }

  @Test func `refused rows are written as CSV`() throws {
    let scratch = try Scratch()
    let text = Samples.tardis(3) + "binance-futures,BTCUSDT,=cmd(),1,,sell,1,1\n"
    try scratch.write(text, to: Samples.tardisName)
    let run = try scratch.liqtool(
      "import", Samples.tardisName, "--max-refused", "50%", "--refused", "refused.csv")
    #expect(run.code == 0, "\(run.errors)")
    let lines = try scratch.read("refused.csv").split(separator: "\n")
    #expect(lines.first == "file,line,reason,raw")
    #expect(lines.count == 2)
    #expect(lines.last?.hasPrefix("\(Samples.tardisName),5,") == true)
  }

  @Test func `the real recorder dump is read as published`() throws {
    let name = "data/binance_usdm_forceorder_csv/anmolkhullar24/liquidation_orders.csv"
    guard let file = SharedFiles.url(name) else { return }
    let scratch = try Scratch()
    let run = try scratch.liqtool(
      "import", file.path, "--exchange", "binance-futures", "--max-refused", "573", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let json = try run.json()
    #expect(json["rows_accepted"] as? Int == 1_844)
    #expect(json["rows_refused"] as? Int == 573)
    let record = try #require((json["imports"] as? [[String: Any]])?.first)
    #expect(record["first_time"] as? String == "2024-12-04T16:46:25.584Z")
    #expect(try scratch.liqtool("store", "verify").code == 0)
  }
}
