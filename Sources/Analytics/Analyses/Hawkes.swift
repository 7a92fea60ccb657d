package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// How much of the liquidations is caused by earlier ones: a self-exciting process over the daily
/// rhythm.
package struct Hawkes: Analysis {
  package static let name = "hawkes"
  package static let summary = "how many liquidations follow from earlier ones"

  private let mostEvents: Int
  private let replicates: Int
  private let seed: UInt64
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    mostEvents = try parameters.integer("max_events", default: 50_000, in: 200...10_000_000)
    replicates = try parameters.integer("bootstrap", default: 19, in: 0...10_000)
    seed = try parameters.seed()
    top = try parameters.integer("top", default: 3, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Self-excitation")
    let symbols = inputs.largestSymbols(top)
    guard !symbols.isEmpty else {
      return AnalysisResult(section, without: .noData(reason: "the window holds no liquidation"))
    }
    let tried = symbols.map {
      SymbolHawkes.fit(inputs, $0, most: mostEvents, replicates: replicates, seed: seed)
    }
    let answers = tried.compactMap { try? $0.get() }
    guard let first = answers.first else {
      let reasons = zip(symbols, tried).compactMap { scope, outcome -> String? in
        guard case .failure(let error) = outcome else { return nil }
        return "\(scope.name): \(error)"
      }
      return AnalysisResult(
        section, without: .notIdentified(reason: reasons.joined(separator: "; ")))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers)]
    section.method = method
    var result = AnalysisResult(section, of: answers)
    result.headline = first.headline
    result.keyNumbers =
      first.headline.keyNumber(
        "of \(first.symbol) liquidations caused by earlier ones", .percent(0), of: Self.name,
        definition: "The branching ratio α/β of a Hawkes process over the rhythm of the day."
      ).asList
    result.claims = first.isExcited ? [Claim(first.sentence)] : []
    return result
  }

  private var method: [String] {
    [
      "λ(t) = μ·s(hour) + α·Σ e^(−β(t − tᵢ)), by maximum likelihood; events of one instant are "
        + "merged. s is the profile of the hours of the day; without it the daily cycle counts as "
        + "excitation. Standard errors from the observed information. At most the last "
        + "\(Phrases.count(mostEvents)) events are fitted.",
      "Fit: Kolmogorov–Smirnov distance of the residuals from exponential, judged by "
        + "\(replicates) refitted simulations (seed \(seed)). A wandering intensity or a slow feed "
        + "still biases the branching ratio: a feed of one event a second hides two thirds of fast "
        + "chains.",
      "Refused when there are fewer than 200 events, when more than 1 % of minutes are saturated, "
        + "or when the mean delay is shorter than the feed's clock.",
    ]
  }

  private func table(_ answers: [SymbolHawkes]) -> Table {
    let fits = answers.map(\.diurnal)
    return Table(
      name: "hawkes", title: "Self-excitation by symbol",
      columns: [
        Column("symbol", .text(answers.map(\.symbol))),
        Column("n", label: "events", .integer(answers.map { Int64($0.count) })),
        Column(
          "branching", .number(fits.map { $0.fit.parameters.branchingRatio }),
          style: .significant(4), definition: "α/β: the share of events caused by earlier ones."),
        Column(
          "branching_se", .number(fits.map(\.fit.branchingStandardError)), style: .significant(3)),
        Column(
          "mean_delay_s", label: "mean delay [s]",
          .number(fits.map { $0.fit.parameters.meanKernel }),
          style: .significant(4)),
        Column(
          "family_size", .number(fits.map { $0.fit.parameters.familySize ?? .nan }),
          style: .significant(3), definition: "1/(1 − α/β): events that follow from one."),
        Column("loglik", .number(fits.map(\.fit.logLikelihood)), style: .significant(7)),
        Column("aic", .number(fits.map(\.fit.akaike)), style: .significant(7)),
        Column("aic_poisson", .number(fits.map(\.fit.poissonAkaike)), style: .significant(7)),
        Column("ks_D", .number(fits.map(\.distance)), style: .significant(3)),
        Column("ks_p_bootstrap", .number(answers.map(\.goodness)), style: .pValue),
      ], isFile: true)
  }
}

/// A fit with its residuals' verdict.
struct JudgedFit {
  let fit: HawkesFit
  let residualMean: Double
  let distance: Double
  let ljungBox: Double
  private let count: Int

  init(_ events: PointEvents, limits: HawkesFitLimits) throws(PointProcessError) {
    fit = try fitHawkes(events, limits: limits)
    let residuals = hawkesResiduals(events, fit.parameters)
    count = residuals.count
    residualMean = mean(residuals)
    distance = exponentialDistance(residuals)
    ljungBox =
      LjungBox(autocorrelations: autocorrelations(residuals, lags: 20), count: count)
      .statistic
  }

