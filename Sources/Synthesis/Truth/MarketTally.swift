import Basics
import MarketData

/// What a generated market came out as, counted chunk by chunk.
struct MarketTally: Sendable {
  /// One symbol's part.
  struct Symbol: Sendable {
    /// Liquidations by venue.
    var byVenue: [Int]
    var long = 0
    var notional = CompensatedSum()
    var hours = [Int](repeating: 0, count: 24)
    var largest = 0.0
    /// Σ of squared log returns of one minute.
    var variance = CompensatedSum()
    var quoteVolume = CompensatedSum()
    var lastClose: Int64?

    var count: Int { byVenue.reduce(0, +) }
  }

  private(set) var symbols: [Symbol]
  private(set) var offspring = 0
  private(set) var firstTime: Int64?
  private(set) var lastTime: Int64?
  /// The value of one unit of price times one of quantity.
  private let scales: [Double]

  init(_ model: MarketModel) {
    let none = [Int](repeating: 0, count: model.venues.count)
    symbols = model.symbols.map { _ in Symbol(byVenue: none) }
    scales = model.symbols.map { 1 / powerOfTen($0.priceDecimals + $0.quantityDecimals) }
  }

  var count: Int { symbols.reduce(0) { $0 + $1.count } }

  mutating func add(_ chunk: MarketChunk) {
    addOrders(chunk.orders)
    for (index, candles) in chunk.candles.enumerated() {
      for candle in candles { add(candle, to: index) }
    }
  }

  private mutating func addOrders(_ orders: ForcedOrders) {
    offspring += orders.offspring
    firstTime = firstTime ?? orders.time.first
    lastTime = orders.time.last ?? lastTime
    for row in 0..<orders.count {
      let index = Int(orders.symbol[row])
      let value = Double(orders.fill[row]) * Double(orders.quantity[row]) * scales[index]
      symbols[index].byVenue[Int(orders.venue[row])] += 1
      symbols[index].hours[Int(orders.time[row] / 3_600_000_000 % 24)] += 1
      symbols[index].long += orders.side[row] == .long ? 1 : 0
      symbols[index].notional.add(value)
      symbols[index].largest = max(symbols[index].largest, value)
    }
  }

  private mutating func add(_ candle: SyntheticCandle, to index: Int) {
    let before = symbols[index].lastClose ?? candle.open
    let move = PortableMath.log(Double(candle.close) / Double(before))
    symbols[index].variance.add(move * move)
    symbols[index].lastClose = candle.close
    symbols[index].quoteVolume.add(
      Double(candle.quoteVolume) / powerOfTen(SyntheticCandle.quoteDecimals))
  }
}
