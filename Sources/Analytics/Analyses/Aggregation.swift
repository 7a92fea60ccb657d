package import Basics
import MarketData
import Reports
import Statistics

/// How much was liquidated, when, where, and on which side.
///
/// The headline interval of the imbalance comes from a stationary bootstrap over hours: events
/// cluster, so tests that count them as independent trials are printed as such and never lead.
package struct Aggregation: Analysis {
  package static let name = "aggregation"
  package static let summary = "how much was liquidated per bin, exchange, symbol and side"

  private let replicates: Int
  private let blockHours: Int
  private let seed: UInt64
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    replicates = try parameters.integer("replicates", default: 500, in: 99...1_000_000)
    blockHours = try parameters.integer("block_hours", default: 24, in: 1...10_000)
    seed = try parameters.seed()
    top = try parameters.integer("top", default: 20, in: 1...10_000)
  }

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "How much was liquidated")
    guard !inputs.isEmpty else {
      return AnalysisResult(section, without: .noData(reason: "the window holds no liquidation"))
    }
    let hours = inputs.series(inputs.everything, interval: .hour)
    let totals = Totals(inputs.instruments.map(\.total))
    let interval = bootstrapInterval(hours)
    section.tables = [aggregationTable(inputs)] + breakdownTables(inputs, totals, top: top)
    section.charts = [usdBySideChart(inputs)]
    section.summary = [sentence(totals, interval)]
    section.method = method
    var result = AnalysisResult(section)
    result.values = totals.members(hours) + [JSONMember("imbalance_usd_boot95", interval)]
    result.values += breakdownMembers(inputs, totals, top: top)
    result.headline = Headline(
      "imbalance_usd", totals.imbalanceUSD, interval, n: hours.known, "hours",
      method: "stationary bootstrap of hours, mean block \(blockHours) h")
    result.claims = [Claim(sentence(totals, interval))]
    result.keyNumbers = keyNumbers(totals, interval)
    result.caveats = caveats(inputs, totals)
    return result
  }

  /// The 95 % interval of (long − short)/(long + short) in dollars; undefined under two days.
  private func bootstrapInterval(_ hours: BinSeries) -> ConfidenceInterval {
    let known = hours.usd.indices.filter { !hours.usd[$0].isNaN }
    guard known.count >= 48 else { return ConfidenceInterval(low: .nan, high: .nan) }
    let long = known.map { hours.usdLong[$0] }
    let short = known.map { hours.usdShort[$0] }
    var bootstrap = StationaryBootstrap(
      count: known.count, meanBlockLength: Double(blockHours), seed: seed)
    var indices = [Int32](repeating: 0, count: known.count)
    var draws: [Double] = []
    for _ in 0..<replicates {
      bootstrap.next(into: &indices)
      let (l, s) = (resampledSum(long.span, indices.span), resampledSum(short.span, indices.span))
      draws.append((l - s) / (l + s))
    }
    return percentileInterval(draws.filter { !$0.isNaN })
  }

  private func keyNumbers(_ totals: Totals, _ interval: ConfidenceInterval) -> [KeyNumber] {
    var dollars = KeyNumber("usd", label: "liquidated [USD]", totals.sums.usd, style: .dollars)
    dollars.definition =
      "US dollars of all liquidations whose value is known; a floor where a feed is throttled."
    var events = KeyNumber(
      "n", label: "liquidations", Double(totals.sums.count), style: .significant(15))
    var share = KeyNumber(
      "long_share_usd", label: "longs' share of USD", 0.5 + 0.5 * totals.imbalanceUSD,
      style: .percent(1))
    events.definition = "Rows after removing duplicates, with and without a dollar value."
    share.definition =
      "Dollars of liquidated longs over all; the interval resamples blocks of hours."
    (share.low, share.high) = (0.5 + 0.5 * interval.low, 0.5 + 0.5 * interval.high)
    return [dollars, events, share]
  }

  private func sentence(_ totals: Totals, _ interval: ConfidenceInterval) -> String {
    guard totals.sums.usd > 0 else {
      return
        "\(Phrases.plural(Int(totals.sums.count), "liquidation")), none with a US-dollar value."
    }
    let share = 0.5 + 0.5 * totals.imbalanceUSD
    let ends = ConfidenceInterval(low: 0.5 + 0.5 * interval.low, high: 0.5 + 0.5 * interval.high)
    let certainty = interval.low.isNaN ? "" : " " + Phrases.interval(ends, .percent(1))
    return "\(Phrases.dollars(totals.sums.usd)) were liquidated in "
      + "\(Phrases.plural(Int(totals.sums.count), "event")); "
      + "\(Phrases.percent(share))\(certainty) of it were longs."
  }

  private var method: [String] {
    [
      "Bins are half open and start at multiples of their length; an empty bin is zero only where "
        + "the feed was recorded. Sums are compensated, so their order does not matter.",
      "The interval of the long share comes from \(replicates) stationary bootstrap resamples of "
        + "the hours (mean block \(blockHours) h, seed \(seed)). The Wilson interval and the "
        + "binomial test treat events as independent trials, which they are not: they are given "
        + "for comparison only.",
    ]
  }

  private func caveats(_ inputs: MarketInputs, _ totals: Totals) -> [String] {
    let missing = inputs.instruments.reduce(0) { $0 + $1.missingNotional }
    guard missing > 0 else { return [] }
    let share = Phrases.percent(Double(missing) / Double(totals.sums.count))
    return [
      "\(Phrases.plural(Int(missing), "event")) (\(share)) have no US-dollar value, because their "
        + "contract rules are not known: dollar sums leave them out, counts do not."
    ]
  }
}
