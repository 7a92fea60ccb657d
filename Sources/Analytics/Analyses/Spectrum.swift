package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// Which periods hourly liquidations have, against the rhythm their own memory makes by chance.
package struct Spectrum: Analysis {
  package static let name = "spectrum"
  package static let summary = "periods of 24, 12 and 8 hours, and any other"

  /// Cycles a day judged as the headline.
  private static let preset = [1.0, 2, 3]
  /// A larger order would model the daily cycle itself.
  private static let maxOrder = 6

  package init(_ parameters: inout Parameters) throws(ParameterError) {}

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Periods")
    let hours = inputs.series(inputs.everything, interval: .hour)
    let y = hours.logUSD()
    guard !y.contains(where: \.isNaN), y.count >= 96, populationVariance(y) > 0 else {
      let reason = "needs 96 hours without gaps; with gaps see lombscargle"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let fit = SpectrumFit(y, preset: Self.preset, maxOrder: Self.maxOrder)
    section.summary = [fit.sentence]
    section.tables = [fit.table]
    section.charts = [fit.chart]
    section.method = [
      "Periodogram of ln(1 + USD per hour), constant removed, no padding. The background is an "
        + "autoregression of order \(fit.background.order) (AIC, at most \(Self.maxOrder)); "
        + "p = e^(−P/S). Headline: 1, 2 and 3 cycles a day, Benjamini–Hochberg over the three; all "
        + "other frequencies are exploratory, corrected over all \(fit.powers.count).",
      "Fisher's g and the AR(1) background are diagnostics: they call 83 and 30 % of series "
        + "without any period periodic. Welch: Hann windows of 96 hours, half overlapping.",
    ]
    var result = AnalysisResult(section)
    result.headline = fit.headline
    result.values = fit.members
    result.claims = fit.claims
    return result
  }
}

/// The spectrum of one complete hourly series.
struct SpectrumFit {
  let periodogram: Periodogram
  let powers: [Double]
  let background: Autoregression
  let expected: [Double]
  let p: [Double]
  let q: [Double]
  /// Indices of the preset frequencies that the series resolves.
  let preset: [Int]
  let presetQ: [Double]
  let redRho: Double
  let redP: [Double]
  let redQ: [Double]
  let fisher: FisherPeriodicity?
  let welch: WelchSpectrum?

  init(_ y: [Double], preset frequencies: [Double], maxOrder: Int) {
    periodogram = Periodogram(y, samplingRate: 24)
    powers = Array(periodogram.interior)
    background = Autoregression(y, maxOrder: maxOrder)
    let fitted = periodogram.background(autoregression: background.coefficients)
    expected = fitted.expected
    p = fitted.pValues
    q = MultipleTesting.benjaminiHochberg(p)
    preset = frequencies.compactMap { [periodogram, powers] in
      periodogram.index(of: $0).flatMap { powers.indices.contains($0) ? $0 : nil }
    }
    presetQ = MultipleTesting.benjaminiHochberg(preset.map { [p] in p[$0] })
    let first = autocorrelations(y, lags: 1)[1]
    redRho = first
    redP = periodogram.background(autoregression: [first]).pValues
    redQ = MultipleTesting.benjaminiHochberg(redP)
    fisher = FisherPeriodicity(periodogram)
    welch = WelchSpectrum(y, samplingRate: 24, segment: 96)
  }

  private var highest: Int { powers.indices.max { powers[$0] < powers[$1] } ?? 0 }

  private func share(_ index: Int) -> Double { powers[index] / powers.reduce(0, +) }

  var sentence: String {
    let parts = zip(preset, presetQ).map { index, q in
      let hours = Phrases.number(24 / periodogram.frequency(index))
      return "\(hours) h: \(Phrases.percent(share(index))) of the variance (q "
        + "\(NumberText.text(q, .pValue)))"
    }
    let isFound = presetQ.contains { $0 < 0.05 }
    return (isFound ? "" : "No daily period beyond chance. ")
      + "Periods against the series' own memory: " + parts.joined(separator: "; ") + "."
  }

