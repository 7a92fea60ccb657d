package import MarketData

/// One thing that can be wrong with stored liquidations: it is shown instrument after instrument,
/// each in pieces, and says at the end what it found.
///
/// To add one: write a file in `Checks/` and add the type to `DoctorChecks.all`. How an instrument
/// is cut into pieces must not matter, and no check may keep as much as a number a row.
package protocol DoctorCheck: Sendable {
  /// The name in reports, in snake case.
  static var name: String { get }
  /// What it looks at, one line.
  static var summary: String { get }

  init()

  /// Turns to an instrument that has rows. Instruments come by exchange and symbol.
  mutating func begin(_ instrument: ExaminedInstrument)

  /// Looks at the next rows of the instrument, which come by time.
  ///
  /// - Complexity: O(rows), and O(candles) over all pieces.
  mutating func examine(_ rows: LiquidationBatch)

  /// Turns away from the instrument.
  mutating func end()

  /// What was found, by exchange and symbol.
  func findings() -> [DoctorFinding]
}

/// An instrument and the candles to hold its liquidations against.
package struct ExaminedInstrument: Sendable {
  package let key: InstrumentKey
  /// Of the same symbol and one interval, by open time; nil when there are none. They may be of
  /// another exchange.
  package let candles: CandleBatch?

  package init(key: InstrumentKey, candles: CandleBatch?) {
    self.key = key
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
}

/// An examination by every check, instrument after instrument.
package struct DoctorExamination: Sendable {
  private var checks = DoctorChecks.all.map { $0.init() }

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    for index in checks.indices { checks[index].begin(instrument) }
  }

  /// The next rows of the instrument, by time; not empty.
  package mutating func examine(_ rows: LiquidationBatch) {
    for index in checks.indices { checks[index].examine(rows) }
  }

  package mutating func end() {
    for index in checks.indices { checks[index].end() }
  }

  /// What was found, check by check.
  package func findings() -> [DoctorFinding] { checks.flatMap { $0.findings() } }
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
