import Basics
import Foundation
import MarketData
import Synthesis
import Testing

/// With all other randomness off, prices must follow the planted laws exactly.
@Suite struct PlantedPriceTests {
  /// A fine tick, and a small volatility that is the same in every minute.
  static let still = """
    {"volatility":{"log_sd":0,"hour_exponent":0,"aftershock_gain":0,"common_share":1},
    "symbols":[{"symbol":"BTCUSDT","price":62000,"tick":0.00001,"price_decimals":5,
    "events_per_day":30,"volatility_day":0.0001}]}
    """

  /// The closes before the first minute of `range` and at the end of its last.
  private func move(_ candles: CandleBatch, _ range: ClosedRange<Int>) -> Double {
    Foundation.log(candles.close[range.upperBound] / candles.open[range.lowerBound])
  }

  @Test(arguments: [0.5, 0.7])
  func `the impact of a cascade is the planted power of its value`(exponent: Double) throws {
    let planted = #"{"impact":{"scale":5,"exponent":\#(exponent),"permanent_share":1}}"#
    // σ_D scales the impact too, so it cannot be 0.
    let market = try generateMarket(
      Models.make(
        window: Windows.days(2), exchanges: ["binance-futures"], Self.still, planted))
    let batch = market.liquidations(exchange: "binance-futures")
    let candles = try market.candles(exchange: "binance-futures")
    #expect(batch.count > 30)
    var cascades = 0
    var worst = 0.0
    for cascade in Self.cascades(batch) {
      let first = Int((batch.time[cascade.lowerBound] - Windows.start) / 60_000_000)
      let last = Int((batch.time[cascade.upperBound] - Windows.start) / 60_000_000)
      let flow = cascade.reduce(0.0) {
        $0 + (batch.side[$1] == .long ? -1 : 1) * batch.notional[$1]
      }
      let law = 5e-4 * Foundation.pow(abs(flow) / 1.5e9, exponent)
      // Noise of the still path: σ·√(minutes/1440).
      let noise = 1e-4 * (Double(last - first + 1) / 1_440).squareRoot()
      let distance = abs(move(candles, first...last) - (flow < 0 ? -law : law))
      worst = max(worst, distance / noise)
      cascades += 1
    }
    #expect(cascades > 10)
    // The largest of some dozens of normals.
    #expect(worst < 4.5)
  }

  /// Runs of rows not more than a minute apart.
  static func cascades(_ batch: LiquidationBatch) -> [ClosedRange<Int>] {
    var cascades: [ClosedRange<Int>] = []
    var start = 0
    for row in 0..<batch.count
    where row + 1 == batch.count || batch.time[row + 1] - batch.time[row] > 60_000_000 {
      cascades.append(start...row)
      start = row + 1
    }
    return cascades
  }

  @Test func `what is not permanent reverts after the cascade`() throws {
    let planted = """
      {"impact":{"scale":100,"permanent_share":0.25,"reversion_s":60},
      "arrivals":{"branching_ratio":0},"symbols":[{"symbol":"BTCUSDT","events_per_day":6,
      "tick":0.00001,"price_decimals":5,"median_usd":4000000,"volatility_day":0.00001}],
      "sizes":{"log_sd":0,"tail_share":0}}
      """
    let market = try generateMarket(
      Models.make(
        window: Windows.days(3), exchanges: ["binance-futures"], Self.still, planted))
    let batch = market.liquidations(exchange: "binance-futures")
    let candles = try market.candles(exchange: "binance-futures")
    var checked = 0
    for (row, time) in batch.time.enumerated() {
      let minute = Int((time - Windows.start) / 60_000_000)
      let isAlone =
        (row == 0 || time - batch.time[row - 1] > 1_800_000_000)
        && (row + 1 == batch.count || batch.time[row + 1] - time > 1_200_000_000)
      guard isAlone, minute + 15 < candles.count else { continue }
      let now = move(candles, minute...minute)
      let later = move(candles, minute...(minute + 15))
      // 14 minutes of e^{−t/60 s} leave nothing but the permanent quarter, and the noise.
      let noise = 1e-5 * (16.0 / 1_440).squareRoot()
      #expect(abs(later - now / 4) < 4.5 * noise)
      #expect(abs(now) > 20 * noise)
      checked += 1
    }
    #expect(checked >= 5)
  }

  @Test func `the follower repeats the leader's common part`() throws {
    let planted = """
      {"impact":{"scale":0},"lead_lag":{"leader":"BTCUSDT","follower":"ETHUSDT","lag_s":120},
      "volatility":{"log_sd":0,"hour_exponent":0,"aftershock_gain":0,"common_share":1},
      "symbols":[{"symbol":"BTCUSDT","tick":0.00001,"price_decimals":5,"volatility_day":0.02},
      {"symbol":"ETHUSDT","tick":0.00001,"price_decimals":5,"volatility_day":0.04}]}
      """
    let market = try generateMarket(
      Models.make(window: Windows.hours(4), symbols: ["BTCUSDT", "ETHUSDT"], planted))
    let candles = try market.candles(exchange: "bybit")
    for minute in 0..<238 {
      let leader = move(candles, minute...minute)
      let follower = move(candles, (240 + minute + 2)...(240 + minute + 2))
      // Two roundings to 10⁻⁵ of a price.
      #expect(abs(follower - 2 * leader) < 1e-7)
    }
  }

  @Test func `minutes after liquidations are more volatile`() throws {
    let market = try generateMarket(
      Models.make(
        window: Windows.days(3), Models.stationary,
        #"{"impact":{"scale":0},"volatility":{"log_sd":0,"aftershock_gain":1}}"#))
    let candles = try market.candles(exchange: "bybit")
    let times = ["binance-futures", "bybit"].flatMap { market.liquidations(exchange: $0).time }
    var counts = [Int](repeating: 0, count: candles.count)
    for time in times { counts[Int((time - Windows.start) / 60_000_000)] += 1 }
    var busy = (sum: 0.0, count: 0.0)
    var quiet = (sum: 0.0, count: 0.0)
    for minute in 10..<candles.count {
      let square = Foundation.pow(move(candles, minute...minute), 2)
      if counts[(minute - 5)..<minute].reduce(0, +) >= 4 {
        busy = (busy.sum + square, busy.count + 1)
      } else if counts[(minute - 10)..<minute].allSatisfy({ $0 == 0 }) {
        quiet = (quiet.sum + square, quiet.count + 1)
      }
    }
    let ratio = busy.sum / busy.count / (quiet.sum / quiet.count)
    // Sample variances of n normals have a relative deviation √(2/n).
    let deviation = (2 / busy.count + 2 / quiet.count).squareRoot()
    #expect(ratio > 1 + 4 * deviation, "\(ratio), \(deviation)")
  }
}
