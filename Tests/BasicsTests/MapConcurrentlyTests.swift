import Basics
import Testing

@Suite struct MapConcurrentlyTests {
  @Test(arguments: [1, 2, 5, 50])
  func `parts are folded in the order of the items, whatever the width`(_ width: Int) async throws {
    let items = Array(0..<37)
    let folded = try await foldConcurrently(items, width: width, into: [Int]()) { item in
      // Some parts take longer than those after them.
      (0..<(item % 5) * 20_000).reduce(item) { ($0 ^ $1) & 1 == 2 ? 0 : $0 ^ $1 } ^ item
    } merge: {
      $0.append($1)
    }
    let mapped = try await mapConcurrently(items, width: 1) { item in
      (0..<(item % 5) * 20_000).reduce(item) { ($0 ^ $1) & 1 == 2 ? 0 : $0 ^ $1 } ^ item
    }
    #expect(folded == mapped)
    let none = try await foldConcurrently([Int](), width: width, into: 7) {
      $0
    } merge: {
      $0 += $1
    }
    #expect(none == 7)
  }

  @Test func `the first error is thrown`() async {
    struct Refusal: Error {}
    await #expect(throws: Refusal.self) {
      try await foldConcurrently(Array(0..<20), width: 3, into: 0) { item in
        if item == 11 { throw Refusal() }
        return item
      } merge: {
        $0 += $1
      }
    }
  }
}
