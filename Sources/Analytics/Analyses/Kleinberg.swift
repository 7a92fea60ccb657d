package import Basics
import MarketData
import Reports
import Statistics

/// Bursts by Kleinberg's automaton: how deep activity nests.
package struct Kleinberg: Analysis {
  package static let name = "kleinberg"
  package static let summary = "bursts by levels of intensity"

  private let scale: Double
  private let climb: Double
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    scale = try parameters.number("s", default: 2, in: 1.01...100)
    climb = try parameters.number("gamma", default: 1, in: 0...1_000)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Bursts")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolBursts(inputs, $0, scale: scale, climb: climb)
    }
    guard !answers.isEmpty else {
      return AnalysisResult(
        section, without: .notIdentified(reason: "no symbol has 20 liquidations at different times")
      )
    }
    section.summary = answers.prefix(3).map(\.sentence)
    section.tables = [table(answers)]
    section.method = [
      "Each gap has one of two or four levels whose rates are the mean rate times "
        + "\(scale)ⁱ; climbing a level costs \(climb)·ln n, falling nothing; the cheapest sequence "
        + "is found exactly. Events of one instant are merged. With one rate for the whole window "
        + "a busy day is a burst, so the table also has bursts on time rescaled by the hour of day."
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = answers.first?.headline
    return result
  }

  private func table(_ answers: [SymbolBursts]) -> Table {
    let rows = answers.flatMap { answer in
      answer.rescaledBursts.map { (answer.symbol, answer.time($0.lowerBound), answer, $0) }
    }
    return Table(
      name: "kleinberg", title: "Bursts of the highest level, on time rescaled by the hour of day",
      columns: [
        Column("symbol", .text(rows.map(\.0))),
        Column("start", .time(rows.map(\.1))),
        Column("end", .time(rows.map { $0.2.time($0.3.upperBound) })),
        Column("events", .integer(rows.map { Int64($0.3.count + 1) })),
      ], isFile: true)
  }
}

/// The bursts of one symbol.
struct SymbolBursts: SymbolAnswer {
  let symbol: String
  private let seconds: [Double]
  private let origin: Int64
  private let two: KleinbergBursts
  private let four: KleinbergBursts
  private let rescaled: KleinbergBursts?

  init?(_ inputs: MarketInputs, _ scope: Scope, scale: Double, climb: Double) {
    guard let place = scope.symbols.first else { return nil }
    seconds = distinctSeconds(inputs.symbols[place].events.time, from: inputs.window.from)
    let gaps = differences(seconds)
    guard gaps.count >= 20,
      let two = kleinbergBursts(gaps, levels: 2, scale: scale, climb: climb),
      let four = kleinbergBursts(gaps, levels: 4, scale: scale, climb: climb)
    else { return nil }
    symbol = scope.name
    origin = inputs.window.from
    (self.two, self.four) = (two, four)
    let clock = rescaledGaps(seconds, inputs.hourlyProfile(seconds))
    rescaled = kleinbergBursts(clock, levels: 4, scale: scale, climb: climb)
  }

  func time(_ event: Int) -> Int64 { origin + Int64((seconds[event] * 1e6).rounded()) }

  /// On the clock of the hourly profile, at level 2 and above.
  var rescaledBursts: [Range<Int>] { rescaled?.bursts(atLeast: 2) ?? [] }

  var headline: Headline {
    Headline(
      "bursts_level2", Double(rescaledBursts.count), n: seconds.count, "events",
      method: "Kleinberg's automaton of four levels, time rescaled by the hour of day")
  }

  var sentence: String {
    "\(symbol): \(Phrases.plural(rescaledBursts.count, "burst")) at four or more times the usual "
      + "rate of its hour; \(two.bursts(atLeast: 1).count) at twice the overall rate."
  }

  var members: [JSONMember] {
    [
      JSONMember("k2", describe(two, 2)), JSONMember("k4", describe(four, 4)),
      JSONMember("rescaled_bursts_level2", rescaledBursts.count),
    ]
  }

  private func describe(_ found: KleinbergBursts, _ levels: UInt8) -> [JSONMember] {
    let bursts = found.bursts(atLeast: 1)
    let counts = (0..<levels).map { level in Double(found.levels.count { $0 == level }) }
    return [
      JSONMember("cost", found.cost), JSONMember("state_counts", counts),
      JSONMember("bursts", bursts.count),
      JSONMember("first3_start_s", bursts.prefix(3).map { seconds[$0.lowerBound] }),
      JSONMember("first3_end_s", bursts.prefix(3).map { seconds[$0.upperBound] }),
    ]
  }
}
