import Basics
import MarketData

/// How much is traded in a minute: more at busy hours, when the price moves and when orders are
/// forced.
struct VolumeDraws: Sendable {
  private let symbol: SymbolModel
  private let volume: Volume
  private let hours: [Double]
  private let minuteValue: Double
  private let priceUnits: Double
  private let quantityUnits: Double
  private var normals: NormalStream

  init(_ symbol: SymbolModel, _ model: MarketModel) {
    self.symbol = symbol
    volume = model.volume
    hours = Baseline.meanOne(model.rhythm.hourProfile)
    minuteValue = symbol.quoteVolumeDay / 1_440
    priceUnits = powerOfTen(symbol.priceDecimals)
    quantityUnits = powerOfTen(symbol.quantityDecimals)
    normals = NormalStream(SplitMix64(seed: model.seed, stream: "volumes \(symbol.name)"))
  }

  /// Sets the volumes and the number of trades of a candle that has its prices.
  ///
  /// - Parameters:
  ///   - candle: Its prices are set.
  ///   - minute: Since 1970.
  ///   - move: The minute's log return.
  ///   - deviation: Expected of one second's log return.
  ///   - forced: The value of the minute's liquidations, in US dollars.
  mutating func fill(
    _ candle: inout SyntheticCandle, minute: Int64, move: Double, deviation: Double,
    forced: Double
  ) {
    let hour = Int(TimeText.floorModulo(minute, 1_440)) / 60
    let usual = max(deviation * 60.0.squareRoot(), 1e-9)
    // E|Z| = √(2/π) = 0.798: half of the volume goes with the size of the move.
    let activity = 0.5 + 0.5 * min(abs(move) / usual, 8) / 0.798
    let noise = noiseFactor(volume.logDeviation)
    let value = minuteValue * hours[hour] * activity * noise + forced
    let middle = Double(candle.open + candle.high + candle.low + candle.close) / 4
    let price = middle / priceUnits
    let lean = 0.5 + 0.12 * min(max(move / usual, -2.5), 2.5) + 0.05 * normals.next()
    let taken = min(max(lean, 0.02), 0.98)
    let digits = volume.significantDigits
    candle.volume = max(1, rounded(value / price * quantityUnits, digits: digits))
    candle.takerBuyVolume = min(
      candle.volume, rounded(Double(candle.volume) * taken, digits: digits))
    candle.quoteVolume = quoteUnits(candle.volume, price)
    candle.takerBuyQuoteVolume = quoteUnits(candle.takerBuyVolume, price)
    let trades = value / volume.meanTrade * noiseFactor(0.2)
    candle.trades = Int64(max(1, min(trades.rounded(), 1e12)))
  }

  private mutating func noiseFactor(_ deviation: Double) -> Double {
    PortableMath.exp(deviation * normals.next() - deviation * deviation / 2)
  }

  private func quoteUnits(_ quantity: Int64, _ price: Double) -> Int64 {
    let value = Double(quantity) / quantityUnits * price
    return rounded(
      value * powerOfTen(SyntheticCandle.quoteDecimals), digits: volume.significantDigits + 2)
  }

  /// `value` rounded to a whole number of at most `digits` significant digits.
  private func rounded(_ value: Double, digits: Int) -> Int64 {
    let limit = powerOfTen(digits)
    var step = 1.0
    while value / step >= limit { step *= 10 }
    return Int64(min((value / step).rounded() * step, 9e15))
  }
}