  /// The surest of the preset periods.
  var headline: Headline? {
    presetQ.indices.min { presetQ[$0] < presetQ[$1] }.map { best in
      let hours = Phrases.number(24 / periodogram.frequency(preset[best]))
      return Headline(
        "variance_share_\(hours)h", share(preset[best]), n: 2 * (powers.count + 1), "hours",
        method: "periodogram against an autoregressive background of order \(background.order)"
      ).tested(p[preset[best]], family: preset.count, corrected: presetQ[best])
    }
  }

  /// The preset periods, at the one p-value of the surest, corrected for the three.
  var claims: [Claim] {
    guard let best = presetQ.indices.min(by: { presetQ[$0] < presetQ[$1] }) else { return [] }
    let hours = Phrases.number(24 / periodogram.frequency(preset[best]))
    return [
      Claim(
        "A cycle of \(hours) hours carries \(Phrases.percent(share(preset[best]))) of the variance "
          + "of hourly liquidations.", pValue: presetQ[best])
    ]
  }

  var members: [JSONMember] {
    let resolution = periodogram.resolution
    return [
      JSONMember("argmax_freq_per_day", periodogram.frequency(highest)),
      JSONMember("argmax_power", powers[highest]),
      JSONMember("power_at_1_2_3_per_day", preset.map { powers[$0] }),
      JSONMember("sum_power_df", sum(periodogram.power) * resolution),
      JSONMember("arp_order", background.order),
      JSONMember("arp_p_at_1_2_3_per_day", preset.map { p[$0] }),
      JSONMember("arp_q_preset_1_2_3", presetQ),
      JSONMember("arp_n_sig_q05", q.count { $0 < 0.05 }),
      JSONMember("arp_min_q", q.min() ?? .nan), JSONMember("fisher_m", fisher?.count ?? 0),
      JSONMember("fisher_g", fisher?.statistic ?? .nan),
      JSONMember("fisher_p", fisher?.pValue ?? .nan), JSONMember("ar1_rho", redRho),
      JSONMember("red_noise_p_at_1_per_day", preset.first.map { redP[$0] } ?? .nan),
      JSONMember("red_noise_min_q", redQ.min() ?? .nan),
      JSONMember("red_noise_n_sig_q05", redQ.count { $0 < 0.05 }),
      JSONMember(
        "red_noise_sig_freqs",
        redQ.indices.filter { redQ[$0] < 0.05 }.map { periodogram.frequency($0) }),
    ] + welchMembers
  }

  private var welchMembers: [JSONMember] {
    guard let welch else { return [] }
    let daily = welch.interval(4)
    return [
      JSONMember("welch_segments", welch.segmentCount),
      JSONMember("welch_at_1_2_per_day", [welch.density[4], welch.density[8]]),
      JSONMember("welch_edof", welch.degreesOfFreedom),
      JSONMember("welch_ci95_at_1_per_day", [daily.lower, daily.upper]),
    ]
  }

  var table: Table {
    let frequencies = powers.indices.map { periodogram.frequency($0) }
    return Table(
      name: "spectrum", title: "Power by frequency",
      columns: [
        Column("frequency_per_day", .number(frequencies), style: .significant(4)),
        Column(
          "period_h", label: "period [h]", .number(frequencies.map { 24 / $0 }),
          style: .significant(4)),
        Column("power", .number(powers), style: .significant(4)),
        Column("background", .number(expected), style: .significant(4)),
        Column("p", .number(p), style: .pValue), Column("q", .number(q), style: .pValue),
      ], isFile: true)
  }

  var chart: Chart {
    let x = powers.indices.map { periodogram.frequency($0) }
    return Chart(
      name: "spectrum", title: "Periodogram and its background",
      x: Chart.Axis("cycles a day"), y: Chart.Axis("power", scale: .logarithmic),
      marks: [
        .line(Chart.Series("power", x: x, y: powers)),
        .line(Chart.Series("background", x: x, y: expected)),
        // Powers over the background are exponential: 5 % exceed ln 20 times its height.
        .line(Chart.Series("95 % of chance", x: x, y: expected.map { $0 * log(20.0) })),
      ] + preset.map { .note(text: "\(Phrases.number(24 / x[$0])) h", x: x[$0]) },
      quiet: ["background"])
  }
}
