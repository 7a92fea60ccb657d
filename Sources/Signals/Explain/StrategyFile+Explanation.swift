import Basics

extension StrategyFile {
  /// The strategy in plain words, a line a rule: what is watched, when positions are opened and
  /// closed, how large they are, how orders are filled, what they cost, how the result is doubted,
  /// and how much history is needed.
  package var explanation: [String] {
    let words = ExpressionWords()
    var lines: [String] = [strategy.name]
    if let summary = strategy.summary { lines.append(summary) }
    if let hypothesis = strategy.hypothesis { lines.append("Hypothesis: \(hypothesis)") }
    lines += clockLines + dataLines
    for feature in document["features"]?.members ?? [] {
      lines.append("  \(feature.key) = \(words.phrase(feature.value))")
    }
    lines += entryLines(words) + entryLimitLines + exitLines(words) + exitPolicyLines
    lines += executionLines + moneyLines(words) + limitLines(words) + researchLines
    if !parameters.isEmpty {
      lines.append("Parameters:")
      for parameter in parameters {
        let grid = parameter.grid.map(\.text).joined(separator: ", ")
        lines.append("  \(parameter.name) = \(parameter.standard.text) (sweep: \(grid))")
      }
    }
    lines.append("History needed before the first decision: \(duration(strategy.warmUp)).")
    return lines
  }

  private func duration(_ microseconds: Int64) -> String { DurationText.format(microseconds) }

  private var clockLines: [String] {
    let clock = strategy.clock
    let when =
      switch clock.kind {
      case .barClose: "at the close of every \(duration(clock.interval)) candle"
      case .liquidationEvent:
        "when a liquidation becomes known, at most every \(duration(clock.minimumSpacing))"
      }
    let symbols =
      switch strategy.universe.choice {
      case .symbols(let names): names.joined(separator: ", ")
      case .select(let selection):
        "the \(selection.top) largest symbols by \(selection.by.rawValue) over "
          + "\(duration(selection.lookback)), chosen anew every \(duration(selection.refresh))"
      }
    let delay = clock.decisionDelay + strategy.execution.latency
    return [
      "Trades \(symbols).",
      "Decides \(when), from what is known at that instant; orders follow after "
        + "\(duration(delay)).",
    ]
  }

  private func entryLines(_ words: ExpressionWords) -> [String] {
    let entry = strategy.entry
    var lines: [String] = []
    for (side, verb) in [("long", "buys"), ("short", "sells short")] {
      guard let when = document["entry"]?[side]?["when"] else { continue }
      let start = entry.trigger == .risingEdge ? "as soon as" : "whenever"
      lines.append("It \(verb) \(start) \(words.phrase(when)).")
    }
    for filter in document["filters"]?.elements ?? [] {
      lines.append(
        "Only if \(words.phrase(filter["when"] ?? .null)) (\(filter["name"]?.text ?? "")).")
    }
    if entry.cooldown > 0 {
      lines.append(
        "Not within \(duration(entry.cooldown)) of the last \(entry.cooldownFrom.rawValue) "
          + "(by \(entry.cooldownScope.rawValue)).")
    }
    switch entry.ifInPosition {
    case .ignore: break
    case .pyramid: lines.append("A signal on the same side enlarges an open position.")
    case .reverse: lines.append("A signal on the other side turns an open position around.")
    }
    return lines
  }

  private func exitLines(_ words: ExpressionWords) -> [String] {
    let exit = document["exit"] ?? .null
    var lines: [String] = []
    for (key, name) in [
      ("stop_loss", "The stop lies"), ("take_profit", "The target lies"),
      ("break_even_after", "The stop moves to the entry after"),
    ] {
      if let level = exit[key] { lines.append("\(name) \(self.level(level, words)).") }
    }
    if let trailing = exit["trailing"] {
      let active = trailing["activate"].map { " once the best price is \(level($0, words))" } ?? ""
      lines.append(
        "A trailing stop follows \(level(trailing["distance"] ?? .null, words))\(active).")
    }
    if let hold = strategy.exit.maximumHold {
      lines.append("A position is closed after \(duration(hold)).")
    }
    for (key, side) in [("signal_long", "long"), ("signal_short", "short")] {
      guard let when = exit[key]?["when"] else { continue }
      lines.append("A \(side) position is closed when \(words.phrase(when)).")
    }
    return lines
  }

  private func level(_ level: JSONValue, _ words: ExpressionWords) -> String {
    guard let kind = level.members?.first(where: { !["window", "of"].contains($0.key) }) else {
      return ""
    }
    let amount = kind.value.text ?? words.phrase(kind.value)
    switch kind.key {
    case "fraction": return "\(amount) of the entry price away"
    case "atr":
      let window = level["window"].map { " over \($0.text ?? words.phrase($0))" } ?? ""
      return "\(amount) average true ranges\(window) away"
    case "sigma": return "\(amount) × \(words.phrase(level["of"] ?? .null, nested: true)) away"
    case "r": return "\(amount) times the distance of the stop away"
    default: return "at \(words.phrase(kind.value))"
    }
  }

  private func moneyLines(_ words: ExpressionWords) -> [String] {
    let sizing = document["sizing"] ?? .null
    let settings = (sizing.members ?? []).filter { $0.key != "type" }
      .map { "\($0.key) \($0.value.text ?? words.phrase($0.value))" }.joined(separator: ", ")
    let portfolio = strategy.portfolio
    let costs = strategy.costs
    return [
      "Size: \(sizing["type"]?.text ?? "") with \(settings), from a capital of "
        + "\(JSONValue(portfolio.capital).text()) \(portfolio.currency), leverage "
        + "\(JSONValue(portfolio.leverage).text()), \(portfolio.marginMode.rawValue) margin.",
      "Costs: taker \(JSONValue(costs.takerBasisPoints).text()) bp, maker "
        + "\(JSONValue(costs.makerBasisPoints).text()) bp, slippage "
        + "\(document["costs"]?["slippage"]?["model"]?.text ?? "none").",
    ]
  }
}
