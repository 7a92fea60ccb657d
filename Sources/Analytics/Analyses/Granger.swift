package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Whether past liquidations help to predict volatility beyond its own past, and the reverse.
package struct Granger: Analysis {
  package static let name = "granger"
  package static let summary = "do liquidations predict volatility in sample, or the reverse"

  private let interval: Interval
  private let maxOrder: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    let step = try parameters.duration("interval", default: "15m", atLeast: 120_000_000)
    interval = Interval(microseconds: step)
    maxOrder = try parameters.integer("pmax", default: 12, in: 1...100)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Linear prediction in sample")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolGranger(inputs, $0, interval, maxOrder)
    }
    guard let first = answers.first else {
      let reason =
        "needs liquidations and one-minute candles of one symbol over "
        + "\(SymbolGranger.leastBars) bars of \(interval.name) without gaps"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers)]
    section.method = [
      "x = ln(1 + USD), y = ln realised variance from one-minute returns, on bars of "
        + "\(interval.name); order by BIC up to \(maxOrder); F of the sums of squares with and "
        + "without the other's past. This says that x adds linear predictive content in sample: no "
        + "mechanism, and nothing about a forecast out of sample."
    ]
    var result = AnalysisResult(section, of: answers)
    if let test = first.forward[first.order] {
      let p = answers.flatMap(\.tests).map(\.test.pValue)
      let place = first.tests.firstIndex { $0.test == test } ?? 0
      result.headline = Headline(
        "F_liq_to_rv", test.statistic, n: test.degreesOfFreedom, "residual degrees of freedom",
        method: "F of nested regressions in sample, order \(test.order) by BIC"
      ).tested(
        test.pValue, family: p.count,
        corrected: MultipleTesting.benjaminiHochberg(p)[place])
      result.claims = [
        Claim(
          "Past liquidations of \(first.symbol) add linear predictive content to its volatility "
            + "in sample: F(\(test.order), \(test.degreesOfFreedom)) = "
            + "\(Phrases.number(test.statistic)).", pValue: test.pValue)
      ]
    }
    return result
  }

  private func table(_ answers: [SymbolGranger]) -> Table {
    let rows = answers.flatMap { answer in
      answer.tests.map { (symbol: answer.symbol, name: $0.name, test: $0.test) }
    }
    return Table(
      name: "granger", title: "Does the past of one help to predict the other",
      columns: [
        Column("symbol", .text(rows.map(\.symbol))),
        Column("direction", .text(rows.map(\.name))),
        Column("order", .integer(rows.map { Int64($0.test.order) })),
        Column("F", .number(rows.map(\.test.statistic)), style: .significant(4)),
        Column("df1", .integer(rows.map { Int64($0.test.order) })),
        Column("df2", .integer(rows.map { Int64($0.test.degreesOfFreedom) })),
        Column("p", .number(rows.map(\.test.pValue)), style: .pValue),
        Column(
          "q", .number(MultipleTesting.benjaminiHochberg(rows.map(\.test.pValue))),
          style: .pValue),
      ], isFile: true)
  }
}

/// Both directions for one symbol, at the order of BIC and at four.
struct SymbolGranger: SymbolAnswer {
  static let leastBars = 200

  let symbol: String
  let order: Int
  let forward: [Int: GrangerCausality]
  let backward: [Int: GrangerCausality]

  init?(_ inputs: MarketInputs, _ scope: Scope, _ interval: Interval, _ maxOrder: Int) {
    guard interval.microseconds % Interval.minute.microseconds == 0,
      let minutes = inputs.bars(scope, interval: .minute)
    else { return nil }
    let x = inputs.series(scope, interval: interval).logUSD()
    let per = Int(interval.microseconds / Interval.minute.microseconds)
    let returns = minutes.returns
    guard x.count >= Self.leastBars, returns.count == x.count * per,
      !x.contains(where: \.isNaN), !returns.contains(where: \.isNaN)
    else { return nil }
    let y = x.indices.map { bar in
      log(realizedVariance(Array(returns[(bar * per)..<((bar + 1) * per)])) + 1e-12)
    }
    guard let order = vectorAutoregressionOrder([y, x], maxOrder: maxOrder), order > 0 else {
      return nil
    }
    symbol = scope.name
    self.order = order
    var (forward, backward) = ([Int: GrangerCausality](), [Int: GrangerCausality]())
    for p in Set([4, order]) {
      forward[p] = GrangerCausality(of: x, on: y, order: p)
      backward[p] = GrangerCausality(of: y, on: x, order: p)
    }
    (self.forward, self.backward) = (forward, backward)
  }

  var tests: [(name: String, test: GrangerCausality)] {
    [("liq_to_rv", forward), ("rv_to_liq", backward)].flatMap { name, tests in
      tests.keys.sorted().compactMap { order in tests[order].map { (name, $0) } }
    }
  }

  var sentence: String {
    func part(_ test: GrangerCausality?, _ words: String) -> String {
      guard let test else { return "" }
      return "\(words) F(\(test.order), \(test.degreesOfFreedom)) = "
        + "\(Phrases.number(test.statistic)), \(Phrases.p(test.pValue))"
    }
    return "\(symbol): liquidations on volatility " + part(forward[order], "") + "; "
      + part(backward[order], "volatility on liquidations") + "."
  }

  var members: [JSONMember] {
    func members(_ tests: [Int: GrangerCausality]) -> [JSONMember] {
      tests.keys.sorted().compactMap { order in
        tests[order].map { test in
          JSONMember(
            "p\(order)",
            [
              JSONMember("F", test.statistic), JSONMember("pvalue", test.pValue),
              JSONMember("df", [Double(order), Double(test.degreesOfFreedom)]),
            ])
        }
      }
    }
    return [
      JSONMember("var_bic_order", order), JSONMember("liq_to_rv", members(forward)),
      JSONMember("rv_to_liq", members(backward)),
    ]
  }
}
