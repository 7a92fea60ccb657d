import Analytics
import MarketData
import Testing

@Suite struct DoctorTests {
  static let key = InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")
  static let start: Int64 = 1_709_251_200_000_000

  /// A day of minutes: the price goes down for an hour, then up for one, and so on.
  static func candles() -> CandleBatch {
    var batch = CandleBatch(interval: .minute)
    batch.instruments = [key]
    var price = 1_000.0
    for minute in 0..<1_440 {
      let step = minute / 60 % 2 == 0 ? -1.0 : 1.0
      batch.instrument.append(0)
      batch.openTime.append(start + Int64(minute) * Interval.minute.microseconds)
      batch.open.append(price)
      batch.close.append(price + step)
      batch.high.append(max(price, price + step))
      batch.low.append(min(price, price + step))
      batch.volume.append(1)
      batch.quoteVolume.append(.nan)
      batch.trades.append(CandleBatch.noTrades)
      batch.takerBuyVolume.append(.nan)
      batch.importID.append(1)
      price += step
    }
    return batch
  }

  /// One liquidation a minute, of the side that the candle's move asks for and at its open.
  static func rows(_ candles: CandleBatch) -> LiquidationBatch {
    var batch = LiquidationBatch()
    batch.instruments = [key]
    for row in 0..<candles.count {
      batch.instrument.append(0)
      batch.time.append(candles.openTime[row] + 30_000_000)
      batch.received.append(candles.openTime[row] + 30_100_000)
      batch.side.append(candles.close[row] < candles.open[row] ? .long : .short)
      batch.price.append(candles.open[row])
      batch.priceKind.append(.fill)
      batch.quantity.append(1)
      batch.contracts.append(.nan)
      batch.notional.append(candles.open[row])
      batch.orderID.append(nil)
      batch.importID.append(1)
    }
    return batch
  }

  /// What the checks say of rows that `damage` has changed, but for what is ok.
  static func complaints(
    _ damage: (inout LiquidationBatch, inout CandleBatch) -> Void
  ) async throws -> [String: DoctorFinding.Verdict] {
    var candles = candles()
    var rows = rows(candles)
    damage(&rows, &candles)
    var patient: ExaminedInstrument? = ExaminedInstrument(key: key, rows: rows, candles: candles)
    let findings = try await DoctorChecks.run {
      defer { patient = nil }
      return patient
    }
    var complaints: [String: DoctorFinding.Verdict] = [:]
    for finding in findings where finding.verdict != .ok {
      #expect(!finding.advice.isEmpty && !finding.expected.isEmpty)
      complaints[finding.check] = finding.verdict
    }
    return complaints
  }

  @Test func `healthy data has nothing but a throttled feed`() async throws {
    let complaints = try await Self.complaints { (_, _) in }
    #expect(complaints == ["throttled_feed": .doubtful])
  }

  @Test func `inverted sides are wrong`() async throws {
    let complaints = try await Self.complaints { (rows, _) in
      for row in rows.side.indices { rows.side[row] = rows.side[row] == .long ? .short : .long }
    }
    #expect(complaints["side_vs_price"] == .wrong)
  }

  @Test func `prices outside their candles are wrong`() async throws {
    let complaints = try await Self.complaints { (rows, _) in
      for row in rows.price.indices { rows.price[row] *= 1.05 }
    }
    #expect(complaints["price_in_candle"] == .wrong)
  }

  @Test func `order prices may lie beside their candles`() async throws {
    let complaints = try await Self.complaints { (rows, _) in
      for row in rows.price.indices {
        rows.price[row] *= 1.05
        rows.priceKind[row] = .order
      }
    }
    #expect(complaints["price_in_candle"] == nil)
  }

  @Test func `a silence and missing candles are found`() async throws {
    let complaints = try await Self.complaints { (rows, candles) in
      let kept = (0..<1_440).filter { !(300..<900).contains($0) }.map { Int32($0) }
      rows = rows.gather(kept)
      candles = candles.gather(Array(kept.dropFirst(4)))
    }
    #expect(complaints["feed_gaps"] == .doubtful && complaints["candle_gaps"] == .wrong)
  }

  @Test func `rows written twice are wrong`() async throws {
    let complaints = try await Self.complaints { (rows, _) in
      rows = rows.gather((0..<2_880).map { Int32($0 / 2) })
    }
    #expect(complaints["repeated_rows"] == .wrong)
  }

  @Test func `a receipt before the event is wrong`() async throws {
    let complaints = try await Self.complaints { (rows, _) in
      for row in rows.received.indices { rows.received[row] = rows.time[row] - 3_600_000_000 }
    }
    #expect(complaints["clock_skew"] == .wrong)
  }

  @Test func `missing dollars and overlapping imports are found`() async throws {
    let complaints = try await Self.complaints { (rows, _) in
      for row in rows.price.indices where row % 2 == 0 {
        rows.notional[row] = .nan
        rows.importID[row] = 2
        rows.priceKind[row] = .order
      }
    }
    #expect(complaints["missing_notional"] == .doubtful)
    #expect(complaints["overlapping_imports"] == .wrong)
  }

  @Test func `every check has a name and a summary of its own`() {
    let names = DoctorChecks.all.map { $0.name }
    #expect(Set(names).count == names.count && DoctorChecks.all.allSatisfy { !$0.summary.isEmpty })
  }
}
