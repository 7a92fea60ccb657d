import Backtesting
import Basics
import MarketData
import Signals
import Testing

@Suite struct FundingTests {
  private static let hour = Scenario.hour

  private static func scenario(_ funding: String = "actual") -> Scenario {
    var scenario = Scenario()
    scenario.add((0..<14).map { _ in (60_000, 60_000, 60_000, 60_000) })
    scenario.data = #""liquidations":{},"candles":{"interval":"1h"},"funding":"\#(funding)""#
    scenario.entry = #""long":{"when":{"hour_utc":{"in":[1]}}}"#
    scenario.exit = #""max_hold":"6h""#
    scenario.portfolio = #""capital":1000000"#
    return scenario
  }

  private static func series(_ pace: Int64, name: SeriesName = .fundingRate) -> SeriesBatch {
    var batch = SeriesBatch()
    batch.instruments = [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")]
    for index in 0..<12 {
      batch.instrument.append(0)
      batch.name.append(name)
      batch.time.append(Scenario.start + Int64(index) * pace + 3_000)
      batch.value.append(name == .fundingRate ? 0.0001 : 61_000)
      batch.importID.append(1)
    }
    return batch
  }

  private static func run(_ scenario: Scenario, _ batches: [SeriesBatch]) async throws -> (
    BacktestResult, [String]
  ) {
    let file = try scenario.file()
    var data = BacktestData(liquidations: [], candles: scenario.candles)
    let plan = try BacktestPlan(
      file.strategy, data: DataDescription(liquidations: [], candles: data.candles))
    let warnings = data.addFunding(from: batches, for: plan)
    return (try await runBacktest(file, data: data), warnings)
  }

  @Test func `trap 14: settlements are snapped to the second and paid on the last price`()
    async throws
  {
    let (result, warnings) = try await Self.run(Self.scenario(), [Self.series(2 * Self.hour)])
    let trade = try #require(result.record.trades.first)
    // Entered at 01:00 and left at 07:00: 02:00, 04:00 and 06:00 are paid, each 3 ms late as sent.
    #expect(abs(trade.funding - -18) < 1e-9 && warnings.isEmpty)
    #expect(abs(result.ledger.funding - -18) < 1e-9)
  }

  @Test func `a stored mark price is what funding is paid on`() async throws {
    let batches = [Self.series(2 * Self.hour), Self.series(2 * Self.hour, name: .markPrice)]
    let (result, _) = try await Self.run(Self.scenario(), batches)
    #expect(abs((result.record.trades.first?.funding ?? 0) - -18.3) < 1e-9)
  }

  @Test func `rule 27: stored mark prices are seen by expressions, and looked at in time`()
    async throws
  {
    var scenario = Self.scenario()
    scenario.features = #""mark":{"price":{"field":"mark"}}"#
    scenario.entry = #""long":{"when":{">":[{"@":"mark"},60500]}}"#
    let file = try scenario.file()
    var data = BacktestData(liquidations: [], candles: scenario.candles)
    data.context = ContextRows(series: [Self.series(Self.hour, name: .markPrice)])
    let backtest = try await Backtest(file, data: data)
    let trade = try #require(try backtest.run().record.trades.first)
    // The first is stated in the first candle, 3 ms after its open.
    #expect(trade.decisionTime == Scenario.start + Self.hour)
    #expect(try await backtest.checkLookahead(data, cuts: 5).isGood)
    #expect(ContextUse.isIn(file.document))
  }

  @Test func `rates every minute are quotes and not paid, and that is said`() async throws {
    let (result, warnings) = try await Self.run(Self.scenario(), [Self.series(60_000_000)])
    #expect(result.record.trades.first?.funding == 0)
    #expect(warnings.count == 1 && warnings[0].contains("quotes"))
  }

  @Test func `rule 118: funding without rates, or turned off, is said to be ignored`() async throws
  {
    for (kind, batches) in [("actual", []), ("off", [Self.series(2 * Self.hour)])] {
      let (result, _) = try await Self.run(Self.scenario(kind), batches)
      #expect(result.record.trades.first?.funding == 0)
      #expect(result.warnings.contains { $0.hasPrefix("funding ignored") })
    }
  }

  @Test func `missing settlements are flagged, never silently nothing`() async throws {
    var batch = Self.series(Self.hour)
    let rows = (0..<12).filter { $0 != 5 && $0 != 6 }.map { Int32($0) }
    batch = batch.gather(rows)
    let (result, _) = try await Self.run(Self.scenario(), [batch])
    #expect(result.warnings.contains { $0.contains("lacks funding rates in 2 places") })
  }
}
