package import MarketData

/// Whether prices lie where the market was: a wrong unit, symbol, time zone or price kind shows.
///
/// A fill or a mark price was traded or nearly so; orders, bankruptcy and entry prices lie beside
/// the market, but not by a fifth of it.
package struct PriceInCandle: DoctorCheck {
  package static let name = "price_in_candle"
  package static let summary = "do prices lie inside their candle, by price kind?"

  private static let least = 30
  private static let none = [Int](repeating: 0, count: PriceKind.allCases.count)
  private var found: [DoctorFinding] = []
  private var key = InstrumentKey(exchange: "", symbol: "")
  private var candles: CandleBatch?
  private var places: CandlePlaces?
  private var (inside, counts) = (Self.none, Self.none)

  package init() {}

  package mutating func begin(_ instrument: ExaminedInstrument) {
    (key, candles) = (instrument.key, instrument.candles)
    places = instrument.candles.map(CandlePlaces.init)
    (inside, counts) = (Self.none, Self.none)
  }

  package mutating func examine(_ rows: LiquidationBatch) {
    guard let candles, var places else { return }
    let (time, price, kind) = (rows.time, rows.price, rows.priceKind)
    for row in time.indices {
      guard let place = places.candle(at: time[row]) else { continue }
      let slack = kind[row].isTraded ? 0.001 : 0.2
      counts[Int(kind[row].rawValue)] += 1
      let low = candles.low[place] * (1 - slack)
      let high = candles.high[place] * (1 + slack)
      if price[row] >= low, price[row] <= high { inside[Int(kind[row].rawValue)] += 1 }
    }
    self.places = places
  }

  package mutating func end() {
    for kind in PriceKind.allCases where counts[Int(kind.rawValue)] >= Self.least {
      let count = counts[Int(kind.rawValue)]
      found.append(finding(key, kind, Double(inside[Int(kind.rawValue)]) / Double(count), count))
    }
    (candles, places) = (nil, nil)
  }

  package func findings() -> [DoctorFinding] { found }

  private func finding(
    _ key: InstrumentKey, _ kind: PriceKind, _ share: Double, _ count: Int
  ) -> DoctorFinding {
    let verdict: DoctorFinding.Verdict = share >= 0.95 ? .ok : share >= 0.8 ? .doubtful : .wrong
    let place = kind.isTraded ? "inside" : "within a fifth of"
    return finding(
      key, share, expected: "at least 0.95 of \(count) \(kind.name) prices \(place) their candle",
      verdict,
      advice: "Check the time zone and unit of the times, the price column, and that candles and "
        + "liquidations are of the same contract.")
  }
}

extension PriceKind {
  /// Whether the price is one the market was at.
  fileprivate var isTraded: Bool { self == .fill || self == .mark }
}
