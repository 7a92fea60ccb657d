package import MarketData

/// One thing that can be wrong with stored liquidations: it is shown instrument after instrument
/// and says at the end what it found.
///
/// To add one: write a file in `Checks/` and add the type to `DoctorChecks.all`.
package protocol DoctorCheck: Sendable {
  /// The name in reports, in snake case.
  static var name: String { get }
  /// What it looks at, one line.
  static var summary: String { get }

  init()

  /// Looks at one instrument. Instruments come by exchange and symbol.
  ///
  /// - Complexity: O(rows + candles).
  mutating func examine(_ instrument: ExaminedInstrument)

  /// What was found, by exchange and symbol.
  func findings() -> [DoctorFinding]
}

/// All liquidations of one instrument and the candles to hold them against.
package struct ExaminedInstrument: Sendable {
  package let key: InstrumentKey
  /// Of this instrument alone, by time.
  package let rows: LiquidationBatch
  /// Of the same symbol and one interval, by open time; nil when there are none. They may be of
  /// another exchange.
  package let candles: CandleBatch?

  package init(key: InstrumentKey, rows: LiquidationBatch, candles: CandleBatch?) {
    self.key = key
    self.rows = rows
    self.candles = candles
  }
}

/// Every check, in the order of the report.
package enum DoctorChecks {
  package static let all: [any DoctorCheck.Type] = [
    SideAgainstPrice.self, PriceInCandle.self, FeedGaps.self, CandleGaps.self,
    ThrottledFeed.self, RepeatedRows.self, ClockSkew.self, MissingNotional.self,
    OverlappingImports.self,
  ]

  /// Runs every check over the instruments that `next` hands over, by exchange and symbol, until it
  /// returns nil.
  ///
  /// - Returns: The findings, check by check.
  /// - Throws: What `next` throws.
  package static func run(
    _ next: () async throws -> ExaminedInstrument?
  ) async throws -> [DoctorFinding] {
    var checks = all.map { $0.init() }
    while let instrument = try await next() {
      for index in checks.indices { checks[index].examine(instrument) }
    }
    return checks.flatMap { $0.findings() }
  }
}

extension DoctorCheck {
  /// A finding of this check.
  func finding(
    _ key: InstrumentKey, _ value: Double, expected: String,
    _ verdict: DoctorFinding.Verdict, advice: String
  ) -> DoctorFinding {
    DoctorFinding(
      check: Self.name, exchange: key.exchange, symbol: key.symbol, value: value,
      expected: expected, verdict: verdict, advice: verdict == .ok ? "" : advice)
  }
}
