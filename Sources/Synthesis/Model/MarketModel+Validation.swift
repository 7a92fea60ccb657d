import Basics
import MarketData

extension MarketModel {
  /// Refuses what would not make a market: bounds of every parameter, and how they fit together.
  package func validate() throws(MarketModelError) {
    var copy = self
    try copy.read(json, at: "")
    try validateWindow()
    try validateVenues()
    try validateSymbols()
    try validateRates()
    try validateRhythm()
    try validateLeadLag()
  }

  private func refuse(_ path: String, _ problem: String) -> MarketModelError {
    MarketModelError(path: path, kind: .invalid(problem))
  }

  private func validateWindow() throws(MarketModelError) {
    let minute: Int64 = 60_000_000
    let years: Int64 = 20 * 366 * TimeText.microsecondsPerDay
    // 2009-01-01 and 2100-01-01: no other time can be imported.
    let importable: Range<Int64> = 1_230_768_000_000_000..<4_102_444_800_000_000
    guard importable.contains(window.from), window.to <= importable.upperBound,
      window.from < window.to
    else { throw refuse("window", "must be a time after 2009 and before 2100, and not empty") }
    guard window.from % minute == 0, window.to % minute == 0 else {
      throw refuse("window", "must start and end at a whole minute")
    }
    guard window.to - window.from <= years else {
      throw refuse("window", "must not be longer than 20 years")
    }
    if let rows, !(1...2_000_000_000).contains(rows) {
      throw refuse("rows", "is \(rows); it must be from 1 to 2000000000")
    }
  }

  private func validateVenues() throws(MarketModelError) {
    var seen: [String] = []
    for (index, venue) in venues.enumerated() {
      let path = "venues[\(index)].exchange"
      guard SyntheticVenue.named(venue.exchange) != nil else {
        throw .unknown(venue.exchange, among: SyntheticVenue.all.map(\.exchange), at: path)
      }
      guard !seen.contains(venue.exchange) else {
        throw refuse(path, "names '\(venue.exchange)' twice")
      }
      seen.append(venue.exchange)
    }
  }

  private func validateSymbols() throws(MarketModelError) {
    var seen: Set<String> = []
    for (index, symbol) in symbols.enumerated() {
      let path = "symbols[\(index)]"
      guard seen.insert(symbol.name).inserted else {
        throw refuse("\(path).symbol", "names '\(symbol.name)' twice")
      }
      guard isWhole(symbol.tick, decimals: symbol.priceDecimals) else {
        throw refuse("\(path).tick", "cannot be written with \(symbol.priceDecimals) decimals")
      }
      guard isWhole(symbol.lot, decimals: symbol.quantityDecimals) else {
        throw refuse("\(path).lot", "cannot be written with \(symbol.quantityDecimals) decimals")
      }
      guard symbol.price >= 20 * symbol.tick else {
        throw refuse("\(path).price", "must be at least 20 ticks")
      }
      guard let exponent = decimalExponent(of: symbol.contractSize),
        symbol.quantityDecimals + exponent >= 0
      else {
        throw refuse("\(path).contract_size", "must be a power of ten that divides quantities")
      }
    }
  }

  /// More than this in memory at a time would not fit.
  private func validateRates() throws(MarketModelError) {
    let minutes = Double((window.to - window.from) / 60_000_000)
    let expected = rows.map { Double($0) } ?? symbols.reduce(0) { $0 + $1.eventsPerDay } * days
    guard expected <= 2e9, expected / minutes <= 1e6 else {
      throw refuse(
        rows == nil ? "symbols" : "rows",
        "ask for more than 2000000000 liquidations, or 1000000 a minute")
    }
  }

  private func isWhole(_ step: Double, decimals: Int) -> Bool {
    let units = step * powerOfTen(decimals)
    return units >= 0.5 && abs(units - units.rounded()) < 1e-6 * units
  }

  private func validateRhythm() throws(MarketModelError) {
    guard abs(rhythm.trendPerDay) * days <= 20 else {
      throw refuse("rhythm.trend_per_day", "changes the rate more than e^20-fold over the window")
    }
  }

  private func validateLeadLag() throws(MarketModelError) {
    guard let leadLag else { return }
    let names = symbols.map(\.name)
    for (field, name) in [("leader", leadLag.leader), ("follower", leadLag.follower)]
    where !names.contains(name) {
      throw .unknown(name, among: names, at: "lead_lag.\(field)")
    }
    guard leadLag.leader != leadLag.follower else {
      throw refuse("lead_lag.follower", "must not be the leader")
    }
  }
}

/// 10 to the power `exponent`, exactly for 0…22.
func powerOfTen(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<exponent { power *= 10 }
  return power
}

/// k when `value` is 10ᵏ for a k from −6 to 6, else nil.
func decimalExponent(of value: Double) -> Int? {
  (-6...6).first { exponent in
    let power = powerOfTen(abs(exponent))
    return value == (exponent < 0 ? 1 / power : power)
  }
}
