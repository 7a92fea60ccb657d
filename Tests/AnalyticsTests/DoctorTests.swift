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

  /// The findings over rows that come in pieces of these lengths, over and over.
  private static func findings(
    _ rows: LiquidationBatch, _ candles: CandleBatch, pieces: [Int]
  ) -> [DoctorFinding] {
    var examination = DoctorExamination()
    examination.begin(ExaminedInstrument(key: key, candles: candles))
    var (start, turn) = (0, 0)
    while start < rows.count {
      let end = min(rows.count, start + pieces[turn % pieces.count])
      examination.examine(piece(rows, start..<end))
      (start, turn) = (end, turn + 1)
    }
    examination.end()
    return examination.findings()
  }

  private static func piece(_ rows: LiquidationBatch, _ range: Range<Int>) -> LiquidationBatch {
    var piece = LiquidationBatch()
    piece.instruments = rows.instruments
    for row in range {
      piece.instrument.append(rows.instrument[row])
      piece.time.append(rows.time[row])
      piece.received.append(rows.received[row])
      piece.side.append(rows.side[row])
      piece.price.append(rows.price[row])
      piece.priceKind.append(rows.priceKind[row])
      piece.quantity.append(rows.quantity[row])
      piece.contracts.append(rows.contracts[row])
      piece.notional.append(rows.notional[row])
      piece.orderID.append(rows.orderID[row])
      piece.importID.append(rows.importID[row])
    }
    return piece
  }

  /// What the checks say of rows that `damage` has changed, but for what is ok.
  static func complaints(
    _ damage: (inout LiquidationBatch, inout CandleBatch) -> Void
  ) async throws -> [String: DoctorFinding.Verdict] {
    var candles = candles()
    var rows = rows(candles)
    damage(&rows, &candles)
    let findings = findings(rows, candles, pieces: [rows.count])
    // How the rows are cut into pieces does not matter.
    #expect(findings == self.findings(rows, candles, pieces: [1, 7, 64, 1_000]))
    var complaints: [String: DoctorFinding.Verdict] = [:]
    for finding in findings where finding.verdict != .ok {
      #expect(!finding.advice.isEmpty && !finding.expected.isEmpty)
      complaints[finding.check] = finding.verdict
    }
    return complaints
  }

  @Test func `healthy data has no complaints`() async throws {
    let complaints = try await Self.complaints { (_, _) in }
    #expect(complaints.isEmpty)
  }

  /// Events in bursts of ten, `pause` microseconds apart, every minute.
  private static func bursts(_ rows: inout LiquidationBatch, pause: Int64) {
    for row in rows.time.indices {
      rows.time[row] = start + Int64(row / 10) * 60_000_000 + Int64(row % 10) * pause
    }
  }

  @Test func `a feed that never sends two within a second is doubtful`() async throws {
    let complaints = try await Self.complaints { (rows, _) in Self.bursts(&rows, pause: 1_000_000) }
    #expect(complaints["throttled_feed"] == .doubtful)
  }

  @Test func `a throttle shows though a second of the clock holds two`() async throws {
    // As Binance does it: never closer than 0.94 s.
    let complaints = try await Self.complaints { (rows, _) in Self.bursts(&rows, pause: 950_000) }
    #expect(complaints["throttled_feed"] == .doubtful)
  }

  @Test func `a feed with closer events is not throttled`() async throws {
    let complaints = try await Self.complaints { (rows, _) in Self.bursts(&rows, pause: 700_000) }
    #expect(complaints["throttled_feed"] == nil)
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

  @Test func `a few receipts before their events are doubtful, within a second they are not`()
    async throws
  {
    func verdict(_ lead: Int64) async throws -> DoctorFinding.Verdict? {
      try await Self.complaints { (rows, _) in
        for row in rows.received.indices where row % 20 == 0 {
          rows.received[row] = rows.time[row] - lead
        }
      }["clock_skew"]
    }
    #expect(try await verdict(5_000_000) == .doubtful)
    #expect(try await verdict(900_000) == nil)
  }

  @Test func `hours tell inverted sides where they move, and nothing where they do not`()
    async throws
  {
    func verdict(percent: Double) async throws -> DoctorFinding.Verdict? {
      try await Self.complaints { (rows, candles) in
        for row in rows.side.indices { rows.side[row] = rows.side[row] == .long ? .short : .long }
        candles = Self.hours(of: candles, percent: percent)
      }["side_vs_price"]
    }
    #expect(try await verdict(percent: 2) == .wrong)
    #expect(try await verdict(percent: 0.5) == nil)
  }

  /// An hour of every sixty minutes, which moves by `percent` down and up in turn.
  private static func hours(of minutes: CandleBatch, percent: Double) -> CandleBatch {
    var hours = CandleBatch(interval: .hour)
    hours.instruments = minutes.instruments
    for hour in 0..<24 {
      let open = minutes.open[60 * hour]
      let close = open * (1 + (hour % 2 == 0 ? -1 : 1) * percent / 100)
      hours.instrument.append(0)
      hours.openTime.append(minutes.openTime[60 * hour])
      hours.open.append(open)
      hours.close.append(close)
      hours.high.append(max(open, close))
      hours.low.append(min(open, close))
      hours.volume.append(1)
      hours.quoteVolume.append(.nan)
      hours.trades.append(CandleBatch.noTrades)
      hours.takerBuyVolume.append(.nan)
      hours.importID.append(1)
    }
    return hours
  }

  @Test func `twins of two imports are found though they share a price kind`() async throws {
    func verdict(shift: Int64) async throws -> DoctorFinding.Verdict? {
      try await Self.complaints { (rows, _) in
        // Two recordings: fills with one order price among them, and orders.
        var second = rows
        for row in second.price.indices {
          second.importID[row] = 2
          second.priceKind[row] = .order
          second.time[row] += shift
        }
        rows.priceKind[7] = .order
        rows.append(contentsOf: second)
        let order = rows.time.indices.sorted { rows.time[$0] < rows.time[$1] }
        rows = rows.gather(order.map { Int32($0) })
      }["overlapping_imports"]
    }
    #expect(try await verdict(shift: 0) == .wrong)
    // Other liquidations of the same time are no twins.
    #expect(try await verdict(shift: 2_000) == nil)
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
