/// How liquidations set off liquidations: a Hawkes process with an exponential kernel,
/// λ(t) = μ(t) + Σ nβ·e^{−β(t−tᵢ)}.
package struct Arrivals: Sendable, ModelPart {
  /// n: how many liquidations one sets off directly, on average.
  package var branchingRatio = 0.6
  /// 1/β, in seconds.
  package var kernelMean = 25.0
  /// The probability that a liquidation is of the side of the one that set it off.
  package var sideInheritance = 0.97

  static let fields: [ModelField<Arrivals>] = [
    .number("branching_ratio", \.branchingRatio, 0...0.95),
    .number("kernel_mean_s", \.kernelMean, 0.05...3_600),
    .number("side_inheritance", \.sideInheritance, 0.5...1),
  ]
}

/// What multiplies the rate of liquidations that nothing set off.
package struct Rhythm: Sendable, ModelPart {
  /// By hour of day, UTC; only the ratios count.
  package var hourProfile: [Double] = [
    0.85, 0.75, 0.65, 0.55, 0.50, 0.50, 0.60, 0.75, 0.95, 1.05, 1.05, 1.10,
    1.25, 1.60, 1.85, 1.75, 1.50, 1.25, 1.05, 1.00, 0.95, 0.90, 0.85, 0.75,
  ]
  /// The factor in the first minutes after 00:00, 08:00 and 16:00 UTC.
  package var fundingRatio = 2.0
  /// How many minutes that is.
  package var fundingMinutes = 15
  /// The growth of the rate a day, as an exponent: e^{trend·days}.
  package var trendPerDay = 0.0
  /// Null: the rate and the sizes never change.
  package var change: ChangePoint? = ChangePoint()

  static let fields: [ModelField<Rhythm>] = [
    .numbers("hour_profile", \.hourProfile, count: 24, 0.01...100),
    .number("funding_ratio", \.fundingRatio, 0.1...20),
    .integer("funding_minutes", \.fundingMinutes, 1...60),
    .number("trend_per_day", \.trendPerDay, -0.2...0.2),
    .optional("change", \.change, from: ChangePoint()),
  ]
}

/// A moment from which liquidations are more or fewer, larger or smaller.
package struct ChangePoint: Sendable, ModelPart {
  /// From the start of the window, in days.
  package var afterDays = 36.0
  /// The rate after over the rate before.
  package var rateRatio = 1.2
  /// The notionals after over those before.
  package var sizeRatio = 1.4

  static let fields: [ModelField<ChangePoint>] = [
    .number("after_days", \.afterDays, 0.001...36_500),
    .number("rate_ratio", \.rateRatio, 0.01...100),
    .number("size_ratio", \.sizeRatio, 0.01...100),
  ]
}

/// Which side is liquidated: the log-odds of `long` wander around a mean.
package struct Sides: Sendable, ModelPart {
  /// The share of long positions when the log-odds are at their mean.
  package var longShare = 0.52
  /// The standard deviation of the log-odds; 0 makes the share constant.
  package var logOddsDeviation = 0.6
  /// The time constant of the wandering, in hours.
  package var persistence = 6.0

  static let fields: [ModelField<Sides>] = [
    .number("long_share", \.longShare, 0.01...0.99),
    .number("log_odds_sd", \.logOddsDeviation, 0...4),
    .number("persistence_h", \.persistence, 0.1...1_000),
  ]
}

/// How large liquidations are: a log-normal body and a Pareto tail.
package struct Sizes: Sendable, ModelPart {
  /// The standard deviation of the logarithm in the body.
  package var logDeviation = 1.5
  /// The probability of a draw from the tail.
  package var tailShare = 0.012
  /// The exponent of the tail: P(X > x) = (x₀/x)^index.
  package var tailIndex = 1.6
  /// Where the tail starts, in medians of the body.
  package var tailFromMedians = 40.0
  /// No liquidation is larger, in US dollars.
  package var maximumUSD = 20e6

  static let fields: [ModelField<Sizes>] = [
    .number("log_sd", \.logDeviation, 0...4),
    .number("tail_share", \.tailShare, 0...0.5),
    .number("tail_index", \.tailIndex, 1.05...10),
    .number("tail_from_medians", \.tailFromMedians, 1...1e5),
    .number("maximum_usd", \.maximumUSD, 1...1e9),
  ]
}

/// What liquidations do to the price: I = Y·σ_D·(Q/V_D)^δ for the signed forced value Q of a
/// cascade so far; a share of it stays, the rest reverts once the cascade is over.
package struct Impact: Sendable, ModelPart {
  /// Y.
  package var scale = 4.0
  /// δ.
  package var exponent = 0.5
  /// Of the impact: what never reverts.
  package var permanentShare = 0.3
  /// The time constant of the reversion, in seconds.
  package var reversion = 600.0
  /// A cascade is over when nothing was liquidated for so many seconds.
  package var cascadeGap = 60.0

  static let fields: [ModelField<Impact>] = [
    .number("scale", \.scale, 0...100),
    .number("exponent", \.exponent, 0.05...2),
    .number("permanent_share", \.permanentShare, 0...1),
    .number("reversion_s", \.reversion, 1...86_400),
    .number("cascade_gap_s", \.cascadeGap, 1...3_600),
  ]
}

/// How volatile the price is from minute to minute, apart from impact.
package struct Volatility: Sendable, ModelPart {
  /// The standard deviation of the logarithm of the volatility, which wanders.
  package var logDeviation = 0.4
  /// The time constant of the wandering, in hours.
  package var persistence = 8.0
  /// The volatility follows the hour profile of the liquidations to this power.
  package var hourExponent = 0.5
  /// The share of the variance that all symbols have in common.
  package var commonShare = 0.6
  /// The average share of the variance that comes in the minutes after liquidations, over the rest.
  package var aftershockGain = 0.5
  /// The time constant of that, in seconds.
  package var aftershock = 300.0

  static let fields: [ModelField<Volatility>] = [
    .number("log_sd", \.logDeviation, 0...2),
    .number("persistence_h", \.persistence, 0.1...1_000),
    .number("hour_exponent", \.hourExponent, 0...2),
    .number("common_share", \.commonShare, 0...1),
    .number("aftershock_gain", \.aftershockGain, 0...10),
    .number("aftershock_s", \.aftershock, 10...86_400),
  ]
}

/// How much is traded.
package struct Volume: Sendable, ModelPart {
  /// The standard deviation of the logarithm of a minute's volume.
  package var logDeviation = 0.5
  /// In US dollars.
  package var meanTrade = 2_500.0
  /// Volumes are rounded to so many digits, quote volumes to two more: files compress better.
  package var significantDigits = 4

  static let fields: [ModelField<Volume>] = [
    .number("log_sd", \.logDeviation, 0...2),
    .number("mean_trade_usd", \.meanTrade, 1...1e6),
    .integer("significant_digits", \.significantDigits, 2...12),
  ]
}

/// One symbol's common part of the price comes later than the others'.
package struct LeadLag: Sendable, ModelPart {
  /// The symbol that moves first.
  package var leader = "BTCUSDT"
  /// The symbol that repeats it.
  package var follower = "SOLUSDT"
  /// In seconds.
  package var lag = 30

  static let fields: [ModelField<LeadLag>] = [
    .text("leader", \.leader, expected: "a symbol") { !$0.isEmpty },
    .text("follower", \.follower, expected: "a symbol") { !$0.isEmpty },
    .integer("lag_s", \.lag, 1...3_600),
  ]
}
