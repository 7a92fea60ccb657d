package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Networks as challengers: a perceptron for large liquidations, a recurrent one for volatility.
package struct NeuralNetworks: Analysis {
  package static let name = "neural"
  package static let summary = "networks as challengers of the plain forecasts"

  private let settings: LearningSettings
  private let epochs: Int
  private let mostHours: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    settings = try LearningSettings(&parameters, models: [.perceptron])
    epochs = try parameters.integer("epochs", default: 10, in: 1...1_000)
    mostHours = try parameters.integer("train_hours", default: 1_000, in: 100...1_000_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { settings.interval }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Networks as challengers")
    let answers = inputs.largestSymbols(settings.top).compactMap { scope in
      SymbolNetworks(inputs, scope, settings, epochs: epochs, mostHours: mostHours)
    }
    guard !answers.isEmpty else {
      return AnalysisResult(section, without: .notIdentified(reason: settings.refusal))
    }
    section.summary = answers.flatMap(\.sentences)
    section.tables =
      skillTables(answers.map(\.learning), name: Self.name) + [challengeTable(answers)]
    section.method =
      settings.method + [
        "Volatility: a long short-term memory of 8 units over the last 24 known hours of ln RV and "
          + "ln(1 + USD), trained by Adam in \(epochs) passes over at most \(mostHours) hours, "
          + "twice "
          + "during the test; scales from the training hours. It is recommended only when it beats "
          + "HAR on QLIKE by Diebold and Mariano with p < 0.05; otherwise HAR is."
      ]
    return AnalysisResult(section, of: answers)
  }

  private func challengeTable(_ answers: [SymbolNetworks]) -> Table {
    let rows = answers.compactMap { answer in answer.challenge.map { (answer.symbol, $0) } }
    let models = rows.flatMap { symbol, challenge in
      [challenge.incumbent, challenge.network].map { (symbol, $0) }
    }
    return Table(
      name: "neural_volatility", title: "Volatility of the next hour: network against HAR",
      columns: [
        Column("symbol", .text(models.map(\.0))), Column("model", .text(models.map(\.1.name))),
        Column("qlike", .number(models.map(\.1.meanLoss)), style: .significant(4)),
        Column("mse_log", .number(models.map(\.1.meanLogError)), style: .significant(4)),
        Column(
          "dm_vs_har", .number(models.map { $0.1.comparison?.statistic ?? .nan }),
          style: .significant(3)),
        Column("p", .number(models.map { $0.1.comparison?.pValue ?? .nan }), style: .pValue),
      ])
  }
}

/// Both challenges of one symbol.
private struct SymbolNetworks: SymbolAnswer {
  let learning: SymbolLearning
  let challenge: VolatilityChallenge?

  init?(
    _ inputs: MarketInputs, _ scope: Scope, _ settings: LearningSettings, epochs: Int,
    mostHours: Int
  ) {
    guard let learning = SymbolLearning(inputs, scope, settings) else { return nil }
    self.learning = learning
    challenge = HourlyMarket(inputs, scope).flatMap {
      VolatilityChallenge($0, epochs: epochs, mostHours: mostHours, seed: settings.seed)
    }
  }

  var symbol: String { learning.symbol }
  var sentences: [String] { [learning.sentence] + [challenge?.sentence(symbol)].compactMap(\.self) }
  var members: [JSONMember] {
    learning.members + [JSONMember("volatility", challenge?.members ?? [])]
  }
}

/// A recurrent network against HAR, out of sample.
private struct VolatilityChallenge {
  let incumbent: JudgedForecast
  let network: JudgedForecast

  private static let steps = 24

  init?(_ market: HourlyMarket, epochs: Int, mostHours: Int, seed: UInt64) {
    let design = VolatilityDesign(market)
    let first = max(168, design.count / 2)
    guard design.count >= first + 48,
      let har = ExpandingForecasts(design.target, on: design.past, first: first)
    else { return nil }
    let hours = Array(design.hours[first...])
    let actual = hours.map { market.variance[$0] }
    let known = KnownHours(market)
    let middle = hours.count / 2
    let forecasts = [hours[..<middle], hours[middle...]].flatMap { part -> [(Double, Double)] in
      known.forecasts(Array(part), steps: Self.steps, most: mostHours, epochs: epochs, seed: seed)
    }
    guard forecasts.count == hours.count else { return nil }
    incumbent = JudgedForecast(
      "har", logMeans: har.means, forecasts: har.exponentialMeans, actual: actual)
    network = JudgedForecast(
      "lstm", logMeans: forecasts.map(\.0), forecasts: forecasts.map { exp($0.0 + $0.1 / 2) },
      actual: actual
    ).compared(with: incumbent)
  }

  /// Whether the network loses less, surely.
  private var isBetter: Bool {
    network.meanLoss < incumbent.meanLoss && (network.comparison?.pValue ?? 1) < 0.05
  }

  func sentence(_ symbol: String) -> String {
    let words =
      isBetter ? "beats HAR and is recommended" : "does not beat HAR, which is recommended"
    return "\(symbol): for the volatility of the next hour the recurrent network \(words) (QLIKE "
      + "\(Phrases.number(network.meanLoss)) against \(Phrases.number(incumbent.meanLoss)), "
      + "\(Phrases.p(network.comparison?.pValue ?? .nan)))."
  }

  var members: [JSONMember] {
    [
      JSONMember("har_qlike", incumbent.meanLoss), JSONMember("lstm_qlike", network.meanLoss),
      JSONMember("dm", network.comparison?.statistic ?? .nan),
      JSONMember("dm_p", network.comparison?.pValue ?? .nan),
      JSONMember("recommended", text: isBetter ? "lstm" : "har"),
    ]
  }
}

/// The hours with a variance and known liquidations, one after the other.
private struct KnownHours {
  private let hours: [Int]
  private let columns: [[Double]]

  init(_ market: HourlyMarket) {
    let raw = [market.logVariance, market.liquidations.logUSD()]
    let hours = raw[0].indices.filter { hour in !raw.contains { $0[hour].isNaN } }
    self.hours = hours
    columns = raw.map { column in hours.map { column[$0] } }
  }

  /// Mean and residual variance of ln RV for each of `targets`, from a network trained on what came
  /// before the first of them; none when that is too little.
  func forecasts(
    _ targets: [Int], steps: Int, most: Int, epochs: Int, seed: UInt64
  ) -> [(Double, Double)] {
    let places = targets.compactMap { target in hours.firstIndex(of: target) }
    guard let first = places.first, places.count == targets.count, first >= 2 * steps else {
      return []
    }
    let start = max(steps, first - most)
    let scales = columns.map { Scale(Array($0[(start - steps)..<first])) }
    let scored = zip(scales, columns).map { $0.applied(to: $1) }
    let network = fitRecurrentNetwork(
      scored, scored[0], ends: start..<first, steps: steps, epochs: epochs, seed: seed)
    let fitted = network.predictions(scored, ends: start..<first, steps: steps)
    let residuals = zip(scored[0][start..<first], fitted).map { ($0 - $1) * ($0 - $1) }
    let spread = mean(residuals) * scales[0].deviation * scales[0].deviation
    return places.map { place in
      let score = network.predictions(scored, ends: place..<(place + 1), steps: steps)[0]
      return (scales[0].undone(score), spread)
    }
  }
}
