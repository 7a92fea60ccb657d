import Basics

/// The blocks around the rules, in plain words: what is seen, how orders are filled, what limits
/// the portfolio, and how the result is doubted.
extension StrategyFile {
  private func duration(_ microseconds: Int64) -> String { DurationText.format(microseconds) }
  private func number(_ value: Double) -> String { JSONValue(value).text() }

  /// The block `data`.
  var dataLines: [String] {
    let data = strategy.data
    let seen =
      switch data.timeBasis {
      case .event: "from when they happened, not when they were known"
      case .availability where data.assumedLatency > 0:
        "once received, or \(duration(data.assumedLatency)) after they happened where that is not "
          + "recorded"
      case .availability: "once received, or when they happened where that is not recorded"
      }
    let venues = data.venues.map { " of \($0.joined(separator: ", "))" } ?? ""
    let fills = data.fillInterval.map { " and is filled in those of \(duration($0))" } ?? ""
    var lines = [
      "Sees liquidations\(venues) \(seen).",
      "Sees candles of \(duration(data.interval)) once they have closed\(fills).",
    ]
    switch data.onGap {
    case .haltSignals:
      lines.append(
        "Where candles are missing for longer than \(duration(data.longestGap)), signals are "
          + "missing and nothing is entered.")
    case .skipBar: lines.append("Missing candles are passed over.")
    case .error: lines.append("A gap of more than \(duration(data.longestGap)) is refused.")
    }
    lines.append(
      data.funding == .off ? "Funding is ignored." : "Funding is paid as the venue settled it.")
    return lines
  }

  /// What the block `entry` says beyond its rules.
  var entryLimitLines: [String] {
    let entry = strategy.entry
    var lines: [String] = []
    if entry.long != nil, entry.short != nil {
      let sides = entry.onConflict == .skip ? "neither" : "the \(entry.onConflict.rawValue) one"
      lines.append("When both sides are triggered at once, \(sides) is taken.")
    }
    if entry.maximumPerDay < .infinity {
      lines.append("At most \(number(entry.maximumPerDay)) entries a day (UTC).")
    }
    if entry.ifInPosition == .pyramid {
      lines.append("A position is enlarged at most \(number(entry.maximumPyramids)) times.")
    }
    return lines
  }

  /// How levels inside one candle and the end of the data are dealt with.
  var exitPolicyLines: [String] {
    let exit = strategy.exit
    var lines: [String] = []
    if exit.takeProfit != nil {
      let verdict =
        switch exit.intrabar {
        case .worstCase: "the stop counts"
        case .finerCandles: "the stop counts; candles are as fine as orders are filled in"
        case .bestCase: "the target counts: optimistic"
        case .openProximity: "the one on the side of the nearer extreme counts"
        }
      lines.append("Of a stop and a target in one candle \(verdict).")
    }
    lines.append(
      exit.atEnd == .closeAtLast
        ? "What is open at the end is closed at the last price."
        : "What is open at the end stays open.")
    return lines
  }

  /// The block `execution`.
  var executionLines: [String] {
    let execution = strategy.execution
    var lines: [String] = []
    let next =
      execution.fillPrice == .nextOpen
      ? "at the open of the next candle" : "at the volume-weighted mean of the next candle"
    switch execution.order {
    case .market: lines.append("Entries are market orders, filled \(next).")
    case .limit:
      let life = execution.timeInForce.map { " for \(duration($0))" } ?? " until the end"
      let met = execution.limitFill == .touch ? "touches (optimistic)" : "trades through"
      let rest = execution.ifUnfilled == .market ? "then become market orders" : "then end"
      lines.append(
        "Entries are limit orders \(number(execution.limitOffsetBasisPoints)) bp off the price, "
          + "which wait\(life) for a candle that \(met) the limit and \(rest).")
      lines.append("Market orders are filled \(next).")
    }
    if let share = execution.maximumParticipation {
      lines.append(
        "An entry takes at most \(number(share)) of the candle's volume; the rest is cancelled.")
    }
    return lines
  }

