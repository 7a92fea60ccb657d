import Foundation
import MarketData
import Store
import TestSupport
import Testing

@Suite struct DamageTests {
  /// A store of one small segment, and where its file is.
  static func makeStore(_ scratch: Scratch) async throws -> URL {
    var events = (0..<40).map {
      Event(time: march + Int64($0) * 7_000_000, symbol: "S\($0 % 3)", price: Double($0 + 1))
    }
    events[5].id = "abc"
    events[9].quantity = .nan
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let store = try Store.open(at: scratch.store, mode: .read)
    let segment = try #require(try store.segments().first)
    return URL(filePath: scratch.store + "/" + segment.path)
  }

  @Test func `a flipped bit is found by reading, or changes nothing`() async throws {
    let scratch = try Scratch()
    let file = try await Self.makeStore(scratch)
    let original = try Data(contentsOf: file)
    let expected = try scratch.rows().lines
    var silent: [Int] = []
    let store = try Store.open(at: scratch.store, mode: .read)
    for offset in stride(from: 0, to: original.count, by: 2) {
      var damaged = original
      damaged[offset] ^= 1 << UInt8(offset % 8)
      try damaged.write(to: file)
      do {
        #expect(try scratch.rows(in: store).lines == expected, "byte \(offset) gives wrong rows")
        silent.append(offset)
      } catch let error as StoreError {
        #expect(error.kind == .damaged && error.path == file.path)
      }
    }
    #expect(silent.count < original.count / 20)
  }

  @Test func `rule 66: verify finds every flipped bit and names the file`() async throws {
    let scratch = try Scratch()
    let file = try await Self.makeStore(scratch)
    let original = try Data(contentsOf: file)
    let store = try Store.open(at: scratch.store, mode: .read)
    #expect(try await store.verify().isGood)
    for offset in stride(from: 0, to: original.count, by: 37) {
      var damaged = original
      damaged[offset] ^= 0x10
      try damaged.write(to: file)
      let problems = try await store.verify().problems
      #expect(problems.map(\.kind) == [.checksum])
      #expect(file.path.hasSuffix(problems.first?.path ?? "none"))
    }
  }

  @Test(arguments: [0, 1, 7, 100]) func `a segment cut short is damage`(length: Int) async throws {
    let scratch = try Scratch()
    let file = try await Self.makeStore(scratch)
    try Data(contentsOf: file).prefix(length).write(to: file)
    let error = #expect(throws: StoreError.self) { try scratch.rows() }
    #expect(error?.kind == .damaged && error?.path == file.path)
  }

  @Test func `rule 51: verify finds what is missing and what is foreign`() async throws {
    let scratch = try Scratch()
    let file = try await Self.makeStore(scratch)
    let foreign = file.deletingLastPathComponent().appending(path: "mine.parquet")
    try FileManager.default.moveItem(at: file, to: foreign)
    let store = try Store.open(at: scratch.store, mode: .write(wait: .seconds(20)))
    let report = try await store.verify()
    #expect(Set(report.problems.map(\.kind)) == [.missing, .orphan])
    #expect(FileManager.default.fileExists(atPath: foreign.path))
    #expect(throws: StoreError.self) { try scratch.rows() }
  }

  @Test func `a newer store is refused with one sentence`() async throws {
    let scratch = try Scratch()
    _ = try await Self.makeStore(scratch)
    try scratch.execute("PRAGMA user_version = 99")
    for mode in [Store.Mode.read, .write(wait: .seconds(20))] {
      let error = #expect(throws: StoreError.self) { try Store.open(at: scratch.store, mode: mode) }
      #expect(error?.kind == .newerVersion)
      #expect(
        error?.detail
          == "the store was written by a newer liqtool (store version 99, this one reads"
          + " 1); use that one")
    }
  }

  @Test func `a migration that is not known here means a newer store`() async throws {
    let scratch = try Scratch()
    _ = try await Self.makeStore(scratch)
    try scratch.execute("INSERT INTO grdb_migrations VALUES ('9 from the future')")
    let error = #expect(throws: StoreError.self) { try scratch.rows() }
    #expect(error?.kind == .newerVersion)
  }
}
