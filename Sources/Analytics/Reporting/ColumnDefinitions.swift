/// What the columns of the analyses mean, in a sentence each: the page shows it beside the header.
///
/// A column whose meaning differs from table to table carries its own definition instead.
enum ColumnDefinitions {
  static let all: [String: String] = sizes.merging(tests) { own, _ in own }
    .merging(timing) { own, _ in own }.merging(prices) { own, _ in own }

  private static let sizes = [
    "n": "How many observations the row rests on.",
    "usd": "US dollars of the liquidations whose value is known.",
    "usd_share": "The part of all dollars of the selection.",
    "usd_long": "US dollars of liquidated long positions: forced selling.",
    "usd_short": "US dollars of liquidated short positions: forced buying.",
    "max_usd": "The largest single liquidation, in US dollars.",
    "sketch_usd": "What a stream would know: within 1 % of the exact quantile, in a few kilobytes.",
    "hhi": "Herfindahl–Hirschman index: the sum of squared shares; 1 when one has all.",
    "hhi_norm": "The index from 0 for equal shares to 1 when one has all.",
    "effective_n": "How many equal shares would be as concentrated: 1/HHI.",
    "entropy_nats": "−Σ s·ln s of the shares; 0 when one has all.",
    "gini": "0 when all are equal, 1 when one has all.",
    "corrected_se": "Standard error of the corrected number, by the delta method.",
    "saturated_minutes": "Minutes with an event in every second: their true number is unknown.",
    "throttled": "Whether the feed never sends two events of a symbol in one second.",
    "purity": "The dollars of the larger side over all dollars of the cascade.",
    "peak_usd_per_min": "The most dollars in one minute of the clock.",
    "censored": "Whether it touches the edge of the window, so that a part may be missing.",
    "expected_n": "The mean of the same hour on all earlier days.",
  ]

  private static let tests = [
    "p": "How often chance alone gives as much or more, if nothing is there.",
    "q": "p corrected by Benjamini and Hochberg for all rows of the family.",
    "q_bh": "p corrected by Benjamini and Hochberg for all rows of the table.",
    "se": "Standard error of the estimate.",
    "ci_lo": "Lower end of the 95 % interval.",
    "ci_hi": "Upper end of the 95 % interval.",
    "ci_lo_iid": "Lower end of the 95 % interval if events were independent: too narrow.",
    "ci_hi_iid": "Upper end of the 95 % interval if events were independent: too narrow.",
    "p_headline": "Of the test that holds its level on clustered series; see the method.",
    "p_ewc": "Least squares with the equal-weighted cosine variance.",
    "p_hac": "Least squares with Newey and West's variance: rejects too often here.",
    "p_mk": "Mann–Kendall on hours: rejects too often here.",
    "p_hamed_rao": "Mann–Kendall with Hamed and Rao's variance: rejects too often here.",
    "p_seasonal_mk": "Mann–Kendall hour by hour of the day: rejects too often here.",
    "n_blocks": "Days, the units of the test.",
    "epsilon2": "The share of rank variance between hours of the day.",
    "friedman_chi2": "Friedman's statistic with days as blocks.",
    "hotelling_T2": "Hotelling's T² of each day's first harmonic.",
    "robust_z": "(x − median)/(1.4826·MAD) of the bins before.",
    "mcc": "Matthews's correlation of told and reported sides: 1 right, 0 chance, −1 inverted.",
    "kappa": "Cohen's κ: agreement beyond chance.",
    "hit_rate": "The part of the alerts that a top-5 % quarter hour followed.",
    "null": "What chance gives, where there is an honest null.",
  ]

  private static let timing = [
    "slope_day": "The change of ln(1 + USD per hour) in a day.",
    "sen_slope_day": "The median slope between all pairs of hours, a day.",
    "mean_log": "Mean of ln(1 + USD) over the hours of the segment.",
    "frequency_per_day": "Cycles a day.",
    "power": "The part of the variance at this frequency, as a density.",
    "background": "The power the series' own memory makes on average.",
    "rate_ratio": "Events a minute after funding over the same minutes of other hours.",
    "acf": "Correlation of an hour with the hour so many before.",
    "pacf": "The same with the hours between held fixed.",
    "bartlett_halfwidth": "Half the width in which 95 % of correlations lie by chance.",
    "mean_hour": "The time of day around which events centre, in hours UTC.",
    "events_Rbar": "0 for events all around the clock, 1 for all at one time of day.",
    "fano_1m": "Variance over mean of counts per minute: 1 for independent events.",
    "burstiness": "(σ − μ)/(σ + μ) of the gaps: 0 for independent events, 1 for bursts.",
    "memory": "Correlation of a gap with the next.",
    "ks_rescaled_D":
      "Largest distance of the gaps' law from the exponential, on time rescaled by the daily rhythm.",
    "branching_se": "Standard error of the branching ratio.",
    "mean_delay_s": "1/β: the mean time from an event to one it sets off.",
    "loglik": "The log-likelihood at its maximum.",
    "aic": "Akaike's criterion; smaller is better.",
    "aic_poisson": "Akaike's criterion without self-excitation.",
    "ks_D": "Largest distance of the residuals' law from what the model says.",
    "ks_p_bootstrap": "Of that distance, by refitted simulations: small means a poor fit.",
    "longest_gap_s": "The longest time without any event of the exchange.",
    "duration_s": "From the first to the last event.",
  ]

  private static let prices = [
    "price_before": "The close of the last complete minute before the cascade.",
    "price_end": "The close of the minute in which it ends.",
    "move_bps": "ln of the price after over the price before, in basis points.",
    "car_bps": "Mean signed return since the onset less the usual drift, in basis points.",
    "excess_bps": "The same less the mean of the same minute on other, quiet days.",
    "matched_excess_bps":
      "The same less the one of those minutes whose last five minutes moved most alike.",
    "from_detection_bps": "From the close of the minute in which the cascade could be known.",
    "delta": "The exponent of I/σ = Y·(Q/V)^δ; one half is the square-root law.",
    "delta_se": "Standard error of the exponent.",
    "Y": "The factor of the impact law.",
    "t_delta_vs_half": "(δ − ½)/its standard error.",
    "lambda_bps_per_musd": "One-minute return in basis points a million dollars of forced flow.",
    "amihud_per_musd": "Mean |return| over volume, a million dollars.",
    "raw": "Correlation as it is: large by chance between persistent series.",
    "prewhitened": "Correlation after filtering both series by the memory of the first.",
    "corr0": "Correlation at lag 0.",
    "argmax_theta_s": "The lag of the largest correlation; positive where the first leads.",
    "llr": "Squared correlations where the first leads over those where the second does.",
    "F": "Residual squares without the other's past against those with it.",
    "rv": "Sum of squared one-minute returns of the day.",
    "bipower": "The part of it that is not jumps.",
    "jump_z": "Ratio statistic of Barndorff-Nielsen and Shephard.",
    "topquarter_share": "The day's dollars in the top quarter of the bins the price went through.",
    "chance": "The part of the bins that quarter is.",
    "severity": "Dollars over the threshold.",
  ]
}

extension ColumnDefinitions {
  /// The definitions of the names in `used`.
  static func of(_ used: Set<String>) -> [String: String] { all.filter { used.contains($0.key) } }
}
