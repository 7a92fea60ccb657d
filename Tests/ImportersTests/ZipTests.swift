import Foundation
import Importers
import Testing

/// Zips as people's programs make them: with folders, and with what a Mac puts beside each file.
@Suite struct ZipTests {
  private static let text =
    "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    + "binance-futures,BTCUSDT,1632009737493000,1632009737505152,,sell,48283.81,0.01\n"
  private let scratch: Scratch
  private let folder: URL

  init() throws {
    scratch = try Scratch()
    folder = scratch.folder.appending(path: "z")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func put(_ name: String, _ text: String = Self.text) throws {
    _ = try scratch.write(text, "z/" + name)
  }

  /// Packs the entries in this order with a tool that is not our code.
  private func zip(_ entries: [String], _ flags: String = "") throws -> String {
    let path = scratch.folder.appending(path: "made.zip").path
    try? FileManager.default.removeItem(atPath: path)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.currentDirectoryURL = folder
    let names = entries.map { "'\($0)'" }.joined(separator: " ")
    process.arguments = ["-c", "zip -q \(flags) - \(names) > \(path)"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return path
  }

  @Test(arguments: ["", "-0", "-fd"])
  func `entries of a Mac and of folders are no data`(flags: String) async throws {
    let noise = String(repeating: "\u{0}\u{5}\u{16}\u{7}Mac OS X", count: 20_000)
    try put("a/x_liquidations.csv")
    for name in ["__MACOSX/._a", "__MACOSX/a/._x_liquidations.csv", "a/.DS_Store", "._b"] {
      try put(name, noise)
    }
    let before = ["__MACOSX/", "__MACOSX/._a", "._b", "a/", "a/.DS_Store"]
    let after = ["__MACOSX/a/", "__MACOSX/a/._x_liquidations.csv"]
    for entries in [
      before + ["a/x_liquidations.csv"] + after, ["a/x_liquidations.csv"] + before + after,
    ] {
      let result = try await importFile(try zip(entries, flags))
      #expect(result.outcome.rowsAccepted == 1)
      #expect(result.refused.isEmpty, "\(result.refused)")
      #expect(result.outcome.format == "tardis-liquidations")
    }
  }

  @Test func `rule 64: a second file of data is refused wherever it stands`() async throws {
    for name in ["x_liquidations.csv", "y.csv", "__MACOSX/._x_liquidations.csv", "s/__MACOSX"] {
      try put(name)
    }
    let mac = "__MACOSX/._x_liquidations.csv"
    for entries in [
      ["x_liquidations.csv", "y.csv"], ["x_liquidations.csv", mac, "y.csv"],
      [mac, "x_liquidations.csv", "s/__MACOSX"],
    ] {
      let path = try zip(entries)
      let error = await #expect(throws: ImportError.self) { try await importFile(path) }
      #expect(
        error?.message == "the zip holds more than one file; unpack it and import the folder")
    }
  }

  @Test func `a zip of nothing but a Mac's entries holds no file`() async throws {
    try put("__MACOSX/._x")
    let path = try zip(["__MACOSX/", "__MACOSX/._x"])
    let error = await #expect(throws: ImportError.self) { try await importFile(path) }
    #expect(error?.message == "the zip holds no file")
  }

  @Test func `damage in an entry that is dropped is told`() async throws {
    try put("x_liquidations.csv")
    try put("__MACOSX/._x_liquidations.csv", "some bytes")
    let path = try zip(["x_liquidations.csv", "__MACOSX/._x_liquidations.csv"], "-0")
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let place = try #require(bytes.firstRange(of: Array("some bytes".utf8))).lowerBound
    bytes[place] ^= 1
    let result = try await importFile(try scratch.write(bytes, "x_liquidations.zip"))
    #expect(result.refused.map(\.reason) == ["zip entry is damaged: wrong CRC-32"])
    #expect(result.outcome.rowsAccepted == 1)
  }
}
