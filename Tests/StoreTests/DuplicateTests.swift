import Basics
import MarketData
import Store
import TestSupport
import Testing

@Suite struct DuplicateTests {
  /// Every order of importing three sources.
  static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  @Test(arguments: orders) func `rule 8: the store keeps the largest number in any one source`(
    order: [Int]
  ) async throws {
    let scratch = try Scratch()
    let other = Event(time: march + 1_000, price: 7)
    let sources = [2, 1, 3].map { count in
      Array(repeating: Event(time: march), count: count) + [other]
    }
    var accepted = 0
    for index in order {
      let record = try await scratch.importFile("\(index)", [LiquidationBatch(sources[index])])
      accepted += record.counts.accepted
      #expect(record.counts.read == sources[index].count)
    }
    #expect(accepted == 4)
    #expect(try scratch.rows().price.filter { $0 == 100 }.count == 3)
  }

  /// One file each: the same events, seen by recorders of different quickness, or of none.
  private static let recordings: [[Event]] = [
    [
      Event(time: march, received: march + 50), Event(time: march + 1_000, price: 7),
      Event(time: march + 2_000, id: "a", received: march + 2_300),
      Event(time: march + 3_000, received: march + 3_100),
      Event(time: march + 3_000, received: march + 3_400),
    ],
    [
      Event(time: march, received: march + 20),
      Event(time: march + 1_000, price: 7, received: march + 1_900),
      Event(time: march + 2_000, id: "a", received: march + 2_100),
      Event(time: march + 3_000, received: march + 3_200),
      Event(time: march + 3_000, received: march + 3_300),
      Event(time: march + 3_000, received: march + 3_500),
    ],
    [
      Event(time: march, received: march + 30),
      Event(time: march + 1_000, price: 7, received: march + 1_800),
      Event(time: march + 2_000, id: "a"), Event(time: march + 4_000, received: march + 4_001),
    ],
  ]

