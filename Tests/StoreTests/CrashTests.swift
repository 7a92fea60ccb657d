import Foundation
import MarketData
import Store
import TestSupport
import Testing

@Suite struct CrashTests {
  /// Two months, so that a commit moves two segments.
  static let events = [Event(time: march - 1_000), Event(time: march), Event(time: march + 1_000)]

  @Test(arguments: CommitStep.allCases) func `a process killed in a commit leaves old or new`(
    step: CommitStep
  ) async throws {
    let scratch = try Scratch()
    let before = Event(time: march + 60_000_000)
    try await scratch.importFile("a", [LiquidationBatch([before])])
    let path = scratch.store
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, step = step as CommitStep] in
      let steps = CommitSteps { (reached) throws(StoreError) in
        if reached == step { kill(getpid(), SIGKILL) }
      }
      let store = try Store.open(at: path, mode: .write(wait: .seconds(20)), steps: steps)
      try await CrashTests.importAll(into: store)
    }
    let isCommitted = step == .committed || step == .cleared
    #expect(try scratch.rows().count == (isCommitted ? 4 : 1))

    let store = try scratch.openForWriting()
    #expect(try scratch.names("store/staging").isEmpty)
    #expect(try await store.verify().segments == (isCommitted ? 3 : 1))
    try await Self.importAll(into: store)
    #expect(try scratch.rows().count == 4)
    #expect(try await store.verify().isGood)
    #expect(try store.imports().map(\.id) == [1, 2])
  }

  @Test func `a new catalog comes into place whole`() throws {
    let scratch = try Scratch()
    // What a process leaves that is killed while it makes the catalog: readers see no store.
    _ = try scratch.openForWriting()
    #expect(try scratch.names("store/staging").isEmpty)
    for name in try scratch.names("store") where name.hasPrefix("catalog.sqlite") {
      try FileManager.default.moveItem(
        atPath: scratch.path("store/" + name), toPath: scratch.path("store/staging/" + name))
    }
    let error = #expect(throws: StoreError.self) {
      _ = try Store.open(at: scratch.store, mode: .read)
    }
    #expect(error?.kind == .notFound)
    #expect(try scratch.openForWriting().segments().isEmpty)
  }

  @Test(arguments: CommitStep.allCases.prefix { $0 != .committed })
  func `rule 77: a commit that fails leaves the store as it was`(step: CommitStep) async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march + 60_000_000)])])
    let steps = CommitSteps { (reached) throws(StoreError) in
      if reached == step { throw StoreError(.noSpace, path: "x", "the disk is full") }
    }
    let store = try scratch.openForWriting(steps: steps)
    let error = await #expect(throws: StoreError.self) { try await Self.importAll(into: store) }
    #expect(error?.kind == .noSpace)
    #expect(try await store.verify().isGood && store.segments().count == 1)
    #expect(try scratch.names("store/staging").isEmpty)
    #expect(try store.imports().count == 1)
  }

  static func importAll(into store: Store) async throws {
    let identity = ImportIdentity(hash: "b", format: "tardis-liquidations", options: "")
    guard case .started(let session) = try store.beginImport(identity, name: "b", bytes: 1) else {
      return
    }
    try await session.append(LiquidationBatch(events))
    try await session.commit(ImportSummary(path: "b", kind: .liquidations))
  }
}
