import Backtesting
import Basics
import Foundation
import MarketData
import Signals
import TestSupport
import Testing

/// Numbers that other engines agree on.
@Suite struct OracleTests {
  @Test func `a decision is filled at the next open`() async throws {
    var scenario = Scenario()
    let opens = [100, 101.5, 102.5, 103.5, 104.5, 103.5, 102.5, 100.5, 99.5, 98.5, 97.5, 96.5]
    let closes = [101.0, 102, 103, 104, 103, 102, 101, 100, 99, 98, 97, 96]
    scenario.add(zip(opens, closes).map { ($0, $0 + 2, $0 - 2, $1) })
    scenario.entry = #""long":{"when":{">=":[{"price":{"field":"close"}},103]}}"#
    scenario.exit = #""signal_long":{"when":{"<=":[{"price":{"field":"close"}},101]}}"#
    scenario.sizing = #""type":"fixed_quantity","quantity":10"#
    scenario.costs = #""taker_bps":5,"maker_bps":2"#
    let result = try await scenario.run()
    let trade = try #require(result.record.trades.first)
    #expect(result.record.trades.count == 1)
    #expect(trade.entryPrice == 103.5 && trade.exitPrice == 100.5)
    #expect(trade.entryTime == Scenario.start + 3 * Scenario.hour)
    #expect(trade.exitTime == Scenario.start + 7 * Scenario.hour)
    let final = try #require(result.metrics[.finalEquity])
    #expect(abs(final - 9_968.98) < 1e-9)
  }

  /// Which exit is taken when one candle spans both levels, per side; entry at 100.
  @Test(arguments: [
    (name: "entry candle spans both", index: 2, candle: (100.0, 106.0, 94.0, 100.0), 95.0, 105.0),
    (name: "next candle spans both", index: 3, candle: (100, 106, 94, 100), 95, 105),
    (name: "gap through the stop", index: 3, candle: (90, 92, 88, 91), 90, 95),
    (name: "gap through the target", index: 3, candle: (110, 112, 109, 111), 105, 110),
  ])
  func `one candle, one outcome`(
    _ name: String, _ index: Int, _ candle: (Double, Double, Double, Double), _ long: Double,
    _ short: Double
  ) async throws {
    for side in ["long", "short"] {
      var scenario = Scenario()
      scenario.portfolio = #""capital":10000,"margin_mode":"cross""#
      var prices = [(open: Double, high: Double, low: Double, close: Double)](
        repeating: (100, 101, 99, 100), count: 6)
      prices[index] = candle
      scenario.add(prices)
      scenario.entry = #""\#(side)":{"when":{">=":[{"price":{"field":"low","bars_ago":1}},99]}}"#
      scenario.exit = #""stop_loss":{"fraction":0.05},"take_profit":{"fraction":0.05}"#
      let result = try await scenario.run()
      let trade = try #require(result.record.trades.first)
      #expect(trade.entryTime == Scenario.start + 2 * Scenario.hour)
      #expect(trade.exitPrice == (side == "long" ? long : short), "\(name), \(side)")
      #expect(trade.isAmbiguous == (name.contains("both")), "\(name), \(side)")
    }
  }

  @Test func `a tenfold position is liquidated where the formula says`() async throws {
    for (side, price) in [("long", 90.45226130653266), ("short", 109.45273631840799)] {
      var scenario = Scenario()
      scenario.portfolio = #""capital":10000,"leverage":10,"maintenance_margin":0.005"#
      var prices = [(open: Double, high: Double, low: Double, close: Double)](
        repeating: (100, 100.5, 99.5, 100), count: 6)
      prices[4] = (100, 115, 85, 100)
      scenario.add(prices)
      scenario.entry = #""\#(side)":{"when":true}"#
      let result = try await scenario.run()
      let trade = try #require(result.record.trades.first)
      #expect(trade.exitReason == .liquidation)
      #expect(abs(trade.liquidationPrice - price) < 1e-12)
      #expect(abs(trade.netProfit + 10) < 1e-12, "the whole margin is lost")
    }
  }

  @Test func `funding is paid after the entry and up to the exit`() async throws {
    var scenario = Scenario()
    scenario.portfolio = #""capital":100000"#
    scenario.data = #""liquidations":{},"candles":{"interval":"8h"}"#
    scenario.add(
      [(open: Double, high: Double, low: Double, close: Double)](
        repeating: (60_000, 60_000, 60_000, 60_000), count: 9), interval: Interval("8h"))
    scenario.entry = #""long":{"when":true}"#
    scenario.exit = #""max_hold":"24h""#
    let eight = 8 * Scenario.hour
    scenario.funding = [
      "BTCUSDT": (0..<9).map {
        FundingSettlement(time: Scenario.start + Int64($0) * eight, rate: 0.0001)
      }
    ]
    let result = try await scenario.run()
    let trade = try #require(result.record.trades.first)
    #expect(trade.entryTime == Scenario.start + eight)
    #expect(trade.exitTime == Scenario.start + 4 * eight)
    #expect(abs(trade.funding + 18) < 1e-9)
    #expect(abs(result.ledger.funding + 18) < 1e-9)
  }
}
