import Foundation
import Glibc
import MarketData
import Store
import Testing

@Suite struct StoreTests {
  @Test func `reading where there is no store says so`() throws {
    let scratch = try Scratch()
    let error = #expect(throws: StoreError.self) {
      try Store.open(at: scratch.path("none"), mode: .read)
    }
    #expect(error?.kind == .notFound)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("none")))
  }

  @Test func `a new store can be read and has no imports`() throws {
    let scratch = try Scratch()
    _ = try Store.open(at: scratch.store, mode: .write(createIfMissing: true))
    let store = try Store.open(at: scratch.store, mode: .read)
    #expect(try store.imports().isEmpty)
    #expect(!store.isWritable)
  }

  @Test func `rule 52: a second writer waits, then finds the store busy`() throws {
    let scratch = try Scratch()
    let first = try Store.open(at: scratch.store, mode: .write(createIfMissing: true))
    let error = #expect(throws: StoreError.self) {
      try Store.open(at: scratch.store, mode: .write(wait: .milliseconds(60)))
    }
    #expect(error?.kind == .busy)
    #expect(first.isWritable)
  }

  @Test func `the writer's lock ends with the writer`() throws {
    let scratch = try Scratch()
    do { _ = try Store.open(at: scratch.store, mode: .write(createIfMissing: true)) }
    #expect(try Store.open(at: scratch.store, mode: .write(wait: .seconds(20))).isWritable)
  }

  @Test func `a catalog that is no database is damaged`() throws {
    let scratch = try Scratch()
    do { _ = try Store.open(at: scratch.store, mode: .write(createIfMissing: true)) }
    try Data("not a database, whatever its name".utf8).write(
      to: URL(filePath: scratch.store + "/catalog.sqlite"))
    let error = #expect(throws: StoreError.self) {
      try Store.open(at: scratch.store, mode: .read)
    }
    #expect(error?.kind == .damaged)
  }

  @Test func `a store that lost its catalog is not made anew`() throws {
    let scratch = try Scratch()
    let folder = scratch.store + "/liquidations/exchange=x/month=2024-03"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("PAR1".utf8).write(to: URL(filePath: folder + "/0.parquet"))
    let error = #expect(throws: StoreError.self) {
      try Store.open(at: scratch.store, mode: .write(createIfMissing: true))
    }
    #expect(error?.kind == .damaged)
  }

  @Test func `rule 76: a store that cannot be written can be read, and only that`() async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march)])])
    let path = scratch.store
    await #expect(processExitsWith: .success) { [path = path as String] in
      unsafe chmod(path, 0o555)
      unsafe chmod(path + "/catalog.sqlite", 0o444)
      unsafe chmod(path + "/writer.lock", 0o444)
      setuid(65_534)
      let store = try Store.open(at: path, mode: .read)
      let units = try store.plan(LiquidationQuery()).units
      #expect(try store.read(units[0], columns: [LiquidationColumn.price]).price == [100])
      #expect(try await store.verify().isGood)
      let error = #expect(throws: StoreError.self) {
        try Store.open(at: path, mode: .write(wait: .seconds(20), createIfMissing: true))
      }
      #expect(error?.kind == .readOnly)
    }
    unsafe chmod(path, 0o755)
    #expect(try scratch.names("store").contains("catalog.sqlite-shm") == false)
  }

  @Test func `a store cannot be created under a file`() throws {
    let scratch = try Scratch()
    try Data().write(to: URL(filePath: scratch.path("file")))
    let error = #expect(throws: StoreError.self) {
      try Store.open(at: scratch.path("file/store"), mode: .write(createIfMissing: true))
    }
    #expect(error?.kind == .cannotCreate)
  }

  @Test func `trials are kept once for their parameters`() throws {
    let scratch = try Scratch()
    do { _ = try Store.open(at: scratch.store, mode: .write(createIfMissing: true)) }
    let trial = BacktestTrial(family: "f", data: "d", parameters: "{\"n\":1}", metrics: "{}")
    let other = BacktestTrial(family: "f", data: "d", parameters: "{\"n\":2}", metrics: "{}")
    try Store.record([trial, other], at: scratch.store)
    try Store.record([trial], at: scratch.store)
    let store = try Store.open(at: scratch.store, mode: .read)
    #expect(try store.trials(family: "f", data: "d") == [trial, other])
    #expect(try store.trials(family: "f", data: "e").isEmpty)
  }
}
