package import Basics
import Glibc
import MarketData
import Reports
package import Statistics

/// Periods of an hourly series with gaps.
package struct LombScargleAnalysis: Analysis {
  package static let name = "lombscargle"
  package static let summary = "periods of the hourly series when hours are missing"

  /// The waves at all hours and frequencies are kept in memory.
  private static let mostHours = 20_000

  private let replicates: Int
  private let seed: UInt64
  private let grid: FrequencyGrid

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    replicates = try parameters.integer("replicates", default: 199, in: 19...100_000)
    seed = try parameters.seed()
    let first = try parameters.number("first_per_day", default: 0.1, in: 0.001...12)
    let step = try parameters.number("step_per_day", default: 0.05, in: 0.001...12)
    let count = try parameters.integer("frequencies", default: 119, in: 1...100_000)
    grid = FrequencyGrid(first: first, step: step, count: count)
  }

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Periods, gaps allowed")
    let hours = inputs.series(inputs.everything, interval: .hour)
    let known = hours.usd.indices.filter { !hours.usd[$0].isNaN }
    let y = hours.logUSD()
    guard (96...Self.mostHours).contains(known.count), populationVariance(known.map { y[$0] }) > 0
    else {
      let reason =
        "needs 96 to \(Self.mostHours) known hours with dollars that vary; \(known.count) are known"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let model = Autoregression(y, maxOrder: 6)
    let fit = GappedSpectrum(
      y, at: known, model: model, grid: grid, replicates: replicates, seed: seed)
    section.summary = [fit.sentence]
    section.tables = [fit.table]
    section.method = [
      "Lomb–Scargle with a floating mean on \(known.count) of \(y.count) hours, "
        + "\(grid.count) frequencies. Headline: the highest power against \(replicates) "
        + "autoregressive surrogates of order \(model.order) on the full grid, then gapped "
        + "(seed \(seed)). Baluev's probability assumes white noise and is printed as such."
    ]
    var result = AnalysisResult(section)
    result.headline = fit.headline
    result.values = fit.members
    return result
  }
}

/// Lomb–Scargle powers of some hours of a series, with their surrogates.
package struct GappedSpectrum: Sendable {
  private let scargle: LombScargle
  private let power: [Double]
  private let best: Int
  private let order: Int
  private let surrogates: (test: SimulatedTest, highest: [Double])

  /// - Parameters:
  ///   - values: The whole series, hourly; only those at `kept` are looked at.
  ///   - kept: Rising indices.
  ///   - model: The autoregression that surrogates follow.
  ///   - grid: In cycles a day.
  ///   - replicates: How many surrogates.
  ///   - seed: Of their stream.
  package init(
    _ values: [Double], at kept: [Int], model: Autoregression, grid: FrequencyGrid,
    replicates: Int, seed: UInt64
  ) {
    scargle = LombScargle(times: kept.map { (Double($0) + 0.5) / 24 }, grid: grid)
    let power = scargle.power(kept.map { values[$0] })
    self.power = power
    best = power.indices.max { power[$0] < power[$1] } ?? 0
    order = model.order
    surrogates = scargle.surrogateFalseAlarm(
      highest: power[best], autoregression: model.coefficients,
      observed: ObservedGrid(positions: kept, length: values.count), replicates: replicates,
      seed: seed)
  }

  var sentence: String {
    let isFound = surrogates.test.pValue < 0.05
    return (isFound ? "" : "No period beyond chance. ")
      + "The strongest period is \(Phrases.number(24 / scargle.grid[best])) hours: it explains "
      + "\(Phrases.percent(power[best])) of the variance (\(Phrases.p(surrogates.test.pValue)) "
      + "against the series' own memory)."
  }

  /// The highest power; its test is made for the highest of all frequencies.
  var headline: Headline {
    Headline(
      "power_\(Phrases.number(24 / scargle.grid[best]))h", power[best], n: scargle.times.count,
      "hours", method: "\(surrogates.highest.count) autoregressive surrogates with the same gaps"
    ).tested(surrogates.test.pValue, family: scargle.grid.count)
  }

  /// The members of `report.json`.
  package var members: [JSONMember] {
    let daily = [1.0, 2].map { wanted in
      (0..<scargle.grid.count).first { abs(scargle.grid[$0] - wanted) < 1e-9 }
        .map { power[$0] } ?? .nan
    }
    return [
      JSONMember("n", scargle.times.count), JSONMember("best_freq", scargle.grid[best]),
      JSONMember("best_power", power[best]), JSONMember("power_at_1_2", daily),
      JSONMember("arp_order", order), JSONMember("fap_surrogate", surrogates.test.pValue),
      JSONMember(
        "surrogate_max_q95", quantile(sorted: surrogates.highest.sorted(), 0.95)),
      JSONMember("fap_baluev", scargle.baluevFalseAlarm(power[best])),
      JSONMember("fap_single", scargle.singleFalseAlarm(power[best])),
    ]
  }

  /// Baluev's white-noise probability of one power anywhere on the grid.
  package func baluev(_ power: Double) -> Double { scargle.baluevFalseAlarm(power) }

  var table: Table {
    let frequencies = (0..<scargle.grid.count).map { scargle.grid[$0] }
    return Table(
      name: "lombscargle", title: "Power by frequency",
      columns: [
        Column("frequency_per_day", .number(frequencies), style: .significant(4)),
        Column(
          "period_h", label: "period [h]", .number(frequencies.map { 24 / $0 }),
          style: .significant(4)),
        Column("power", .number(power), style: .significant(4)),
        Column(
          "p_white", .number(power.map { scargle.baluevFalseAlarm($0) }), style: .pValue,
          definition: "Baluev's false-alarm probability, for white noise only."),
      ], isFile: true)
  }
}
