import Analytics
import Basics
import MarketData
import TestSupport
import Testing

/// The analyses on the seeded fixture against the recorded reference values. The executable
/// `oracle` checks the rest, under the names and parameters of the reference.
@Suite struct FixtureTests {
  private static let bitcoin: MarketInputs? = {
    guard let fixture = AnalyticsFixture.shared, let needs = try? AnalysisSelection().needs else {
      return nil
    }
    let window = TimeRange(from: fixture.start * 1_000, to: fixture.end * 1_000)
    var state = LiquidationState(plan: InputPlan(window: window, needs: needs))
    state.update(batch(fixture.bitcoin))
    var candles = CandleState(window: window)
    candles.update(batch(fixture))
    return MarketInputs(liquidations: state, candles: candles)
  }()

  private static func batch(_ events: [AnalyticsFixture.Event]) -> LiquidationBatch {
    var batch = LiquidationBatch()
    batch.instrument = batch.intern(
      events.map { InstrumentKey(exchange: $0.exchange, symbol: $0.symbol) })
    for event in events {
      batch.time.append(event.time * 1_000)
      batch.received.append(LiquidationBatch.noTime)
      batch.side.append(event.isLong ? .long : .short)
      batch.price.append(event.price)
      batch.priceKind.append(.fill)
      batch.quantity.append(event.quantity)
      batch.contracts.append(.nan)
      batch.notional.append(event.usd)
      batch.orderID.append(nil)
      batch.importID.append(0)
    }
    return batch
  }

  private static func batch(_ fixture: AnalyticsFixture) -> CandleBatch {
    var batch = CandleBatch(interval: .minute)
    batch.instruments = [InstrumentKey(exchange: "binance", symbol: "BTCUSDT")]
    for row in fixture.close.indices {
      batch.instrument.append(0)
      batch.openTime.append((fixture.start + Int64(row) * 60_000) * 1_000)
      batch.open.append(fixture.open[row])
      batch.high.append(fixture.high[row])
      batch.low.append(fixture.low[row])
      batch.close.append(fixture.close[row])
      batch.volume.append(1)
      batch.quoteVolume.append(fixture.quoteVolume[row])
      batch.trades.append(CandleBatch.noTrades)
      batch.takerBuyVolume.append(.nan)
      batch.importID.append(0)
    }
    return batch
  }

  /// The numbers of nested members, as `outer.inner`.
  private func flattened(_ members: [JSONMember], _ prefix: String = "") -> [(String, [Double])] {
    members.flatMap { member -> [(String, [Double])] in
      if let inner = member.value.members { return flattened(inner, prefix + member.key + ".") }
      let values = member.value.elements ?? [member.value]
      return [(prefix + member.key, values.map { $0.double ?? .nan })]
    }
  }

  @Test(
    arguments: [
      ("aggregation", 12, [:]), ("trend", 30, [:]), ("seasonality", 18, ["seed": "7"]),
      ("crosscorr", 14, [:]), ("funding", 8, [:]), ("acf", 5, [:]), ("spectrum", 18, [:]),
      ("cascades", 9, [:]), ("alerts", 4, [:]), ("granger", 13, [:]), ("impact", 18, [:]),
      ("hayashi_yoshida", 6, [:]), ("kleinberg", 10, [:]), ("eventstudy", 17, [:]),
      ("side_inference", 5, [:]), ("volatility", 17, [:]), ("feed_quality", 12, [:]),
      ("garch", 12, [:]), ("har", 25, [:]), ("hmm", 1, [:]), ("regime_rules", 4, [:]),
      ("evt", 11, [:]), ("risk_score", 12, [:]),
    ] as [(String, Int, [String: String])])
  func `the fixture gives the recorded values`(
    name: String, least: Int, settings: [String: String]
  ) throws {
    guard let inputs = Self.bitcoin, let oracle = AnalyticsOracle(name) else { return }
    let selection = try AnalysisSelection(
      only: [name],
      settings: settings.map { .init(analysis: name, parameter: $0.key, value: $0.value) })
    let values = selection.analyses.flatMap { flattened($0.result(for: inputs).values) }
    var agreeing = 0
    for (key, numbers) in values where !key.hasPrefix("by_") && !key.hasPrefix("symbols.") {
      // Texts and times are written otherwise than in the reference.
      guard numbers.contains(where: \.isFinite), !oracle.numbers(key).isEmpty else { continue }
      let problem = oracle.disagreement(key, numbers)
      #expect(problem == nil)
      if problem == nil { agreeing += 1 }
    }
    #expect(agreeing >= least)
  }
}
