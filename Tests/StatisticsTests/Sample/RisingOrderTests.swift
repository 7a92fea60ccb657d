import Basics
import Statistics
import Testing

@Suite struct RisingOrderTests {
  @Test(arguments: [0, 1, 4_096, 4_097, 20_000])
  func `any numbers come in the order of comparisons`(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    var values = (0..<count).map { _ in
      let value = Double(bitPattern: random.next())
      return value.isNaN ? .infinity : value
    }
    values += values.prefix(100)
    let sorted = rising(values)
    #expect(sorted == values.sorted())
  }

  @Test func `equal numbers, zeros of both signs and infinities keep their number`() {
    let some: [Double] = [0, -0.0, 7, 7, -.infinity, .infinity, .leastNonzeroMagnitude, -3]
    let values = (0..<5_000).map { some[$0 % some.count] }
    let sorted = rising(values)
    #expect(sorted == values.sorted())
    #expect(sorted.count { $0 == 0 && $0.sign == .minus } == 625)
  }
}
