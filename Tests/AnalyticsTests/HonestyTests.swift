import Analytics
import Basics
import Foundation
import MarketData
import Reports
import Testing

/// Where the data cannot tell, the answer must say so.
@Suite struct HonestyTests {
  private func result(_ name: String, _ inputs: MarketInputs) throws -> AnalysisResult {
    try #require(try AnalysisSelection(only: [name]).analyses.first).result(for: inputs)
  }

  /// One event a second for an hour: what came between is lost.
  @Test func `a saturated feed has no branching ratio`() throws {
    let rows = (0..<3_600).map { ("a", "X", Int64($0) * 1_000_000, LiquidationSide.long, 5.0) }
    let answer = try result("hawkes", .of(.rows(rows), days: 1))
    #expect(answer.status.name == "not identified")
    #expect(answer.status.reason?.contains("saturated") == true)
  }

  /// Independent events around the rhythm of the day.
  @Test func `events that set off none are no finding of self-excitation`() throws {
    let answer = try result("hawkes", .of(.lively(days: 14), days: 14))
    #expect(answer.status == .ok && answer.claims.isEmpty)
    #expect(answer.section.summary.first?.contains("no self-excitation") == true)
  }

  @Test func `a silence of twenty hours is named, not taken for calm`() throws {
    var rows = (0..<2_000).map { row in
      (
        exchange: "a", symbol: "X", time: Int64(row) * 60_000_000, side: LiquidationSide.long,
        usd: 5.0
      )
    }
    for row in 1_000..<2_000 { rows[row].time += 20 * hour }
    let answer = try result("feed_quality", .of(.rows(rows)))
    #expect(answer.values.first { $0.key == "a" }?.value["silences"]?.int == 1)
    let caveats = answer.caveats.filter { $0.contains("silent far longer than usual once, 20") }
    #expect(caveats.count == 1)
    #expect(answer.section.tables.contains { $0.name == "feed_silences" && $0.count == 1 })
  }

  /// The mean of 03:00–04:00 is by far the largest, by a single order.
  @Test func `one enormous liquidation does not name its hour`() throws {
    var generator = SplitMix64(seed: 5)
    var rows = (0..<(20 * 24)).map { row in
      let usd = 1_000 * (1 + generator.uniform())
      return ("a", "X", Int64(row) * hour, LiquidationSide.long, usd)
    }
    rows[5 * 24 + 3].4 = 1e9
    let answer = try result("seasonality", .of(.rows(rows), days: 20))
    #expect(answer.status == .ok)
    #expect(answer.section.summary.first?.contains("03:00") == false)
  }

  @Test func `a trend of a few days is described and no finding`() throws {
    let short = try result("trend", .of(.lively(days: 4), days: 4))
    #expect(short.status == .ok && short.claims.isEmpty)
    let long = try result("trend", .of(.lively(days: 8), days: 8))
    #expect(long.claims.count == 1)
  }

  @Test func `minutes without a candle do not calm the volatility`() throws {
    let all = CandleBatch.random(minutes: 4 * 1_440)
    let first = all.only(Array(0..<2_000))
    let whole = try result("volatility", .of(.lively(days: 4), candles: all, days: 4))
    let part = try result("volatility", .of(.lively(days: 4), candles: first, days: 4))
    let ratio = (part.headline?.value ?? .nan) / (whole.headline?.value ?? .nan)
    #expect(abs(ratio - 1) < 0.1)
    #expect(part.headline?.count == 2_000)
    let few = all.only(Array(0..<500))
    let none = try result("volatility", .of(.lively(days: 4), candles: few, days: 4))
    #expect(none.status != .ok)
  }

  @Test func `the symbol that repeats another two minutes later follows`() throws {
    var random = SplitMix64(seed: 3)
    let moves = (0..<(2 * 1_440)).map { _ in random.uniform() - 0.5 }
    var candles = CandleBatch.minutes(moves.count) { moves[$0] }
    let later = CandleBatch.minutes(moves.count, symbol: "ETHUSDT") { minute in
      minute < 2 ? 0 : moves[minute - 2]
    }
    candles.instruments += later.instruments
    candles.instrument += later.instrument.map { _ in 1 }
    candles.openTime += later.openTime
    candles.open += later.open
    candles.high += later.high
    candles.low += later.low
    candles.close += later.close
    candles.volume += later.volume
    candles.quoteVolume += later.quoteVolume
    candles.trades += later.trades
    candles.takerBuyVolume += later.takerBuyVolume
    candles.importID += later.importID
    let answer = try result("hayashi_yoshida", .of(.lively(days: 2), candles: candles, days: 2))
    let pairs = answer.values.first { $0.key == "symbol_pairs" }?.value
    let lead =
      pairs?["BTCUSDT/ETHUSDT"]?["argmax_theta"]?.double
      ?? pairs?["ETHUSDT/BTCUSDT"]?["argmax_theta"]?.double.map { -$0 }
    #expect(lead == 120)
  }

  @Test func `columns that do not explain themselves are explained by the report`() throws {
    let inputs = try MarketInputs.of(.lively(days: 15), days: 15)
    let analyses = try AnalysisSelection(only: ["aggregation", "trend", "funding"]).analyses
    let report = assembleReport(
      run: .null, inputs: inputs, analyses: analyses,
      results: analyses.map { $0.result(for: inputs) })
    #expect(report.definitions["p_ewc"]?.isEmpty == false)
    #expect(report.definitions["delta"] == nil)
    #expect(report.keyNumbers.count >= 3)
    #expect(report.keyNumbers.filter { $0.definition.isEmpty }.isEmpty)
  }
}
