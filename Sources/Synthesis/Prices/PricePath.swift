import Basics
import MarketData

/// One minute of one symbol; prices, volumes and values in whole units of the last decimal.
struct SyntheticCandle: Sendable {
  var open: Int64
  var high: Int64
  var low: Int64
  var close: Int64
  /// In the base currency.
  var volume: Int64
  /// In the quote currency, in units of `quoteDecimals`.
  var quoteVolume: Int64
  var trades: Int64
  var takerBuyVolume: Int64
  var takerBuyQuoteVolume: Int64

  /// The decimals of values in the quote currency.
  static let quoteDecimals = 4
}

/// The price of one symbol, second by second, pushed by its liquidations.
struct PricePath: Sendable {
  /// Whole numbers up to here are exact as `Double`.
  private static let mostUnits = 0x1p53

  private let symbol: SymbolModel
  private let distances: [ClosedRange<Double>]
  private let ticksPerPrice: Double
  private let tickUnits: Int64
  private let mostTicks: Double
  private let lotUnits: Int64
  private let mostLots: Double
  private let startLog: Double
  private let windowStart: Int64
  private var volatility: VolatilityState
  private var impact: ImpactState
  private var sizes: SizeDraws
  private var volumes: VolumeDraws
  private let baseline: Baseline
  /// Of the current minute.
  private var sizeFactor = 1.0
  private var common: StepNoise
  private var own: StepNoise
  private let commonWeight: Double
  private let ownWeight: Double
  private var logPrice: Double

  /// - Parameters:
  ///   - symbol: Which symbol.
  ///   - model: The market.
  ///   - baseline: Its rhythm.
  ///   - eventsPerMinute: Expected liquidations of the symbol, on average.
  init(
    _ symbol: SymbolModel, _ model: MarketModel, baseline: Baseline, eventsPerMinute: Double
  ) {
    self.symbol = symbol
    let venues = model.venues.compactMap { SyntheticVenue.named($0.exchange) }
    distances = venues.map(\.limitDistanceBasisPoints)
    ticksPerPrice = 1 / symbol.tick
    tickUnits = Int64((symbol.tick * powerOfTen(symbol.priceDecimals)).rounded())
    mostTicks = Self.mostUnits / Double(tickUnits)
    lotUnits = Int64((symbol.lot * powerOfTen(symbol.quantityDecimals)).rounded())
    mostLots = Self.mostUnits / Double(lotUnits)
    windowStart = model.window.from
    startLog = PortableMath.log(symbol.price)
    logPrice = startLog
    volatility = VolatilityState(symbol, model, eventsPerMinute: eventsPerMinute)
    impact = ImpactState(model.impact, symbol)
    sizes = SizeDraws(symbol, model)
    volumes = VolumeDraws(symbol, model)
    self.baseline = baseline
    common = StepNoise(SplitMix64(seed: model.seed, stream: "common"))
    own = StepNoise(SplitMix64(seed: model.seed, stream: "own \(symbol.name)"))
    commonWeight = model.volatility.commonShare.squareRoot() * StepNoise.unit
    ownWeight = (1 - model.volatility.commonShare).squareRoot() * StepNoise.unit
    // The others are ahead of the follower by the lag.
    if let leadLag = model.leadLag, leadLag.follower != symbol.name {
      for _ in 0..<leadLag.lag { _ = common.next() }
    }
  }

  /// Prices the orders of one minute, from row `next` on, and gives the minute's candle.
  ///
  /// - Parameters:
  ///   - minute: Since 1970.
  ///   - orders: The symbol's orders; times, venues and sides are set.
  ///   - next: The first order at or after the start of the minute; then of the next minute.
  /// - Returns: The candle; all fills are inside it.
  mutating func simulate(
    minute: Int64, orders: inout ForcedOrders, next: inout Int
  ) -> SyntheticCandle {
    let deviation = volatility.deviation(minute: minute)
    sizeFactor = baseline.sizeFactor(minute: minute)
    // Twenty years of large moves must not leave the range that files can hold.
    logPrice = min(max(logPrice, startLog - 5), startLog + 5)
    let open = logPrice
    let first = next
    let walked = walk(minute: minute, deviation: deviation, orders: &orders, next: &next)
    volatility.add(next - first)
    var candle = SyntheticCandle(
      open: units(open), high: units(walked.high), low: units(walked.low),
      close: units(logPrice), volume: 0, quoteVolume: 0, trades: 0, takerBuyVolume: 0,
      takerBuyQuoteVolume: 0)
    for row in first..<next {
      candle.high = max(candle.high, orders.fill[row])
      candle.low = min(candle.low, orders.fill[row])
    }
    volumes.fill(
      &candle, minute: minute, move: logPrice - open, deviation: deviation,
      forced: walked.dollars)
    return candle
  }

  /// Moves the price through the seconds and the orders of a minute.
  private mutating func walk(
    minute: Int64, deviation: Double, orders: inout ForcedOrders, next: inout Int
  ) -> (high: Double, low: Double, dollars: Double) {
    let startTime = minute * 60_000_000
    let start = Double((startTime - windowStart) / 1_000_000)
    let commonStep = deviation * commonWeight
    let ownStep = deviation * ownWeight
    var high = logPrice
    var low = logPrice
    var dollars = 0.0
    for second in 0..<60 {
      logPrice += impact.reversion(at: start + Double(second))
      logPrice += commonStep * common.next() + ownStep * own.next()
      high = max(high, logPrice)
      low = min(low, logPrice)
      let end = startTime + Int64(second + 1) * 1_000_000
      while next < orders.count, orders.time[next] < end {
        dollars += price(row: next, of: &orders)
        high = max(high, logPrice)
        low = min(low, logPrice)
        next += 1
      }
    }
    return (high, low, dollars)
  }

  /// Sets size and prices of an order, moves the price by it, and returns its notional.
  private mutating func price(row: Int, of orders: inout ForcedOrders) -> Double {
    let isLong = orders.side[row] == .long
    let price = PortableMath.exp(logPrice)
    let lots = min(max(sizes.notional(factor: sizeFactor) / (price * symbol.lot), 1), mostLots)
    let quantity = Int64(lots + 0.5)
    let dollars = Double(quantity) * symbol.lot * price
    let seconds = Double(orders.time[row] - windowStart) / 1e6
    let move = impact.move(isLong ? -dollars : dollars, at: seconds)
    logPrice = min(max(logPrice + move, startLog - 6), startLog + 6)
    let fill = price * PortableMath.exp(move / 2)
    let distance = sizes.uniform(in: distances[Int(orders.venue[row])]) / 1e4
    orders.fill[row] = units(price: fill)
    orders.limit[row] = units(price: fill * (isLong ? 1 - distance : 1 + distance))
    orders.quantity[row] = quantity * lotUnits
    orders.noise[row] = sizes.noise()
    return dollars
  }

  private func units(_ logarithm: Double) -> Int64 { units(price: PortableMath.exp(logarithm)) }

  /// `price` rounded to the tick, at least one tick.
  private func units(price: Double) -> Int64 {
    Int64(min(max(price * ticksPerPrice, 1), mostTicks) + 0.5) * tickUnits
  }
}
