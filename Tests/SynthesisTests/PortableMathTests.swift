import Basics
import Foundation
import Synthesis
import Testing

@Suite struct PortableMathTests {
  @Test func `logarithms agree with the library's`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let x = Foundation.exp(60 * random.uniform() - 30)
      let expected = Foundation.log(x)
      #expect(abs(PortableMath.log(x) - expected) <= 4e-16 * max(abs(expected), 0.5), "\(x)")
    }
    #expect(PortableMath.log(1) == 0)
  }

  @Test func `exponentials agree with the library's`() {
    var random = SplitMix64(seed: 2)
    for _ in 0..<20_000 {
      let x = 200 * random.uniform() - 100
      let expected = Foundation.exp(x)
      #expect(abs(PortableMath.exp(x) / expected - 1) <= 4e-16, "\(x)")
    }
    #expect(PortableMath.exp(0) == 1)
    #expect(PortableMath.exp(-1e9) < 1e-300)
    #expect(PortableMath.exp(1e9).isFinite)
  }

  @Test func `powers agree with the library's`() {
    #expect(abs(PortableMath.power(7, 0.3) - Foundation.pow(7, 0.3)) < 1e-14)
    #expect(PortableMath.power(0, 0.5) == 0)
  }
}
