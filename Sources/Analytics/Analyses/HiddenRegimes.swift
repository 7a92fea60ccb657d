package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Regimes of volatility and liquidations that are not given but found.
package struct HiddenRegimes: Analysis {
  package static let name = "hmm"
  package static let summary = "hidden regimes of volatility and liquidations"

  private let most: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    most = try parameters.integer("max_states", default: 4, in: 2...8)
    top = try parameters.integer("top", default: 3, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Hidden regimes")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolStates(inputs, $0, most: most)
    }
    guard !answers.isEmpty else {
      let reason =
        "needs \(SymbolStates.least) hours of candles of a symbol with liquidations that vary"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers), transitionTable(answers), hoursTable(answers)]
    section.method = [
      "A hidden Markov chain with independent normal emissions of ln RV and ln(1 + USD), z-scored, "
        + "by the hour; maximum likelihood by expectation–maximisation from equal parts of the "
        + "sorted ln RV; 2 to \(most) states, chosen by BIC, none with less than 2 % of the hours. "
        + "States are in the order of their mean ln RV.",
      "`p` are smoothed and know the future: they describe, no decision may use them. `filtered_p` "
        + "can be traded: scaling and parameters come from the first half of the hours, each "
        + "probability from the hours up to its own; the first half has none.",
    ]
    return AnalysisResult(section, of: answers)
  }

  private func table(_ answers: [SymbolStates]) -> Table {
    let rows = answers.flatMap { answer in
      (0..<answer.stateCount).map { (answer: answer, state: $0) }
    }
    func number(_ name: String, _ style: Column.Style, _ value: (SymbolStates, Int) -> Double)
      -> Column
    {
      Column(name, .number(rows.map { value($0.answer, $0.state) }), style: style)
    }
    return Table(
      name: "hmm", title: "The states",
      columns: [
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("state", .integer(rows.map { Int64($0.state) })),
        number("time_share", .percent(1)) { $0.fit.shares[$1] },
        number("usd_share", .percent(1)) { $0.dollarShares[$1] },
        number("mean_volatility", .significant(3)) { $0.typicalVolatility($1) },
        number("mean_log1p_usd", .significant(3)) { $0.typicalDollars($1) },
        number("expected_duration_h", .significant(3)) { $0.fit.model.expectedDurations[$1] },
      ], isFile: true)
  }

  private func transitionTable(_ answers: [SymbolStates]) -> Table {
    let rows = answers.flatMap { answer in
      (0..<answer.stateCount).flatMap { from in
        (0..<answer.stateCount).map { (answer: answer, from: from, to: $0) }
      }
    }
    return Table(
      name: "hmm_transitions", title: "From state to state in an hour",
      columns: [
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("from_state", .integer(rows.map { Int64($0.from) })),
        Column("to_state", .integer(rows.map { Int64($0.to) })),
        Column(
          "probability", .number(rows.map { $0.answer.fit.model.transitions[$0.from][$0.to] }),
          style: .decimals(3)),
      ])
  }

  private func hoursTable(_ answers: [SymbolStates]) -> Table {
    let rows = answers.flatMap { answer in answer.hours.indices.map { (answer: answer, row: $0) } }
    let states = answers.map(\.stateCount).max() ?? 0
    func columns(_ name: String, _ value: (SymbolStates, Int, Int) -> Double) -> [Column] {
      (0..<states).map { state in
        Column(
          "\(name)_\(state)", .number(rows.map { value($0.answer, $0.row, state) }),
          style: .decimals(3))
      }
    }
    return Table(
      name: "hmm_hours", title: "The states, hour by hour",
      columns: [
        Column("ts", .time(rows.map { $0.answer.grid.time($0.answer.hours[$0.row]) })),
        Column("symbol", .text(rows.map(\.answer.symbol))),
        Column("state", .integer(rows.map { Int64($0.answer.path[$0.row]) })),
      ] + columns("p") { $0.smoothed($1, $2) } + columns("filtered_p") { $0.filtered($1, $2) },
      isFile: true)
  }
}

/// The states of one symbol.
private struct SymbolStates: SymbolAnswer {
  static let least = 200

