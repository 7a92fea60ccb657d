import Basics
import Testing

@Suite struct SplitMix64Tests {
  @Test func `the first output is the published one`() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
  }

  @Test func `streams of other names and numbers differ`() {
    var first = SplitMix64(seed: 42, stream: "a")
    var second = SplitMix64(seed: 42, stream: "b")
    var third = SplitMix64(seed: 42, stream: "a", index: 1)
    let values = [first.next(), second.next(), third.next()]
    #expect(Set(values).count == 3)
  }

  @Test func `a compensated sum keeps what a plain one loses`() {
    #expect(CompensatedSum([1, 1e100, 1, -1e100]).value == 2)
  }
}