  var members: [JSONMember] {
    let parameters = fit.parameters
    return [
      JSONMember("mu", parameters.baseline), JSONMember("alpha", parameters.excitation),
      JSONMember("beta", parameters.decay), JSONMember("branching", parameters.branchingRatio),
      JSONMember("branching_se", fit.branchingStandardError),
      JSONMember("mean_kernel_s", parameters.meanKernel),
      JSONMember("immigrant_share", parameters.immigrantShare ?? .nan),
      JSONMember("family_size", parameters.familySize ?? .nan),
      JSONMember("loglik", fit.logLikelihood), JSONMember("se", fit.standardErrors),
      JSONMember("aic", fit.akaike), JSONMember("resid_mean", residualMean),
      JSONMember("ks_D", distance),
      JSONMember("ks_p_asymp", Kolmogorov.upperTail(distance: distance, count: count)),
      JSONMember("resid_ljungbox20", ljungBox),
    ]
  }
}

/// The self-excitation of one symbol.
struct SymbolHawkes: SymbolAnswer {
  let symbol: String
  let count: Int
  let profile: PeriodicProfile
  let constant: JudgedFit?
  let diurnal: JudgedFit
  /// The p-value of the residuals' distance; NaN without simulations.
  let goodness: Double
  let poisson: Double
  let inhomogeneous: Double

  static func fit(
    _ inputs: MarketInputs, _ scope: Scope, most: Int, replicates: Int, seed: UInt64
  ) -> Result<SymbolHawkes, PointProcessError> {
    Result { () throws(PointProcessError) in
      try SymbolHawkes(inputs, scope, most, replicates, seed)
    }
  }

  private init(
    _ inputs: MarketInputs, _ scope: Scope, _ most: Int, _ replicates: Int, _ seed: UInt64
  ) throws(PointProcessError) {
    let span = EventSpan(inputs, scope, most: most)
    let plain = try PointEvents(times: span.seconds, duration: span.duration)
    profile = span.profile
    let shaped = try PointEvents(
      times: span.seconds, duration: span.duration, profile: span.profile)
    symbol = scope.name
    count = span.seconds.count
    diurnal = try JudgedFit(shaped, limits: span.limits)
    constant = try? JudgedFit(plain, limits: span.limits)
    poisson = plain.poissonLogLikelihood
    inhomogeneous = shaped.poissonLogLikelihood
    goodness =
      replicates > 0
      ? hawkesGoodnessOfFit(shaped, diurnal.fit, replicates: replicates, seed: seed).pValue : .nan
  }

  private var interval: ConfidenceInterval {
    ConfidenceInterval(
      diurnal.fit.parameters.branchingRatio, error: diurnal.fit.branchingStandardError)
  }

  var headline: Headline {
    Headline(
      "branching", diurnal.fit.parameters.branchingRatio, interval, n: count, "events",
      method: "maximum likelihood with hourly profile, observed information")
  }

  /// Whether the interval of the branching ratio lies above zero.
  var isExcited: Bool { interval.low > 0 }

  var sentence: String {
    let fit = diurnal.fit
    let ratio = fit.parameters.branchingRatio
    guard isExcited else {
      return "\(symbol): no self-excitation beyond the rhythm of the day is shown; the branching "
        + "ratio is \(Phrases.number(ratio)) \(Phrases.interval(interval, .significant(2)))."
    }
    return "\(Phrases.percent(ratio, decimals: 0)) of \(symbol) liquidations follow from earlier "
      + "ones \(Phrases.interval(interval, .percent(0))), on average "
      + "\(Phrases.number(fit.parameters.meanKernel)) s later."
  }

  var members: [JSONMember] {
    [
      JSONMember("n", count), JSONMember("profile_hour", profile.values),
      JSONMember("poisson", [JSONMember("loglik", poisson)]),
      JSONMember("inhom_poisson", [JSONMember("loglik", inhomogeneous)]),
      JSONMember("const", constant?.members ?? []), JSONMember("diurnal", diurnal.members),
      JSONMember("ks_p_bootstrap", goodness),
    ]
  }
}

/// The last events of a symbol, in seconds from a start.
struct EventSpan {
  let seconds: [Double]
  let duration: Double
  let profile: PeriodicProfile
  /// What the feeds cannot show.
  let limits: HawkesFitLimits

  init(_ inputs: MarketInputs, _ scope: Scope, most: Int) {
    let events = scope.symbols.first.map { inputs.symbols[$0].events } ?? EventColumns()
    let times = events.time
    limits = FeedClock(events, exchanges: inputs.exchanges.count).limits
    let cut = times.count > most ? times[times.count - most] : inputs.window.from
    let origin = max(inputs.window.from, cut)
    let seconds = distinctSeconds(Array(times.drop { $0 < origin }), from: origin)
    self.seconds = seconds
    duration = Double(inputs.window.to - origin) / 1e6
    let phase = TimeText.floorModulo(origin, TimeText.microsecondsPerDay)
    profile = PeriodicProfile(
      of: seconds.span, duration: duration, steps: 24, stepWidth: 3_600,
      phase: Double(phase) / 1e6)
  }
}