  let symbol: String
  let grid: TimeGrid
  /// The hours that are known.
  let hours: [Int]
  let fit: HiddenMarkovFit
  /// The most likely sequence of states; knows the future.
  let path: [Int]
  let dollarShares: [Double]
  private let inference: HiddenMarkovInference
  private let forward: ForwardStates?
  private let scales: [Scale]
  private let firstRows: [Double]

  init?(_ inputs: MarketInputs, _ scope: Scope, most: Int) {
    guard let market = HourlyMarket(inputs, scope) else { return nil }
    let raw = [market.logVariance, market.liquidations.logUSD()]
    let hours = market.grid.times.indices.filter { hour in !raw.contains { $0[hour].isNaN } }
    let columns = raw.map { column in hours.map { column[$0] } }
    let scales = columns.map(Scale.init)
    guard hours.count >= Self.least, scales.allSatisfy({ $0.deviation > 0 }) else { return nil }
    let features = zip(scales, columns).map { $0.applied(to: $1) }
    guard let fit = selectHiddenMarkov(features, states: 2...most) else { return nil }
    symbol = scope.name
    grid = market.grid
    (self.hours, self.scales) = (hours, scales)
    self.fit = fit.ordered
    inference = HiddenMarkovInference(self.fit.model, features)
    path = viterbiStates(self.fit.model, features).states
    firstRows = (0..<2).flatMap { row in features.map { $0[row] } }
    forward = ForwardStates(columns, states: fit.model.stateCount)
    let usd = hours.map { market.liquidations.usd[$0] }
    let total = sum(usd)
    dollarShares = (0..<fit.model.stateCount).map { [path] state in
      sum(zip(path, usd).map { $0 == state ? $1 : 0 }) / total
    }
  }

  var stateCount: Int { fit.model.stateCount }

  func typicalVolatility(_ state: Int) -> Double {
    exp(scales[0].undone(fit.model.means[state][0]) / 2)
  }

  func typicalDollars(_ state: Int) -> Double { scales[1].undone(fit.model.means[state][1]) }

  func smoothed(_ row: Int, _ state: Int) -> Double {
    state < stateCount ? inference.smoothed[row * stateCount + state] : .nan
  }

  func filtered(_ row: Int, _ state: Int) -> Double {
    state < stateCount ? forward?.probability(row, state) ?? .nan : .nan
  }

  var sentence: String {
    let last = stateCount - 1
    return "\(symbol): \(stateCount) states by BIC; the most volatile takes "
      + "\(Phrases.percent(fit.shares[last])) of the hours and "
      + "\(Phrases.percent(dollarShares[last])) of the dollars, for "
      + "\(Phrases.number(fit.model.expectedDurations[last])) hours at a time."
  }

  var members: [JSONMember] {
    [
      JSONMember("n", hours.count), JSONMember("X_first2", firstRows),
      JSONMember("states", stateCount), JSONMember("loglik", fit.logLikelihood),
      JSONMember("bic", fit.schwarz), JSONMember("is_converged", .bool(fit.isConverged)),
      JSONMember("means", fit.model.means.flatMap(\.self)),
      JSONMember("vars", fit.model.variances.flatMap(\.self)),
      JSONMember("transmat", fit.model.transitions.flatMap(\.self)),
      JSONMember("expected_duration_h", fit.model.expectedDurations),
      JSONMember("time_share", fit.shares), JSONMember("usd_share", dollarShares),
    ]
  }
}

/// Probabilities of the states that use nothing later than their hour: scaling and parameters from
/// the first half.
private struct ForwardStates {
  private let first: Int
  private let states: Int
  private let probabilities: [Double]

  init?(_ columns: [[Double]], states: Int) {
    let count = columns.first?.count ?? 0
    first = count / 2
    self.states = states
    let half = columns.map { [first] in Array($0.prefix(first)) }
    let scales = half.map(Scale.init)
    guard scales.allSatisfy({ $0.deviation > 0 }) else { return nil }
    let training = zip(scales, half).map { $0.applied(to: $1) }
    guard let fit = selectHiddenMarkov(training, states: states...states, minShare: 0) else {
      return nil
    }
    let all = zip(scales, columns).map { $0.applied(to: $1) }
    probabilities = HiddenMarkovInference(fit.ordered.model, all).filtered
  }

  func probability(_ row: Int, _ state: Int) -> Double {
    row >= first ? probabilities[row * states + state] : .nan
  }
}
