import Basics
import Synchronization
import Testing

@Suite struct OrderedPipelineTests {
  private struct Stop: Error, Equatable { let at: Int }

  private func producer(_ count: Int) -> @Sendable () throws -> Int? {
    let next = Counter()
    return {
      let value = next.value.withLock { value in
        value += 1
        return value - 1
      }
      return value < count ? value : nil
    }
  }

  private final class Counter: Sendable {
    let value = Mutex(0)
  }

  @Test(arguments: [1, 2, 5])
  func `results come in the order of the items`(width: Int) async throws {
    var seen: [Int] = []
    try await orderedPipeline(
      width: width, produce: producer(200),
      transform: { item in
        var random = SplitMix64(seed: UInt64(item))
        return (0..<random.index(below: 5_000)).reduce(item) { sum, _ in sum }
      },
      consume: { seen.append($0) })
    #expect(seen == Array(0..<200))
  }

  @Test func `the first error in the order of the items is thrown`() async {
    var seen: [Int] = []
    await #expect(throws: Stop(at: 7)) {
      try await orderedPipeline(
        width: 4, produce: producer(100),
        transform: { item in
          if item == 7 || item == 9 { throw Stop(at: item) }
          return item
        },
        consume: { seen.append($0) })
    }
    #expect(seen == Array(0..<7))
  }

  @Test func `an error of the producer comes after what was produced`() async {
    var seen: [Int] = []
    let produce = producer(100)
    await #expect(throws: Stop(at: 3)) {
      try await orderedPipeline(
        width: 2,
        produce: {
          let item = try produce()
          if item == 3 { throw Stop(at: 3) }
          return item
        },
        transform: { $0 }, consume: { seen.append($0) })
    }
    #expect(seen == [0, 1, 2])
  }

  @Test func `an error of the consumer stops everything`() async {
    await #expect(throws: Stop(at: 5)) {
      try await orderedPipeline(
        width: 2, produce: producer(.max), transform: { $0 },
        consume: { if $0 == 5 { throw Stop(at: 5) } })
    }
  }

  @Test func `nothing produced is nothing consumed`() async throws {
    try await orderedPipeline(
      width: 1, produce: { nil as Int? }, transform: { $0 },
      consume: { _ in Issue.record("there was nothing to consume") })
  }
}
