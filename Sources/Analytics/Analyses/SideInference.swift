package import Basics
package import MarketData
import Reports
import Statistics

/// How well the price alone would tell the side of a liquidation: what a feed without sides could
/// hope for, and a check of feeds with them.
package struct SideInference: Analysis {
  package static let name = "side_inference"
  package static let summary = "how well the price alone tells the side"

  private let lookback: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    lookback = try parameters.integer("lookback_min", default: 3, in: 1...1_440)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Side from price")
    let answers = inputs.largestSymbols(top).compactMap {
      SymbolSides(inputs, $0, lookback: lookback)
    }
    guard !answers.isEmpty else {
      let reason = "needs liquidations of a symbol inside one-minute candles that move"
      return AnalysisResult(section, without: .noData(reason: reason))
    }
    section.summary = answers.prefix(3).map(\.sentence)
    section.tables = [table(answers)]
    section.method = [
      "A liquidation is called a long when the close of its minute is below the close "
        + "\(lookback) minutes before, a short when above; ties have no label. The interval is "
        + "Wilson's and takes events as independent. Accuracy far below one half means that a "
        + "feed's sides are read the wrong way round."
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = answers.first.map { first in
      Headline(
        "accuracy", first.hits.share, first.hits.wilson, n: first.total, "events",
        method: "sign of the move of \(lookback) minutes; Wilson, events as independent")
    }
    return result
  }

  private func table(_ answers: [SymbolSides]) -> Table {
    Table(
      name: "side_inference", title: "Side told by the price",
      columns: [
        Column("symbol", .text(answers.map(\.symbol))),
        Column("n", label: "labelled", .integer(answers.map { Int64($0.total) })),
        Column("accuracy", .number(answers.map(\.hits.share)), style: .percent(1)),
        Column("ci_lo_iid", .number(answers.map(\.hits.wilson.low)), style: .percent(1)),
        Column("ci_hi_iid", .number(answers.map(\.hits.wilson.high)), style: .percent(1)),
        Column("mcc", label: "MCC", .number(answers.map(\.correlation)), style: .significant(3)),
        Column("kappa", label: "κ", .number(answers.map(\.kappa)), style: .significant(3)),
      ], isFile: true)
  }
}

/// Told against reported sides of one symbol.
struct SymbolSides: SymbolAnswer {
  let symbol: String
  /// Told long and is, told long and is not, told short and is not, told short and is.
  private var cells = [0, 0, 0, 0]

  init?(_ inputs: MarketInputs, _ scope: Scope, lookback: Int) {
    guard let place = scope.symbols.first, let bars = inputs.bars(scope, interval: .minute) else {
      return nil
    }
    symbol = scope.name
    let events = inputs.symbols[place].events
    let closes = [bars.open.first ?? .nan] + bars.close
    for row in 0..<events.count {
      let minute = bars.grid.index(of: events.time[row])
      guard minute >= lookback, minute + 1 < closes.count else { continue }
      let move = closes[minute + 1] - closes[minute + 1 - lookback]
      guard move != 0, !move.isNaN else { continue }
      let isLong = events.side[row] == .long
      cells[move < 0 ? (isLong ? 0 : 1) : (isLong ? 2 : 3)] += 1
    }
    if total == 0 { return nil }
  }

  var total: Int { cells.reduce(0, +) }
  var hits: Proportion { Proportion(cells[0] + cells[3], of: total) }

  /// Matthews's correlation coefficient.
  var correlation: Double {
    let (a, b, c, d) = (Double(cells[0]), Double(cells[1]), Double(cells[2]), Double(cells[3]))
    return (a * d - b * c) / ((a + b) * (a + c) * (d + b) * (d + c)).squareRoot()
  }

  /// Cohen's κ.
  var kappa: Double {
    let (a, b, c, d) = (Double(cells[0]), Double(cells[1]), Double(cells[2]), Double(cells[3]))
    let n = a + b + c + d
    let chance = ((a + b) * (a + c) + (c + d) * (b + d)) / (n * n)
    return (hits.share - chance) / (1 - chance)
  }

  var sentence: String {
    "\(symbol): the price of the last minutes tells the side of "
      + "\(Phrases.percent(hits.share)) \(Phrases.interval(hits.wilson, .percent(1))) of "
      + "\(Phrases.plural(total, "liquidation"))."
  }

  var members: [JSONMember] {
    [
      JSONMember("confusion_tp_fp_fn_tn", cells.map(Double.init)),
      JSONMember("accuracy", hits.share), JSONMember("wilson95", hits.wilson),
      JSONMember("mcc", correlation), JSONMember("kappa", kappa),
    ]
  }
}