  @Test(arguments: orders) func `of twins the earliest receipt counts, in any order of imports`(
    order: [Int]
  ) async throws {
    let scratch = try Scratch()
    for index in order {
      let record = try await scratch.importFile(
        "\(index)", [LiquidationBatch(Self.recordings[index])])
      #expect(record.counts.read == Self.recordings[index].count)
    }
    let rows = try scratch.rows()
    let receipts = zip(rows.time, rows.received).map { [$0 - march, $1 - march] }
    #expect(
      receipts.sorted { $0.lexicographicallyPrecedes($1) } == [
        [0, 20], [1_000, 1_800], [2_000, 2_100], [3_000, 3_100], [3_000, 3_300], [3_000, 3_500],
        [4_000, 4_001],
      ])
    #expect(try await Store.open(at: scratch.store, mode: .read).verify().isGood)
  }

  @Test func `the same receipts again change no segment`() async throws {
    let scratch = try Scratch()
    let late = LiquidationBatch([Event(time: march, received: march + 50)])
    try await scratch.importFile("a", [late])
    let before = try scratch.files()
    let record = try await scratch.importFile(
      "b", [LiquidationBatch([Event(time: march, received: march + 60)])])
    #expect((record.counts.accepted, record.counts.duplicate) == (0, 1))
    #expect(try scratch.rows().received == [march + 50])
    #expect(try scratch.files() == before)
  }

  /// Each differs from `Event(time: march)` in one part of the key.
  static let others: [Event] = [
    Event(time: march + 1_000), Event(time: march, symbol: "ETHUSDT"),
    Event(time: march, exchange: "bybit"), Event(time: march, side: .short),
    Event(time: march, price: 101), Event(time: march, kind: .fill),
    Event(time: march, quantity: 2), Event(time: march, quantity: .nan, contracts: 1),
    Event(time: march, id: "1"),
  ]

  @Test(arguments: others.indices) func `rule 6: rows that differ in the key are different`(
    index: Int
  ) async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march)])])
    let record = try await scratch.importFile("b", [LiquidationBatch([Self.others[index]])])
    #expect(record.counts.accepted == 1)
  }

  @Test func `rule 92: times are compared in whole milliseconds`() async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march + 999)])])
    let record = try await scratch.importFile(
      "b", [LiquidationBatch([Event(time: march), Event(time: march + 1_000)])])
    #expect(record.counts.accepted == 1 && record.counts.duplicate == 1)
  }

  @Test func `contracts count where there is no quantity`() async throws {
    let scratch = try Scratch()
    let event = Event(time: march, quantity: .nan, contracts: 5)
    try await scratch.importFile("a", [LiquidationBatch([event])])
    var more = event
    more.contracts = 6
    let record = try await scratch.importFile("b", [LiquidationBatch([event, more])])
    #expect(record.counts.accepted == 1 && record.counts.duplicate == 1)
  }

  @Test(arguments: [true, false]) func `contract rules do not make rows different`(
    isPricedFirst: Bool
  ) async throws {
    let scratch = try Scratch()
    let bare = Event(time: march, quantity: .nan, contracts: 5)
    var priced = bare
    priced.quantity = 0.05
    let files = isPricedFirst ? [priced, bare] : [bare, priced]
    try await scratch.importFile("a", [LiquidationBatch([files[0], files[0]])])
    let record = try await scratch.importFile(
      "b", [LiquidationBatch([files[1], files[1], files[1]])])
    #expect(record.counts.accepted == 1 && record.counts.duplicate == 2)
  }

  @Test func `rule 7: an order id is kept once, also inside a file and across chunks`() async throws
  {
    let scratch = try Scratch()
    let events = [
      Event(time: march, id: "1"), Event(time: march, id: "1"),
      Event(time: march + 5, price: 2, id: "1"), Event(time: march, side: .short, id: "1"),
      Event(time: march + 5, id: "2"),
    ]
    let batches = events.map { LiquidationBatch([$0]) }
    let options = ImportOptions(rowsPerChunk: 1)
    let record = try await scratch.importFile("a", batches, options: options)
    // The third row lies outside the time of the first: only overlapping times are compared.
    #expect(record.counts.accepted >= 3)
    let whole = try Scratch()
    let one = try await whole.importFile("a", [LiquidationBatch(events)])
    #expect(one.counts.accepted == 3 && one.counts.duplicate == 2)
    let again = try await whole.importFile("b", [LiquidationBatch(events)])
    #expect(again.counts.accepted == 0 && again.counts.duplicate == 5)
  }

  @Test func `a position's id is the same row only with time and amount`() async throws {
    let scratch = try Scratch()
    let first = Event(time: march, exchange: "bitfinex-derivatives", id: "9")
    var second = first
    second.time += 60_000_000
    var third = first
    third.quantity = 3
    let record = try await scratch.importFile(
      "a", [LiquidationBatch([first, second, third, first])])
    #expect(record.counts.accepted == 3 && record.counts.duplicate == 1)
  }

  @Test(arguments: [1, 7, 100, 10_000]) func `chunks do not change what is new`(
    rowsPerChunk: Int
  ) async throws {
    let scratch = try Scratch()
    // Few different keys, so that most rows have twins; out of order, so that chunks overlap.
    let stored = LiquidationBatch((0..<90).map { Event(time: march + Int64($0 % 9) * 1_000) })
    let file = LiquidationBatch((0..<200).map { Event(time: march + Int64($0 % 13) * 1_000) })
    try await scratch.importFile("a", [stored])
    let options = ImportOptions(jobs: 2, rowsPerChunk: rowsPerChunk)
    let record = try await scratch.importFile("b", file.split(200), options: options)
    var expected = 0
    for key in 0..<13 {
      expected += max(0, (0..<200).filter { $0 % 13 == key }.count - (key < 9 ? 10 : 0))
    }
    #expect(record.counts.accepted == expected)
    #expect(record.counts.duplicate == 200 - expected)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `rules 8 and 91: random sources in any order and chunks end with the largest multiplicities`(
    seed: UInt64
  ) async throws {
    let scratch = try Scratch()
    var random = SplitMix64(seed: seed)
    var largest: [String: Int] = [:]
    for source in 0..<4 {
      let batch = Self.randomSource(&random)
      var counts: [String: Int] = [:]
      for line in batch.keys { counts[line, default: 0] += 1 }
      largest.merge(counts) { max($0, $1) }
      let options = ImportOptions(jobs: 2, rowsPerChunk: [1_000, 1, 17, 40][source])
      try await scratch.importFile("\(source)", batch.split(batch.count), options: options)
      if source == 2 { try await scratch.openForWriting().compact() }
    }
    var stored: [String: Int] = [:]
    for line in try scratch.rows().keys { stored[line, default: 0] += 1 }
    #expect(stored == largest, "seed \(seed)")
  }

  /// Few different rows, many times, in random order.
  static func randomSource(_ random: inout SplitMix64) -> LiquidationBatch {
    LiquidationBatch(
      (0..<120).map { _ in
        Event(
          time: march + Int64(random.index(below: 4)) * 1_000 + Int64(random.index(below: 1_000)),
          symbol: ["A", "B"][random.index(below: 2)],
          exchange: ["aster", "bybit"][random.index(below: 2)],
          side: random.uniform() < 0.5 ? .long : .short,
          price: Double(1 + random.index(below: 2)))
      })
  }
}

extension LiquidationBatch {
  /// What makes rows the same, as text.
  var keys: [String] {
    (0..<count).map { row in
      let key = instruments[Int(instrument[row])]
      return "\(key.exchange) \(key.symbol) \(time[row] / 1_000) \(side[row]) \(price[row])"
    }
  }
}
