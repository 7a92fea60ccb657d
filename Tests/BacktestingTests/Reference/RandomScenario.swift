import Backtesting
import Basics
import MarketData

/// A random market with a random strategy, for the product and for the reference.
struct RandomScenario {
  let text: String
  let data: BacktestData
  let market: ReferenceMarket

  init(seed: UInt64) {
    var market = RandomMarketMaker(seed: seed)
    let strategy = RandomStrategyMaker(
      seed: seed, interval: market.interval, fillInterval: market.fillInterval,
      symbols: market.names, assumedLatency: market.assumedLatency)
    data = market.data()
    text = strategy.text
    self.market = market.reference(hasTiers: text.contains("tiers.csv"))
  }
}

extension SplitMix64 {
  /// True with probability `p`.
  mutating func chance(_ p: Double) -> Bool { uniform() < p }

  /// One of `items`.
  mutating func pick<Item>(_ items: [Item]) -> Item { items[index(below: items.count)] }
}

/// Candles with gaps, touches and jumps; liquidations in bursts, some on the edges of candles.
struct RandomMarketMaker {
  static let second: Int64 = 1_000_000
  let interval: Int64
  let fillInterval: Int64
  let names: [String]
  let assumedLatency: Int64
  private var random: SplitMix64
  private let start: Int64
  private let count: Int
  private var fills: [[ReferenceBar]] = []
  private var rows: [[ReferenceRow]] = []
  private var funding: [[ReferenceSettlement]] = []
  private static let tiers = [
    (floor: 0.0, rate: 0.004, amount: 0.0), (floor: 5_000, rate: 0.01, amount: 30),
    (floor: 20_000, rate: 0.05, amount: 830),
  ]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed, stream: "market")
    let minute = 60 * Self.second
    let (interval, fill, count) = random.pick([
      (minute, minute, 150), (minute, 20 * Self.second, 90), (5 * minute, minute, 60),
      (15 * minute, 15 * minute, 260), (60 * minute, 15 * minute, 80),
      (240 * minute, 60 * minute, 40),
    ])
    self.interval = interval
    fillInterval = fill
    self.count = count
    let number = random.pick([1, 1, 2, 3])
    names = Array(["BTCUSDT", "ETHUSDT", "SOLUSDT"].prefix(number))
    assumedLatency = random.pick([0, 250_000, 1_500_000])
    // Sometimes the data begin within a day, sometimes at its start.
    start = 1_709_251_200_000_000 + Int64(random.index(below: 3)) * 4 * 3_600 * Self.second
    for _ in names {
      fills.append(candles())
      rows.append(liquidations())
      funding.append(settlements())
    }
  }

  /// Settlements every few candles, some off the grid of candles and some with a mark price.
  private mutating func settlements() -> [ReferenceSettlement] {
    guard random.chance(0.5) else { return [] }
    let pace = interval * random.pick([3, 8, 20])
    let offset = random.pick([0, 17 * Self.second])
    var settlements: [ReferenceSettlement] = []
    var time = start + offset
    while time <= start + Int64(count) * interval {
      let mark = random.chance(0.5) ? round(100 + random.uniform() * 4) : nil
      settlements.append(
        ReferenceSettlement(time: time, rate: (random.uniform() - 0.4) * 0.002, mark: mark))
      time += pace
    }
    return settlements
  }

  private mutating func candles() -> [ReferenceBar] {
    var bars: [ReferenceBar] = []
    var price = 100.0
    let step = fillInterval
    let number = count * Int(interval / step)
    let isCalm = random.chance(0.5)
    var skip = 0
    let dies = random.chance(0.15) ? number / 2 + random.index(below: number / 2) : number
    for index in 0..<dies {
      if skip > 0 {
        skip -= 1
        continue
      }
      if random.chance(0.01) { skip = random.pick([1, 2, 9, 30]) }
      let jump = random.chance(0.03) ? (random.uniform() - 0.5) * 0.08 : 0
      let open = round(price * (1 + jump + (random.uniform() - 0.5) * 0.001))
      let close = round(open * (1 + (random.uniform() - 0.5) * (isCalm ? 0.006 : 0.03)))
      let high = round(max(open, close) * (1 + random.uniform() * 0.006))
      let low = round(min(open, close) * (1 - random.uniform() * 0.006))
      let volume: Double? = random.chance(0.02) ? 0 : (random.uniform() * 80).rounded()
      bars.append(
        ReferenceBar(
          openTime: start + Int64(index) * step, open: open, high: max(high, open, close),
          low: min(low, open, close), close: close, volume: volume,
          quoteVolume: random.chance(0.03) ? nil : volume.map { $0 * open }))
      price = close
    }
    return bars
  }

  /// To a tick of 0.1, so that levels are touched.
  private func round(_ price: Double) -> Double { max(1, (price * 10).rounded() / 10) }

  private mutating func liquidations() -> [ReferenceRow] {
    let end = start + Int64(count) * interval
    var rows: [ReferenceRow] = []
    var time = start
    let wait = Double(end - start) / 120
    while time < end, rows.count < 220 {
      let price = round(100 + random.uniform())
      let quantity = (random.uniform() * 50).rounded() / 5
      let isLate = random.chance(0.4)
      let received = time + Int64(random.index(below: 6)) * 500_000
      rows.append(
        ReferenceRow(
          availability: isLate ? max(time, received) : time + assumedLatency, time: time,
          exchange: random.chance(0.6) ? "binance-futures" : "bybit", order: rows.count,
          side: random.chance(0.5) ? 1 : -1, price: price,
          quantity: random.chance(0.05) ? nil : quantity,
          notional: random.chance(0.05) ? nil : (price * quantity * 100).rounded() / 100))
      receivedTimes.append(isLate ? received : LiquidationBatch.noTime)
      if random.chance(0.6) {
        time += Int64(random.index(below: 8)) * 500_000
      } else {
        time += Int64(random.uniform() * 2 * wait)
        if random.chance(0.3) { time = time / fillInterval * fillInterval }
      }
    }
    return rows
  }

  private var receivedTimes: [Int64] = []

  // MARK: For the product

  mutating func data() -> BacktestData {
    var candles = [CandleBatch(interval: Interval(microseconds: fillInterval))]
    var liquidations = LiquidationBatch()
    var next = 0
    for (index, name) in names.enumerated() {
      let key = InstrumentKey(exchange: "binance-futures", symbol: name)
      candles[0].instruments.append(key)
      for bar in fills[index] { candles[0].append(bar, instrument: UInt32(index)) }
      for row in rows[index] {
        liquidations.append(row, symbol: name, received: receivedTimes[next])
        next += 1
      }
    }
    var data = BacktestData(liquidations: [liquidations], candles: candles)
    for (name, settlements) in zip(names, funding) {
      data.funding[name] = settlements.map {
        FundingSettlement(time: $0.time, rate: $0.rate, mark: $0.mark ?? .nan)
      }
    }
    data.maintenanceTables["tiers.csv"] = Array(tierTable.utf8)
    return data
  }

  private var tierTable: String {
    var text = "exchange,symbol,notional_floor,maintenance_rate,maintenance_amount\n"
    for name in names {
      for tier in Self.tiers {
        text += "binance-futures,\(name),\(tier.floor),\(tier.rate),\(tier.amount)\n"
      }
    }
    return text
  }

  // MARK: For the reference

  func reference(hasTiers: Bool) -> ReferenceMarket {
    let long = fills.map(longer)
    let first = long.compactMap { $0.first?.openTime }.min() ?? start
    let end = long.compactMap { $0.last.map { $0.openTime + interval } }.max() ?? start
    let symbols = names.indices.map { index in
      ReferenceSymbol(
        name: names[index], bars: long[index],
        fills: fills[index].filter {
          $0.openTime >= first && $0.openTime + fillInterval <= end
        },
        rows: rows[index].filter { $0.time >= first && $0.time < end },
        funding: funding[index].filter { $0.time >= first && $0.time <= end },
        tiers: hasTiers ? Self.tiers : [])
    }
    return ReferenceMarket(
      symbols: symbols, start: first, end: end, interval: interval, fillInterval: fillInterval)
  }

  /// Rule 21.
  private func longer(_ bars: [ReferenceBar]) -> [ReferenceBar] {
    let opens = Set(bars.map { $0.openTime / interval * interval }).sorted()
    return opens.compactMap { open in
      let parts = bars.filter { $0.openTime >= open && $0.openTime < open + interval }
      guard let first = parts.first, let last = parts.last else { return nil }
      func total(_ volumes: [Double?]) -> Double? {
        volumes.contains(nil) ? nil : volumes.compactMap(\.self).reduce(0, +)
      }
      return ReferenceBar(
        openTime: open, open: first.open, high: parts.map(\.high).max() ?? 0,
        low: parts.map(\.low).min() ?? 0, close: last.close, volume: total(parts.map(\.volume)),
        quoteVolume: total(parts.map(\.quoteVolume)))
    }
  }
}

extension CandleBatch {
  fileprivate mutating func append(_ bar: ReferenceBar, instrument: UInt32) {
    append(
      openTime: bar.openTime, (bar.open, bar.high, bar.low, bar.close), volume: bar.volume ?? .nan,
      quoteVolume: bar.quoteVolume ?? .nan, instrument: instrument)
  }
}

extension LiquidationBatch {
  fileprivate mutating func append(_ row: ReferenceRow, symbol: String, received: Int64) {
    instrument.append(intern([InstrumentKey(exchange: row.exchange, symbol: symbol)])[0])
    time.append(row.time)
    self.received.append(received)
    side.append(row.side > 0 ? .long : .short)
    price.append(row.price)
    priceKind.append(.fill)
    quantity.append(row.quantity ?? .nan)
    contracts.append(.nan)
    notional.append(row.notional ?? .nan)
    orderID.append(nil)
    importID.append(0)
  }
}
