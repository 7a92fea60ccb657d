import Basics

extension SplitMix64 {
  /// A number in (0, 1]: its logarithm is finite.
  mutating func positiveUniform() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  /// An exponential with mean 1.
  mutating func exponential() -> Double { -PortableMath.log(positiveUniform()) }
}

/// A stream of independent standard normals, by Marsaglia's polar method: two from each pair.
struct NormalStream: Sendable {
  private var random: SplitMix64
  private var spare: Double?

  init(_ random: SplitMix64) { self.random = random }

  /// The next number.
  mutating func next() -> Double {
    if let number = spare {
      spare = nil
      return number
    }
    var x: Double
    var y: Double
    var square: Double
    repeat {
      x = 2 * random.uniform() - 1
      y = 2 * random.uniform() - 1
      square = x * x + y * y
    } while square >= 1 || square == 0
    let factor = (-2 * PortableMath.log(square) / square).squareRoot()
    spare = y * factor
    return x * factor
  }
}

/// A stream of independent numbers with mean 0, near enough to normal for one of many steps: the
/// sum of four uniforms on 0…65535, centred.
///
/// Sixty of them are normal to the eye of any test (excess kurtosis −0.3/60), at a tenth of the
/// cost.
struct StepNoise: Sendable {
  /// What makes the variance of the numbers 1: √(3 / (65536² − 1)).
  static let unit = (3 / (65_536.0 * 65_536.0 - 1)).squareRoot()

  private var random: SplitMix64

  init(_ random: SplitMix64) { self.random = random }

  /// The next number, in multiples of `unit`.
  mutating func next() -> Double {
    let bits = random.next()
    let sum = (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ (bits >> 48)
    return Double(Int64(truncatingIfNeeded: sum) &- 131_070)
  }
}

/// A stationary Gaussian process in steps of equal length: an Ornstein–Uhlenbeck process sampled.
struct MeanReverting: Sendable {
  private(set) var value: Double
  private var normals: NormalStream
  private let keep: Double
  private let step: Double

  /// - Parameters:
  ///   - deviation: The standard deviation of the values.
  ///   - steps: The time constant of the decay, in steps; positive.
  ///   - random: Where the shocks come from.
  init(deviation: Double, steps: Double, random: SplitMix64) {
    normals = NormalStream(random)
    keep = PortableMath.exp(-1 / steps)
    step = deviation * (1 - keep * keep).squareRoot()
    value = 0
    value = deviation * normals.next()
  }

  /// Moves on by one step.
  mutating func advance() { value = keep * value + step * normals.next() }
}
