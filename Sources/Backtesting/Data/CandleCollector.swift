import Basics
import MarketData
import Signals

/// Sorts candles by symbol and builds longer ones from shorter ones (rules 12, 21).
struct CandleCollector {
  private let plan: BacktestPlan
  private let batches: [CandleBatch]
  /// Symbol and interval → the rows, as batch and row.
  private let rows: [Key: [(batch: Int, row: Int)]]

  private struct Key: Hashable {
    let instrument: InstrumentKey
    let interval: Int64
  }

  init(_ plan: BacktestPlan, _ batches: [CandleBatch]) {
    self.plan = plan
    self.batches = batches
    var wanted: Set<Key> = []
    for symbol in plan.symbols {
      let instrument = InstrumentKey(exchange: symbol.exchange, symbol: symbol.name)
      wanted.insert(Key(instrument: instrument, interval: symbol.storedInterval))
      wanted.insert(Key(instrument: instrument, interval: symbol.storedFillInterval))
    }
    var rows: [Key: [(batch: Int, row: Int)]] = [:]
    for (index, batch) in batches.enumerated() {
      let keys = batch.instruments.map { key in
        Key(instrument: key, interval: batch.interval.microseconds)
      }
      var places = [[(batch: Int, row: Int)]](repeating: [], count: keys.count)
      let isWanted = keys.map { wanted.contains($0) }
      for row in 0..<batch.count where isWanted[Int(batch.instrument[row])] {
        places[Int(batch.instrument[row])].append((index, row))
      }
      for (place, key) in zip(places, keys) where !place.isEmpty { rows[key, default: []] += place }
    }
    self.rows = rows
  }

  /// The candles D and F of a symbol that lie within the data.
  func candles(
    of symbol: BacktestPlan.Symbol
  ) throws(BacktestError) -> (features: Candles, fills: Candles) {
    let interval = plan.strategy.data.interval
    let features = candles(of: symbol, stored: symbol.storedInterval, as: interval)
    guard features.count > 0 else {
      throw BacktestError(
        "the symbol '\(symbol.name)' has no candle of \(DurationText.format(interval)) between "
          + "\(TimeText.rfc3339(plan.data.from)) and \(TimeText.rfc3339(plan.data.to))")
    }
    if symbol.fillInterval == interval { return (features, features) }
    return (
      features,
      candles(of: symbol, stored: symbol.storedFillInterval, as: symbol.fillInterval)
    )
  }

  private func candles(
    of symbol: BacktestPlan.Symbol, stored: Int64, as interval: Int64
  ) -> Candles {
    let key = Key(
      instrument: InstrumentKey(exchange: symbol.exchange, symbol: symbol.name), interval: stored)
    var places = rows[key] ?? []
    if !isAscending(places) {
      places.sort { time($0) < time($1) }
    }
    var result = Candles(interval: interval)
    result.reserveCapacity(places.count / Int(max(1, interval / stored)) + 1)
    var built: Candle?
    for place in places {
      let candle = candle(place)
      let open = TimeText.floorDivide(candle.openTime, interval) * interval
      guard open >= plan.data.from, open + interval <= plan.data.to else { continue }
      if var current = built, current.openTime == open {
        if stored < interval { current.extend(by: candle) }
        built = current
      } else {
        if let done = built { result.append(done) }
        built = candle
        built?.openTime = open
      }
    }
    if let done = built { result.append(done) }
    return result
  }

  private func time(_ place: (batch: Int, row: Int)) -> Int64 {
    batches[place.batch].openTime[place.row]
  }

  private func isAscending(_ places: [(batch: Int, row: Int)]) -> Bool {
    zip(places, places.dropFirst()).allSatisfy { time($0) <= time($1) }
  }

  private func candle(_ place: (batch: Int, row: Int)) -> Candle {
    let (batch, row) = (batches[place.batch], place.row)
    return Candle(
      openTime: batch.openTime[row], open: batch.open[row], high: batch.high[row],
      low: batch.low[row], close: batch.close[row], volume: batch.volume[row],
      quoteVolume: batch.quoteVolume[row])
  }
}

extension Candle {
  /// Adds a later candle of the same longer interval; a volume without a value leaves none.
  fileprivate mutating func extend(by later: Candle) {
    high = max(high, later.high)
    low = min(low, later.low)
    close = later.close
    volume += later.volume
    quoteVolume += later.quoteVolume
  }
}
