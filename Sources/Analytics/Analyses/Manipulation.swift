package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Patterns that deserve a second look: never accusations.
package struct Manipulation: Analysis {
  package static let name = "manipulation"
  package static let summary = "odd patterns in sizes, timing and prices"

  private let window: Int64
  private let leastIdentical: Int
  private let shifts: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    let milliseconds = try parameters.integer("coincidence_ms", default: 250, in: 0...60_000)
    window = Int64(milliseconds)
    leastIdentical = try parameters.integer("identical_min", default: 5, in: 2...1_000_000)
    shifts = try parameters.integer("shifts", default: 199, in: 19...100_000)
  }

  package var needs: InputNeeds { [.bins, .events, .prices, .quantities, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Odd patterns")
    guard let symbol = inputs.symbols.first, let scope = inputs.largestSymbols(1).first,
      symbol.events.count >= 50
    else {
      let reason = "needs 50 liquidations of one symbol"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let benford = Benford(symbol.events.usd)
    let sizes = IdenticalSizes(inputs, least: leastIdentical)
    let clock = ClockSearch(inputs)
    let outside = OutsideCandles(inputs, scope)
    let together = Coincidences(inputs, symbol, window: window, shifts: shifts)
    let wicks = WickReversals(inputs, scope)
    let patterns =
      [
        benford.pattern(symbol.name), roundLots(symbol), sizes.pattern, clock.pattern,
      ].filter { !$0.statistic.isNaN }
      + [outside?.pattern, together?.pattern, wicks?.pattern].compactMap(\.self)
    section.summary = patterns.map(\.sentence)
    section.tables = [table(patterns)]
    section.method = [
      "Sizes come in lots, so Benford's law does not hold even for honest venues: compare a venue "
        + "with its own past. Small lots repeat by themselves. Coincidences are judged by "
        + "\(shifts) circular shifts of the second venue; an independent-events null would call "
        + "every busy hour a conspiracy. Venues that publish bankruptcy prices are left out of the "
        + "check against candles."
    ]
    var result = AnalysisResult(section)
    result.headline = together?.headline
    result.values =
      benford.members + sizes.members + clock.members + (outside?.members ?? [])
      + (together?.members ?? []) + (wicks?.members ?? [])
      + [JSONMember("round_lot_share_0.01", roundShare(symbol.events.quantity))]
    return result
  }

  private func roundLots(_ symbol: SymbolInputs) -> Pattern {
    Pattern(
      name: "round lots", scope: symbol.name, statistic: roundShare(symbol.events.quantity),
      null: .nan, p: .nan, example: "share of quantities that are whole hundredths")
  }

  private func table(_ patterns: [Pattern]) -> Table {
    let p = patterns.map(\.p)
    return Table(
      name: "manipulation", title: "Patterns",
      columns: [
        Column("pattern", .text(patterns.map(\.name))),
        Column("scope", .text(patterns.map(\.scope))),
        Column("statistic", .number(patterns.map(\.statistic)), style: .significant(4)),
        Column("null", label: "by chance", .number(patterns.map(\.null)), style: .significant(4)),
        Column("p", .number(p), style: .pValue),
        Column("q", .number(MultipleTesting.benjaminiHochberg(p)), style: .pValue),
        Column("examples", .text(patterns.map(\.example))),
      ], isFile: true)
  }
}

/// One line of the table.
struct Pattern {
  let name: String
  let scope: String
  let statistic: Double
  /// What chance would give; NaN when there is no honest null.
  let null: Double
  let p: Double
  let example: String

  var sentence: String {
    let chance = null.isNaN ? "" : ", \(Phrases.number(null)) by chance"
    let test = p.isNaN ? "" : " (\(Phrases.p(p)))"
    return "\(name.capitalisedFirst), \(scope): \(Phrases.number(statistic))\(chance)\(test); "
      + "\(example)."
  }
}

/// The share of whole hundredths, as NumPy's isclose judges it.
private func roundShare(_ quantities: [Double]) -> Double {
  let round = quantities.count { quantity in
    let hundredths = quantity * 100
    let whole = hundredths.rounded(.toNearestOrEven)
    return abs(hundredths - whole) <= 1e-9 + 1e-5 * abs(whole)
  }
  return Double(round) / Double(quantities.count)
}

/// First digits of dollars against Benford's law.
struct Benford {
  let counts: [Double]
  let test: ChiSquaredTest
  let deviation: Double

  init(_ values: [Double]) {
    var counts = [Double](repeating: 0, count: 9)
    // Below the normal numbers digits are lost.
    for value in values where value > 0 && value.isNormal { counts[firstDigit(value) - 1] += 1 }
    let law = (1...9).map { log10(1 + 1 / Double($0)) }
    let total = counts.reduce(0, +)
    let statistic = zip(counts, law).reduce(0) { sum, pair in
      sum + (pair.0 - pair.1 * total) * (pair.0 - pair.1 * total) / (pair.1 * total)
    }
    self.counts = counts
    test = ChiSquaredTest(statistic: statistic, degreesOfFreedom: 8)
    deviation = mean(zip(counts, law).map { abs($0 / total - $1) })
  }

  var members: [JSONMember] {
    [
      JSONMember("benford_counts", counts), JSONMember("benford_chi2", test.statistic),
      JSONMember("benford_p", test.pValue), JSONMember("benford_mad", deviation),
    ]
  }

  func pattern(_ scope: String) -> Pattern {
    Pattern(
      name: "first digits", scope: scope, statistic: deviation, null: .nan, p: .nan,
      example: "mean absolute deviation from Benford's law")
  }
}

private func firstDigit(_ value: Double) -> Int {
  let digit = Int(value / pow(10, floor(log10(value))))
  return min(9, max(1, digit == 10 ? 1 : digit))
}

/// Quantities that one venue repeats in one symbol.
struct IdenticalSizes {
  private let groups: Int
  private let top: (exchange: String, symbol: String, quantity: Double, count: Int)?

  init(_ inputs: MarketInputs, least: Int) {
    var groups = 0
    var top: (exchange: String, symbol: String, quantity: Double, count: Int)?
    for instrument in inputs.instrumentEvents {
      for run in runsOfEqual(instrument.events.quantity.filter { $0 > 0 }.sorted())
      where run.count >= least {
        groups += 1
        let isLarger = top.map { run.count > $0.count } ?? true
        if isLarger { top = (instrument.exchange, instrument.symbol, run.value, run.count) }
      }
    }
    (self.groups, self.top) = (groups, top)
  }

  var members: [JSONMember] {
    let first = top.map { top -> JSONValue in
      .array([
        .string(top.exchange), .string(top.symbol), .number(top.quantity),
        .integer(Int64(top.count)),
      ])
    }
    return [JSONMember("identical_groups", groups), JSONMember("identical_top", first ?? .null)]
  }

  var pattern: Pattern {
    let example =
      top.map {
        "most often \(Phrases.number($0.quantity)) of \($0.symbol) on \($0.exchange), "
          + "\($0.count) times"
      } ?? "none"
    return Pattern(
      name: "identical sizes", scope: "all", statistic: Double(groups), null: .nan, p: .nan,
      example: example)
  }
}

/// The runs of equal values in a sorted list.
private func runsOfEqual(_ sorted: [Double]) -> [(value: Double, count: Int)] {
  var runs: [(value: Double, count: Int)] = []
  for value in sorted {
    if runs.last?.value == value {
      runs[runs.count - 1].count += 1
    } else {
      runs.append((value, 1))
    }
  }
  return runs
}

extension MarketInputs {
  /// The events of each exchange and symbol, by exchange, then by rank of the symbol.
  var instrumentEvents: [(exchange: String, symbol: String, events: EventColumns)] {
    exchanges.indices.flatMap { index in
      symbols.compactMap { symbol in
        let own = symbol.events.only(exchange: UInt16(clamping: index))
        return own.count > 0 ? (exchanges[index], symbol.name, own) : nil
      }
    }
  }
}
