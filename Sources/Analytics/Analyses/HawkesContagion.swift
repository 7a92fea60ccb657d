package import Basics
import MarketData
import Reports
import Statistics

/// Whether liquidations of one symbol set off those of another.
package struct HawkesContagion: Analysis {
  package static let name = "hawkes_contagion"
  package static let summary = "which symbol's liquidations set off another's"

  private let symbols: Int
  private let mostEvents: Int
  private let decay: Double
  private let profiled: Bool

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    symbols = try parameters.integer("symbols_max", default: 3, in: 2...20)
    mostEvents = try parameters.integer("max_events", default: 50_000, in: 200...10_000_000)
    decay = try parameters.number("beta", default: 0, in: 0...1_000)
    profiled = try parameters.flag("profile", default: true)
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Contagion between symbols")
    let scopes = inputs.largestSymbols(symbols)
    do throws(PointProcessError) {
      guard scopes.count > 1 else {
        throw .tooFewEvents(count: scopes.count, needed: 2)
      }
      let study = try ContagionStudy(
        inputs, scopes, most: mostEvents, decay: decay, profiled: profiled)
      section.summary = [study.sentence]
      section.tables = [study.table]
      section.charts = [study.chart]
      section.method = method(study)
      var result = AnalysisResult(section)
      result.headline = study.headline
      result.values = study.members
      return result
    } catch {
      let reason = scopes.count > 1 ? "\(error)" : "needs two symbols"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
  }

  private func method(_ study: ContagionStudy) -> [String] {
    [
      "A[i ← j] is how many liquidations of i one of j sets off directly, at a common decay β = "
        + "\(Phrases.number(study.fit.model.decay)) per second (of the largest symbol's own fit "
        + "unless set); only strictly earlier events count. Non-negative maximum likelihood, one "
        + "concave problem a row.",
      "Symbols share the daily rhythm, which alone makes entries of about 0.01 to 0.02: "
        + (profiled ? "the baseline follows the hour of the day. " : "no profile was used. ")
        + "An entry is no proof that one symbol leads: both may follow a third thing.",
    ]
  }
}

/// The branching matrix of the largest symbols.
struct ContagionStudy {
  let names: [String]
  let fit: MutualExcitationFit

  init(
    _ inputs: MarketInputs, _ scopes: [Scope], most: Int, decay: Double, profiled: Bool
  ) throws(PointProcessError) {
    names = scopes.map(\.name)
    let span = EventSpan(inputs, scopes[0], most: most)
    let origin = inputs.window.to - Int64(span.duration * 1e6)
    let series = scopes.map { scope -> [Double] in
      let times = scope.symbols.first.map { inputs.symbols[$0].events.time } ?? []
      return distinctSeconds(Array(times.drop { $0 < origin }), from: origin)
    }
    let events = try MarkedEvents(
      series: series, duration: span.duration, profile: profiled ? span.profile : nil)
    var common = decay
    if common == 0 {
      let own = try PointEvents(
        times: span.seconds, duration: span.duration, profile: span.profile)
      common = try fitHawkes(own, limits: span.limits).parameters.decay
    }
    fit = try fitMutualExcitation(events, decay: common)
  }

  private var entries: [(to: Int, from: Int, value: Double, error: Double)] {
    names.indices.flatMap { i in
      names.indices.map { j in
        (i, j, fit.model.branching[i][j], fit.branchingStandardErrors[i][j] ?? .nan)
      }
    }
  }

  private var strongest: (to: Int, from: Int, value: Double, error: Double)? {
    entries.filter { $0.to != $0.from }.max { $0.value < $1.value }
  }

  /// The strongest entry between symbols, at the p-value of its Wald test.
  var headline: Headline? {
    strongest.map { across in
      let family = names.count * (names.count - 1)
      let p = Normal.upperTail(across.value / across.error)
      return Headline(
        "branching_across", across.value,
        ConfidenceInterval(across.value, error: across.error), n: names.count, "symbols",
        method: "multivariate Hawkes process, common decay; \(names[across.from]) on "
          + names[across.to]
      ).tested(p, family: family, corrected: min(1, Double(family) * p))
    }
  }

  var sentence: String {
    guard let across = strongest else { return "" }
    let interval = ConfidenceInterval(across.value, error: across.error)
    return "The strongest contagion: one \(names[across.from]) liquidation sets off "
      + "\(Phrases.number(across.value)) of \(names[across.to]) "
      + "\(Phrases.interval(interval, .significant(2))); the whole system multiplies each by up to "
      + "\(Phrases.number(fit.model.spectralRadius)) (spectral radius)."
  }

  var members: [JSONMember] {
    [
      JSONMember("symbols", .array(names.map { .string($0) })),
      JSONMember("beta", fit.model.decay),
      JSONMember(
        "mle",
        [
          JSONMember("mu", fit.model.baselines),
          JSONMember("A", fit.model.branching.flatMap(\.self)),
          JSONMember("A_se", entries.map(\.error)), JSONMember("loglik", fit.logLikelihood),
          JSONMember("spectral_radius", fit.model.spectralRadius),
        ]),
    ]
  }

  var table: Table {
    Table(
      name: "hawkes_contagion", title: "Who sets off whom",
      columns: [
        Column("to", label: "sets off", .text(entries.map { names[$0.to] })),
        Column("from", label: "source", .text(entries.map { names[$0.from] })),
        Column("branching", .number(entries.map(\.value)), style: .significant(3)),
        Column("se", .number(entries.map(\.error)), style: .significant(2)),
      ], isFile: true)
  }

  var chart: Chart {
    let places = names.indices.map(Double.init)
    return Chart(
      name: "contagion", title: "Liquidations set off by one event",
      x: Chart.Axis("source", scale: .categories(names)),
      y: Chart.Axis("sets off", scale: .categories(names)),
      marks: [
        .heatmap(
          x: places, y: places, values: entries.map(\.value),
          marked: entries.map { $0.value > 2 * $0.error })
      ])
  }
}
