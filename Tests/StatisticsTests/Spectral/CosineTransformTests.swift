import Basics
import Foundation
import Statistics
import Testing

@Suite struct CosineTransformTests {
  @Test(arguments: [1, 2, 3, 4, 7, 8, 30, 31, 96])
  func `each element is the sum of the definition`(length: Int) {
    var random = SplitMix64(seed: 8)
    let series = (0..<length).map { _ in random.uniform() - 0.5 }
    let transform = FourierTransform(length: length).cosines(of: series)
    #expect(transform.count == length)
    for j in 0..<length {
      let direct = series.indices.reduce(0.0) { sum, t in
        sum + series[t] * cos(Double.pi * Double(j) * (Double(t) + 0.5) / Double(length))
      }
      #expect(abs(transform[j] - direct) < 1e-13)
    }
  }
}
