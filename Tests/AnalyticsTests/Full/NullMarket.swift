import Analytics
import Basics
import Foundation
import MarketData
import Statistics

/// Liquidations that cluster and wander as real ones do, and know no hour, trend, shift or price.
///
/// The design of ANALYTICS §15: a Hawkes process (branching ratio 0.6, mean delay 25 s) on a
/// baseline whose logarithm wanders (standard deviation 0.8, half-life six hours), 14 days. The
/// candles belong to another world: their volatility wanders too, but on its own.
struct NullMarket {
  static let days = 14
  private static let minutes = days * 1_440

  private var random: SplitMix64
  /// Nothing clusters or wanders: a Poisson process, and a random walk of constant volatility.
  private let isPureNoise: Bool

  init(seed: UInt64, isPureNoise: Bool = false) {
    random = SplitMix64(seed: seed, stream: "null market")
    self.isPureNoise = isPureNoise
  }

  mutating func inputs() throws -> MarketInputs {
    let times = arrivals()
    let rows = times.map { time in
      (
        exchange: "bybit", symbol: "BTCUSDT", time: Int64(time * 1e6),
        side: random.uniform() < 0.5 ? LiquidationSide.long : .short,
        usd: exp(8.6 + 1.6 * normal())
      )
    }
    return try .of(.rows(rows), candles: candles(), days: Self.days)
  }

  /// A standard normal number.
  private mutating func normal() -> Double {
    Normal.quantile(max(random.uniform(), 0x1p-54))
  }

  private mutating func poisson(_ mean: Double) -> Int {
    var (count, product) = (0, random.uniform())
    let limit = exp(-mean)
    while product > limit {
      product *= random.uniform()
      count += 1
    }
    return count
  }

  /// A stationary autoregression that forgets half in `halfLife` minutes.
  private mutating func wander(_ deviation: Double, halfLife: Double) -> [Double] {
    if isPureNoise { return [Double](repeating: 0, count: Self.minutes) }
    let memory = pow(0.5, 1 / halfLife)
    let step = deviation * (1 - memory * memory).squareRoot()
    var value = deviation * normal()
    return (0..<Self.minutes).map { _ in
      value = memory * value + step * normal()
      return value
    }
  }

  /// In seconds from the start, rising.
  private mutating func arrivals() -> [Double] {
    let end = Double(Self.minutes) * 60
    var times: [Double] = []
    for (minute, level) in wander(0.8, halfLife: 360).enumerated() {
      for _ in 0..<poisson((isPureNoise ? 0.15 : 0.06) * exp(level - 0.32)) {
        times.append((Double(minute) + random.uniform()) * 60)
      }
    }
    var generation = isPureNoise ? [] : times
    while !generation.isEmpty {
      var next: [Double] = []
      for parent in generation {
        for _ in 0..<poisson(0.6) {
          let time = parent - 25 * log(1 - random.uniform())
          if time < end { next.append(time) }
        }
      }
      times += next
      generation = next
    }
    return times.sorted()
  }

  private mutating func candles() -> CandleBatch {
    let volatility = wander(0.5, halfLife: 120)
    var price = 1_000.0
    let moves = volatility.map { level -> Double in
      let next = price * exp(5e-4 * exp(level) * normal())
      defer { price = next }
      return next - price
    }
    return .minutes(Self.minutes, exchange: "bybit") { moves[$0] }
  }
}
