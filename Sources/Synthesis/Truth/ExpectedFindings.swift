import Basics
import MarketData

/// What an analysis of the generated data should find, computed from the planted parameters.
struct ExpectedFindings: Sendable {
  private let model: MarketModel
  private let baseline: Baseline
  private let counts: [Double]
  private let expectedTotal: Double
  private let factor: Double
  private let firstMinute: Int64
  private let tally: MarketTally

  init(_ model: MarketModel, _ plan: ArrivalPlan, factor: Double, _ tally: MarketTally) {
    self.model = model
    self.factor = factor
    self.tally = tally
    baseline = plan.baseline
    counts = plan.expected.unscaled
    expectedTotal = plan.expectedTotal
    firstMinute = model.window.from / 60_000_000
  }

  var json: JSONValue {
    let hours = hourProfile
    return JSONValue([
      "liquidations": JSONValue(model.rows.map { Double($0) } ?? expectedTotal),
      "rate_factor": JSONValue(factor),
      "branching_ratio": JSONValue(model.arrivals.branchingRatio),
      "kernel_mean_s": JSONValue(model.arrivals.kernelMean),
      "family_size": JSONValue(1 / (1 - model.arrivals.branchingRatio)),
      "hour_profile": .array(hours.map { JSONValue($0) }),
      "peak_hours": .array(ranked(hours).suffix(3).sorted().map { .integer(Int64($0)) }),
      "quiet_hours": .array(ranked(hours).prefix(3).sorted().map { .integer(Int64($0)) }),
      "funding_ratio": JSONValue(fundingRatio),
      "change": change,
      "trend_pct_per_day": JSONValue(PortableMath.exp(model.rhythm.trendPerDay) - 1),
      "daily_usd": .string(direction),
      "impact_exponent": JSONValue(model.impact.exponent),
      "impact_scale": .object(zip(model.symbols, tally.symbols).map(impactScale)),
      // How much of it is left after an hour also depends on the cascades that follow.
      "impact_reverts": .bool(model.impact.scale > 0 && model.impact.permanentShare < 1),
      "liquidations_lead_volatility": .bool(
        model.volatility.aftershockGain > 0),
      "lead_lag": model.leadLag?.json ?? .null,
    ])
  }

  /// Expected liquidations by hour of day over their mean.
  private var hourProfile: [Double] {
    var sums = [Double](repeating: 0, count: 24)
    var minutes = [Double](repeating: 0, count: 24)
    for (offset, count) in counts.enumerated() {
      let hour = Int((firstMinute + Int64(offset)) / 60 % 24)
      sums[hour] += count
      minutes[hour] += 1
    }
    let rates = zip(sums, minutes).map { $1 > 0 ? $0 / $1 : 0 }
    return Baseline.meanOne(rates)
  }

  private func ranked(_ hours: [Double]) -> [Int] {
    hours.indices.sorted { (hours[$0], $0) < (hours[$1], $1) }
  }

  /// The rate in the 15 minutes after 00:00, 08:00 and 16:00 over the same minutes of other hours.
  private var fundingRatio: Double {
    var sums = (funding: 0.0, other: 0.0)
    var minutes = (funding: 0.0, other: 0.0)
    for (offset, count) in counts.enumerated() {
      let minuteOfDay = (firstMinute + Int64(offset)) % 1_440
      guard minuteOfDay % 60 < 15 else { continue }
      if minuteOfDay / 60 % 8 == 0 {
        sums.funding += count
        minutes.funding += 1
      } else {
        sums.other += count
        minutes.other += 1
      }
    }
    return sums.funding / minutes.funding / (sums.other / minutes.other)
  }

  private var change: JSONValue {
    guard let change = model.rhythm.change, change.afterDays < model.days else { return .null }
    let time = (firstMinute + Int64(change.afterDays * 1_440)) * 60_000_000
    return JSONValue([
      "time": .string(TimeText.rfc3339(time)),
      "rate_ratio": JSONValue(change.rateRatio),
      "usd_ratio": JSONValue(change.rateRatio * change.sizeRatio),
    ])
  }

  /// Where the expected daily value goes over the window.
  private var direction: String {
    let half = counts.count / 2
    let values = counts.enumerated().map { offset, count in
      count * baseline.sizeFactor(minute: firstMinute + Int64(offset))
    }
    let ratio = values.suffix(half).reduce(0, +) / values.prefix(half).reduce(0, +)
    return ratio > 1.1 ? "rises" : ratio < 1 / 1.1 ? "falls" : "stays"
  }

  /// Y in units of the volatility and volume that came out: δ does not depend on them, Y does.
  private func impactScale(_ symbol: SymbolModel, _ tally: MarketTally.Symbol) -> JSONMember {
    let volatility = (tally.variance.value / model.days).squareRoot()
    let volume = tally.quoteVolume.value / model.days
    let ratio = PortableMath.power(volume / symbol.quoteVolumeDay, model.impact.exponent)
    let scale = model.impact.scale * symbol.volatilityDay / volatility * ratio
    return JSONMember(symbol.name, JSONValue(scale))
  }
}