  /// The limits and halts of the block `portfolio`.
  func limitLines(_ words: ExpressionWords) -> [String] {
    let portfolio = strategy.portfolio
    let margin =
      switch portfolio.maintenance {
      case .rate(let rate): "\(number(rate)) of the position"
      case .table(let name): "the tiers of \(name)"
      }
    var lines = [
      "Maintenance margin is \(margin); being liquidated costs \(number(portfolio.liquidationFee)) "
        + "of the position more."
    ]
    let limits: [(Double?, String)] = [
      (
        portfolio.maximumPositions < .infinity ? portfolio.maximumPositions : nil,
        "positions and entry orders at a time"
      ),
      (portfolio.maximumGrossLeverage, "times the equity in all positions together"),
      (portfolio.maximumNetLeverage, "times the equity in longs less shorts, either way"),
      (portfolio.maximumSymbolFraction, "times the equity in one symbol"),
    ]
    for case (let limit?, let what) in limits { lines.append("At most \(number(limit)) \(what).") }
    if let rank = document["portfolio"]?["rank_by"] {
      lines.append("The largest \(words.phrase(rank, nested: true)) goes first.")
    }
    return lines + haltLines
  }

  private var haltLines: [String] {
    guard let halt = strategy.portfolio.halt else { return [] }
    let reasons: [String?] = [
      halt.maximumDrawdown.map { "a drawdown of \(number($0))" },
      halt.dailyLoss.map { "a loss of \(number($0)) in a day" },
      halt.consecutiveLosses.map { "\(number($0)) losing trades in a row" },
    ]
    let named = reasons.compactMap(\.self)
    guard !named.isEmpty else { return [] }
    let end =
      halt.resumeAfter.map { "for \(duration($0))" }
      ?? "for good (a daily loss: until midnight UTC)"
    return ["Entries stop \(end) after \(named.joined(separator: " or "))."]
  }

  /// The blocks `benchmark`, `sweep`, `walk_forward` and `validation`.
  var researchLines: [String] {
    let research = strategy.research
    var lines = ["Compared with \(strategy.benchmark.rawValue)."]
    if let sweep = research.sweep {
      let budget = sweep.budget.map { ", at most \($0) points" } ?? ""
      lines.append(
        "A sweep (\(sweep.method.rawValue)\(budget)) looks for the largest "
          + "\(sweep.objective.rawValue) with at least \(sweep.minimumTrades) trades.")
    }
    if let walk = research.walkForward {
      lines.append(
        "Walk-forward (\(walk.mode.rawValue)): chosen on \(duration(walk.train)), judged on the "
          + "\(duration(walk.test)) that begin \(duration(walk.purge)) later, a window every "
          + "\(duration(walk.step)).")
    }
    return lines + validationLines
  }

  private var validationLines: [String] {
    let rules = strategy.research.validation
    let doubts: [String?] = [
      rules.deflatedSharpe ? "the deflated Sharpe ratio" : nil,
      rules.overfitting.map { "the probability of overfitting in \($0.blocks) blocks" },
      rules.realityCheck ? "the reality check" : nil,
      rules.bootstrap.map { "\($0.repetitions) bootstrap draws (\($0.kind.rawValue))" },
      rules.placebo.map { "\($0.repetitions) placebos (\($0.kind.rawValue))" },
      rules.costStress.isEmpty
        ? nil : "costs times \(rules.costStress.map(number).joined(separator: ", "))",
      rules.latencyStress.isEmpty
        ? nil : "latencies of \(rules.latencyStress.map(duration).joined(separator: ", "))",
    ]
    var lines: [String] = []
    let named = doubts.compactMap(\.self)
    if !named.isEmpty { lines.append("Doubted by \(named.joined(separator: "; ")).") }
    if let holdout = rules.holdout, holdout.isSealed {
      lines.append(
        "Days from \(TimeText.rfc3339(holdout.from).prefix(10)) on are sealed until "
          + "--open-holdout.")
    }
    return lines
  }
}
