import Analytics
import Basics
import Foundation
import MarketData
import TestSupport

/// 2024-03-01T00:00:00Z, a Friday.
let start: Int64 = 1_709_251_200_000_000
let hour: Int64 = 3_600_000_000
let day: Int64 = 86_400_000_000

extension LiquidationBatch {
  /// One row: exchange, symbol, microseconds after `start`, side, dollars.
  static func rows(
    _ rows: [(exchange: String, symbol: String, time: Int64, side: LiquidationSide, usd: Double)]
  ) -> LiquidationBatch {
    var batch = LiquidationBatch()
    for row in rows {
      batch.instrument += batch.intern([InstrumentKey(exchange: row.exchange, symbol: row.symbol)])
      batch.time.append(start + row.time)
      batch.received.append(noTime)
      batch.side.append(row.side)
      batch.price.append(100)
      batch.priceKind.append(.fill)
      batch.quantity.append(row.usd / 100)
      batch.contracts.append(.nan)
      batch.notional.append(row.usd)
      batch.orderID.append(nil)
      batch.importID.append(1)
    }
    return batch
  }

  /// `days` days of clustered events of two symbols on two exchanges with a daily rhythm.
  static func lively(days: Int, seed: UInt64 = 5) -> LiquidationBatch {
    var random = SplitMix64(seed: seed)
    var list:
      [(exchange: String, symbol: String, time: Int64, side: LiquidationSide, usd: Double)] = []
    for index in 0..<(24 * days) {
      let level = 3 + 2.5 * sin(Double(index % 24) / 24 * 2 * Double.pi)
      for _ in 0..<Int(2 * level * random.uniform() + 1) {
        list.append(
          (
            random.uniform() < 0.6 ? "binance-futures" : "bybit",
            random.uniform() < 0.7 ? "BTCUSDT" : "ETHUSDT",
            Int64(index) * hour + Int64(random.uniform() * Double(hour)),
            random.uniform() < 0.5 ? .long : .short, exp(6 + 3 * random.uniform())
          ))
      }
    }
    return rows(list.sorted { $0.time < $1.time })
  }
}

extension CandleBatch {
  /// One-minute candles of one instrument; `move` gives each candle's change.
  static func minutes(
    _ count: Int, exchange: String = "binance-futures", symbol: String = "BTCUSDT",
    move: (Int) -> Double
  ) -> CandleBatch {
    var batch = CandleBatch(interval: .minute)
    batch.instruments = [InstrumentKey(exchange: exchange, symbol: symbol)]
    var price = 1000.0
    for index in 0..<count {
      let next = price + move(index)
      batch.instrument.append(0)
      batch.openTime.append(start + Int64(index) * 60_000_000)
      batch.open.append(price)
      batch.high.append(max(price, next))
      batch.low.append(min(price, next))
      batch.close.append(next)
      batch.volume.append(1 + Double(index % 7))
      batch.quoteVolume.append(.nan)
      batch.trades.append(noTrades)
      batch.takerBuyVolume.append(.nan)
      batch.importID.append(1)
      price = next
    }
    return batch
  }

  static func random(minutes count: Int, seed: UInt64 = 8) -> CandleBatch {
    var random = SplitMix64(seed: seed)
    return minutes(count) { _ in random.uniform() - 0.5 }
  }
}

extension MarketInputs {
  static func of(
    _ batch: LiquidationBatch, candles: CandleBatch? = nil, days: Int? = nil,
    interval: Interval = .hour, coverage: [ExchangeCoverage] = []
  ) throws -> MarketInputs {
    let window = days.map { TimeRange(from: start, to: start + Int64($0) * day) } ?? .all
    let needs = try AnalysisSelection().needs
    var state = LiquidationState(
      plan: InputPlan(window: window, interval: interval, needs: needs))
    state.update(batch)
    var prices = CandleState(window: window)
    if let candles { prices.update(candles) }
    return MarketInputs(liquidations: state, candles: prices, coverage: coverage)
  }
}

extension AnalysisSelection {
  /// Every analysis but the networks, with so few rows and rounds that a debug build bears them.
  static func quick() throws -> AnalysisSelection {
    let settings = [
      ("ml", "max_rows", "500"), ("ml", "folds", "1"), ("garch", "max_returns", "500"),
      ("hmm", "max_states", "2"), ("hawkes", "bootstrap", "3"), ("anomaly", "trees", "20"),
      ("lombscargle", "replicates", "19"), ("lombscargle", "frequencies", "20"),
      ("granger", "pmax", "3"),
    ]
    return try AnalysisSelection(
      skip: ["neural"],
      settings: settings.map { .init(analysis: $0.0, parameter: $0.1, value: $0.2) })
  }
}
