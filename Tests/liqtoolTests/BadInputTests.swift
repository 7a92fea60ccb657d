import Foundation
import Testing

/// One sentence each, the right exit code, nothing half-written.
@Suite struct BadInputTests {
  /// The errors are one line that starts with the program's name.
  private func isOneSentence(_ run: Run) -> Bool {
    let lines = run.errors.split(separator: "\n")
    return lines.count == 1 && lines[0].hasPrefix("liqtool: ")
  }

  @Test func `a missing file is 66`() throws {
    let run = try Scratch().liqtool("import", "nowhere.csv")
    #expect(run.code == 66)
    #expect(isOneSentence(run), "\(run.errors)")
    #expect(run.errors.contains("nowhere.csv"))
  }

  @Test func `every missing path is named before anything is imported`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    let run = try scratch.liqtool("import", "first.csv", Samples.tardisName, "second.csv")
    #expect(run.code == 66)
    #expect(run.errors.contains("first.csv: there is no such file"), "\(run.errors)")
    #expect(run.errors.contains("second.csv: there is no such file"), "\(run.errors)")
    #expect(run.errors.contains("Nothing was imported."), "\(run.errors)")
    #expect(try scratch.liqtool("store", "info").code == 66)
  }

  @Test func `an unknown format is a wrong argument, with the nearest name`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(1), to: Samples.tardisName)
    let run = try scratch.liqtool("import", Samples.tardisName, "--format", "tardis-liquidation")
    #expect(run.code == 64)
    #expect(run.errors.contains("tardis-liquidations"), "\(run.errors)")
  }

  @Test func `an unknown column is 65, with the candidates`() throws {
    let scratch = try Scratch()
    try scratch.write("when,sym,dir,px,qty\n1709251200000,BTCUSDT,sell,1,1\n", to: "a.csv")
    let run = try scratch.liqtool(
      "import", "a.csv", "--exchange", "binance-futures", "--columns",
      "time=wen,symbol=sym,side=dir:order,price=px,quantity=qty")
    #expect(run.code == 65)
    #expect(run.errors.contains("wen") && run.errors.contains("when"), "\(run.errors)")
  }

  @Test func `an empty file is 65`() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "empty.csv")
    #expect(try scratch.liqtool("import", "empty.csv").code == 65)
  }

  @Test func `a store of a newer version is refused`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    try scratch.raiseStoreVersion()
    let run = try scratch.liqtool("store", "info")
    #expect(run.code == 74)
    #expect(isOneSentence(run), "\(run.errors)")
  }

  @Test func `a flipped byte in a segment is found and named`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(1_000), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    let segment = try #require(try scratch.segments().first)
    var bytes = try Data(contentsOf: segment)
    bytes[bytes.count / 3] ^= 0x10
    try bytes.write(to: segment)
    let verify = try scratch.liqtool("store", "verify", "--json")
    #expect(verify.code == 74)
    #expect(try verify.json()["ok"] as? Bool == false)
    #expect(verify.output.contains(segment.lastPathComponent))
    let analyze = try scratch.liqtool("analyze", "--out", "report")
    #expect(analyze.code == 74)
    #expect(analyze.errors.contains(segment.lastPathComponent), "\(analyze.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("report")))
  }

  @Test func `an output folder that cannot be made is 73`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    let run = try scratch.liqtool("analyze", "--out", "/dev/null/report", "--quiet")
    #expect(run.code == 73)
    #expect(isOneSentence(run), "\(run.errors)")
  }

  @Test func `a folder liqtool did not write is not replaced`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    try scratch.write("mine", to: "report/notes.txt")
    let run = try scratch.liqtool("analyze", "--out", "report", "--quiet")
    #expect(run.code == 73)
    #expect(try scratch.read("report/notes.txt") == "mine")
  }

  @Test func `a store that is not there is 66`() throws {
    let run = try Scratch().liqtool("analyze", "--quiet")
    #expect(run.code == 66)
    #expect(run.errors.contains("liqtool import"), "\(run.errors)")
  }

  @Test func `a second writer waits, then is told that the store is busy`() throws {
    let scratch = try Scratch()
    let other = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    let pipe = Pipe()
    let first = try other.process(
      ["import", "-", "--format", "tardis-liquidations", "--store", scratch.path("liqstore")])
    first.standardInput = pipe
    try first.run()
    pipe.fileHandleForWriting.write(Data(Samples.tardis(10, symbol: "ETHUSDT").utf8))
    try scratch.waitUntil { scratch.exists("liqstore/catalog.sqlite") }
    let run = try scratch.liqtool("import", Samples.tardisName, "--wait", "0.2")
    #expect(run.code == 75, "\(run.errors)")
    try pipe.fileHandleForWriting.close()
    first.waitUntilExit()
    #expect(first.terminationStatus == 0)
    #expect(try scratch.liqtool("import", Samples.tardisName).code == 0)
  }

  @Test func `a killed import leaves the store as it was and can be repeated`() throws {
    let scratch = try Scratch()
    try scratch.write(Samples.tardis(10), to: Samples.tardisName)
    try scratch.liqtool("import", Samples.tardisName)
    let pipe = Pipe()
    let victim = try scratch.process(["import", "-", "--format", "tardis-liquidations"])
    victim.standardInput = pipe
    try victim.run()
    let text = Samples.tardis(20_000, symbol: "ETHUSDT")
    pipe.fileHandleForWriting.write(Data(text.utf8))
    kill(victim.processIdentifier, SIGKILL)
    victim.waitUntilExit()
    let verify = try scratch.liqtool("store", "verify", "--json")
    #expect(verify.code == 0, "\(verify.output)")
    try scratch.write(text, to: "eth_liquidations.csv")
    let again = try scratch.liqtool("import", "eth_liquidations.csv", "--json")
    #expect(try again.json()["rows_accepted"] as? Int == 20_000)
    #expect(try scratch.liqtool("store", "info", "--json").json()["rows"] as? Int == 20_010)
  }
}

extension Scratch {
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Waits until `condition` holds, at most ten seconds.
  func waitUntil(_ condition: () -> Bool) throws {
    for _ in 0..<1_000 {
      if condition() { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    throw CocoaError(.fileNoSuchFile)
  }

  /// Sets the store's version (`user_version`, bytes 60–63 of SQLite's header) far ahead.
  func raiseStoreVersion() throws {
    let url = folder.appending(path: "liqstore/catalog.sqlite")
    var bytes = try Data(contentsOf: url)
    bytes.replaceSubrange(60..<64, with: [0, 1, 0, 0])
    try bytes.write(to: url)
  }

  /// The segments of the store, in the order of their paths.
  func segments() throws -> [URL] {
    let root = folder.appending(path: "liqstore/liquidations")
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return (names ?? []).filter { $0.hasSuffix(".parquet") }.sorted().map {
      root.appending(path: $0)
    }
  }
}
