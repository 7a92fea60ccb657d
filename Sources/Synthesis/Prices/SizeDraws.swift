import Basics
import MarketData

/// Sizes of liquidations, and the random numbers that go with each.
struct SizeDraws: Sendable {
  private let sizes: Sizes
  private let median: Double
  private var random: SplitMix64
  private var normals: NormalStream

  init(_ symbol: SymbolModel, _ model: MarketModel) {
    sizes = model.sizes
    median = symbol.medianUSD
    random = SplitMix64(seed: model.seed, stream: "sizes \(symbol.name)")
    normals = NormalStream(SplitMix64(seed: model.seed, stream: "bodies \(symbol.name)"))
  }

  /// A notional in US dollars; `factor` multiplies the median.
  mutating func notional(factor: Double) -> Double {
    let median = median * factor
    let drawn: Double
    if random.uniform() < sizes.tailShare {
      let ratio = PortableMath.power(random.positiveUniform(), -1 / sizes.tailIndex)
      drawn = median * sizes.tailFromMedians * ratio
    } else {
      drawn = median * PortableMath.exp(sizes.logDeviation * normals.next())
    }
    return min(drawn, sizes.maximumUSD)
  }

  /// A uniform number within `range`.
  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()
  }

  /// 32 random bits.
  mutating func noise() -> UInt32 { UInt32(truncatingIfNeeded: random.next() >> 32) }
}
