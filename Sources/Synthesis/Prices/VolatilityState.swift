import Basics
import MarketData

/// The standard deviation of one second's log return, from minute to minute: the hour of day, a
/// wandering level (volatility clusters) and the liquidations of the minutes before.
struct VolatilityState: Sendable {
  private let hours: [Double]
  private let secondVariance: Double
  private let logVariance: Double
  private let gain: Double
  private let keepPerMinute: Double
  private let usualAftershock: Double
  private var level: MeanReverting
  private var aftershock: Double

  init(_ symbol: SymbolModel, _ model: MarketModel, eventsPerMinute: Double) {
    let volatility = model.volatility
    hours = Baseline.meanOne(
      model.rhythm.hourProfile.map { PortableMath.power($0, 2 * volatility.hourExponent) })
    secondVariance = symbol.volatilityDay * symbol.volatilityDay / 86_400
    logVariance = volatility.logDeviation * volatility.logDeviation
    gain = volatility.aftershockGain
    keepPerMinute = PortableMath.exp(-60 / volatility.aftershock)
    usualAftershock = eventsPerMinute / (1 - keepPerMinute)
    aftershock = usualAftershock
    level = MeanReverting(
      deviation: volatility.logDeviation, steps: volatility.persistence * 60,
      random: SplitMix64(seed: model.seed, stream: "volatility \(symbol.name)"))
  }

  /// Moves on to `minute`, counted from 1970, and gives its deviation.
  mutating func deviation(minute: Int64) -> Double {
    level.advance()
    aftershock *= keepPerMinute
    let hour = Int(TimeText.floorModulo(minute, 1_440)) / 60
    let wandering = PortableMath.exp(2 * (level.value - logVariance))
    let excited = (1 + gain * aftershock / usualAftershock) / (1 + gain)
    return (secondVariance * hours[hour] * wandering * excited).squareRoot()
  }

  /// Adds the liquidations of the minute, which excite the minutes after it.
  mutating func add(_ liquidations: Int) { aftershock += Double(liquidations) }
}
