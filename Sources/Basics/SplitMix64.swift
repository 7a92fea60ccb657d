/// The one random generator of liqtool: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// Every resampled number can be recomputed from the seed in a report's header, on any machine
/// and in any language: state += 0x9E3779B97F4A7C15, then two xor–multiply rounds.
///
///     var random = SplitMix64(seed: 1_234_567)
///     random.next()   // 6457827717110365317
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the stream of `seed`.
  package init(seed: UInt64) { state = seed }

  /// Starts the sub-stream of `seed` that is called `name` and numbered `index`.
  ///
  /// Two purposes never share a stream, and no stream depends on how many threads run: the name is
  /// hashed (FNV-1a, 64 bits) and mixed with the seed and the index.
  package init(seed: UInt64, stream name: String, index: UInt64 = 0) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var mixer = SplitMix64(seed: seed ^ hash)
    let base = mixer.next()
    var second = SplitMix64(seed: base &+ index)
    state = second.next()
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in [0, 1): the top 53 bits times 2⁻⁵³.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An index in `0..<count`: ⌊u·count⌋.
  package mutating func index(below count: Int) -> Int {
    precondition(count > 0, "count must be positive, was \(count)")
    return min(count - 1, Int(uniform() * Double(count)))
  }
}
