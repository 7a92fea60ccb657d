/// A strategy with every parameter bound: what to watch, when to enter and leave, how large, at
/// what cost. The meaning of every field is fixed by `BACKTEST-RULES.md`; absent fields have their
/// defaults. Durations are microseconds, fractions are fractions, `BasisPoints` are 1e-4.
package struct Strategy: Sendable {
  package var name: String
  package var summary: String?
  /// Written before the run, printed beside the verdict.
  package var hypothesis: String?
  package var clock: ClockRules
  package var data: DataRules
  package var universe: UniverseRules
  /// By name, in the order of bytes.
  package var features: [Feature]
  package var filters: [Filter]
  package var entry: EntryRules
  package var exit: ExitRules
  package var sizing: Sizing
  package var portfolio: PortfolioRules
  package var costs: CostRules
  package var execution: ExecutionRules
  package var benchmark: Benchmark
  package var research: ResearchRules
  /// How much history every rule needs before the first decision (rule 29).
  package var warmUp: Int64
  /// Every venue that `data` or an expression names, in the order of bytes.
  package var namedVenues: [String]

  /// A named expression.
  package struct Feature: Sendable {
    package var name: String
    package var expression: ExpressionID
    package var isFlag: Bool
  }

  /// A named condition for all entries.
  package struct Filter: Sendable {
    package var name: String
    package var when: ExpressionID
  }

  /// When an entry or exit fires.
  package struct Rule: Sendable {
    package var when: ExpressionID
    package var tag: String?
  }

  /// Every expression that a run evaluates.
  package var expressions: [ExpressionID] {
    var all = features.map(\.expression) + filters.map(\.when)
    all += [entry.long, entry.short, exit.signalLong, exit.signalShort].compactMap { $0?.when }
    all += exit.levels.compactMap(\.expression)
    if case .volatilityTarget(_, let volatility, _) = sizing { all.append(volatility) }
    if case .liquidationStress(let model) = costs.slippage { all.append(model.stress) }
    if let rank = portfolio.rankBy { all.append(rank) }
    return all
  }
}

/// When decisions are made.
package struct ClockRules: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case barClose = "bar_close"
    case liquidationEvent = "liquidation_event"
  }

  package var kind: Kind
  /// Of `barClose`: a multiple of the candles' interval.
  package var interval: Int64
  /// Of `liquidationEvent`: the least time between two decisions of a symbol.
  package var minimumSpacing: Int64
  /// From the decision to the order, before latency.
  package var decisionDelay: Int64
}

/// Which data are read, and what counts as a gap.
package struct DataRules: Sendable {
  package enum TimeBasis: String, CaseIterable, Sendable {
    case availability, event
  }
  package enum Deduplication: String, CaseIterable, Sendable {
    case auto, id, content, off
  }
  package enum SampledFeed: String, CaseIterable, Sendable {
    case warn, error
    case scaleOff = "scale_off"
  }
  package enum LiquidationPrice: String, CaseIterable, Sendable {
    case averageFill = "average_fill"
    case order, bankruptcy
  }
  package enum GapRule: String, CaseIterable, Sendable {
    case haltSignals = "halt_signals"
    case skipBar = "skip_bar"
    case error
  }
  package enum Funding: String, CaseIterable, Sendable {
    case actual, off
  }
  package enum Mark: String, CaseIterable, Sendable {
    case actual
    case lastAsMark = "last_as_mark"
  }

  package var timeBasis: TimeBasis
  package var assumedLatency: Int64
  package var deduplication: Deduplication
  /// Names of venues; nil for all.
  package var venues: [String]?
  package var minimumCoverage: Double
  package var sampledFeed: SampledFeed
  package var price: LiquidationPrice
  /// D: the interval of the candles that features see.
  package var interval: Int64
  /// F, when asked for: the interval of the candles that orders are filled in.
  package var fillInterval: Int64?
  package var onGap: GapRule
  package var longestGap: Int64
  package var funding: Funding
  package var mark: Mark

  /// The longest wait for a candle that is no gap, or nil when gaps are ignored.
  package var haltingGap: Int64? { onGap == .skipBar ? nil : longestGap }
}

/// Which symbols are traded.
package struct UniverseRules: Sendable {
  package enum Choice: Sendable {
    case symbols([String])
    case select(Selection)
  }

  /// The largest symbols by a measure of the past, chosen anew on a schedule (rule 31).
  package struct Selection: Sendable {
    package enum Measure: String, CaseIterable, Sendable {
      case quoteVolume = "quote_volume"
      case liquidationNotional = "liquidation_notional"
      case openInterest = "open_interest"
    }

    package var top: Int
    package var by: Measure
    package var lookback: Int64
    package var refresh: Int64
    package var minimumAge: Int64
  }

  package var choice: Choice
  package var excluded: [String]
  package var includesDelisted: Bool
}

/// When positions are opened.
package struct EntryRules: Sendable {
  package enum Trigger: String, CaseIterable, Sendable {
    case risingEdge = "rising_edge"
    case level
  }
  package enum CooldownStart: String, CaseIterable, Sendable {
    case entry, exit
  }
  package enum CooldownScope: String, CaseIterable, Sendable {
    case symbolSide = "symbol_side"
    case symbol, portfolio
  }
  package enum Conflict: String, CaseIterable, Sendable {
    case skip, long, short
  }
  package enum InPosition: String, CaseIterable, Sendable {
    case ignore, pyramid, reverse
  }

  package var long: Strategy.Rule?
  package var short: Strategy.Rule?
  package var trigger: Trigger
  package var cooldown: Int64
  package var cooldownFrom: CooldownStart
  package var cooldownScope: CooldownScope
  package var maximumPerDay: Double
  package var onConflict: Conflict
  package var ifInPosition: InPosition
  package var maximumPyramids: Double
}

/// A distance from the entry price, or a price (rule 83).
package enum Level: Sendable {
  case fraction(Double)
  case averageTrueRange(Double, ExpressionID)
  case sigma(Double, ExpressionID)
  /// Multiples of the distance of the stop.
  case risk(Double)
  case price(ExpressionID)

  /// What is evaluated at the decision.
  package var expression: ExpressionID? {
    switch self {
    case .fraction, .risk: nil
    case .averageTrueRange(_, let id), .sigma(_, let id), .price(let id): id
    }
  }
}

/// When positions are closed.
package struct ExitRules: Sendable {
  /// A stop that follows the best price.
  package struct Trailing: Sendable {
    package var activate: Level?
    package var distance: Level
  }
  package enum Intrabar: String, CaseIterable, Sendable {
    case worstCase = "worst_case"
    case openProximity = "open_proximity"
    case finerCandles = "finer_candles"
    case bestCase = "best_case"
  }
  package enum AtEnd: String, CaseIterable, Sendable {
    case closeAtLast = "close_at_last"
    case leaveOpen = "leave_open"
  }

  package var stopLoss: Level?
  package var takeProfit: Level?
  package var trailing: Trailing?
  package var breakEvenAfter: Level?
  package var maximumHold: Int64?
  /// The exit rule for long positions.
  package var signalLong: Strategy.Rule?
  /// The exit rule for short positions.
  package var signalShort: Strategy.Rule?
  package var intrabar: Intrabar
  package var atEnd: AtEnd

  /// All levels that are given.
  package var levels: [Level] {
    [stopLoss, takeProfit, trailing?.activate, trailing?.distance, breakEvenAfter]
      .compactMap(\.self)
  }
}

/// How large a position is.
package enum Sizing: Sendable {
  case fixedNotional(Double)
  case fixedQuantity(Double)
  case equityFraction(Double)
  case riskFraction(Double)
  case volatilityTarget(annual: Double, volatility: ExpressionID, maximumLeverage: Double?)
  case kelly(Kelly)

  /// A fraction of the fraction that would have grown the past trades fastest (rules 3, 67).
  package struct Kelly: Sendable {
    package var multiplier: Double
    package var windowTrades: Double
    package var minimumTrades: Double
    package var capFraction: Double
  }
}

/// Capital, margin, limits and halts.
package struct PortfolioRules: Sendable {
  package enum MarginMode: String, CaseIterable, Sendable {
    case isolated, cross
  }
  package enum Maintenance: Sendable, Equatable {
    case rate(Double)
    /// The name of a tier table beside the strategy file (rule 146).
    case table(String)
  }

  /// When entries stop for a while (rule 100).
  package struct Halt: Sendable {
    package var maximumDrawdown: Double?
    package var dailyLoss: Double?
    package var consecutiveLosses: Double?
    package var resumeAfter: Int64?
  }

  package var capital: Double
  package var currency: String
  package var marginMode: MarginMode
  package var leverage: Double
  package var maintenance: Maintenance
  package var liquidationFee: Double
  package var maximumPositions: Double
  package var maximumGrossLeverage: Double?
  package var maximumNetLeverage: Double?
  package var maximumSymbolFraction: Double?
  package var rankBy: ExpressionID?
  package var halt: Halt?
}

/// Fees and slippage.
package struct CostRules: Sendable {
  package enum Slippage: Sendable {
    case none
    case fixed(basisPoints: Double)
    case candleRange(fraction: Double)
    case squareRoot(coefficient: Double, halfSpreadBasisPoints: Double)
    case liquidationStress(Stress)
  }

  /// Slippage that grows with the burst being traded.
  package struct Stress: Sendable {
    package var baseBasisPoints: Double
    package var perSigmaBasisPoints: Double
    package var capBasisPoints: Double
    package var stress: ExpressionID
  }

  package var takerBasisPoints: Double
  package var makerBasisPoints: Double
  package var slippage: Slippage
}

/// How orders are sent and filled.
package struct ExecutionRules: Sendable {
  package enum Order: String, CaseIterable, Sendable {
    case market, limit
  }
  package enum LimitFill: String, CaseIterable, Sendable {
    case tradeThrough = "trade_through"
    case touch
  }
  package enum Unfilled: String, CaseIterable, Sendable {
    case cancel, market
  }
  package enum FillPrice: String, CaseIterable, Sendable {
    case nextOpen = "next_open"
    case nextVWAP = "next_vwap"
  }

  package var order: Order
  package var limitOffsetBasisPoints: Double
  /// nil: to the end of trading.
  package var timeInForce: Int64?
  package var limitFill: LimitFill
  package var ifUnfilled: Unfilled
  package var latency: Int64
  package var fillPrice: FillPrice
  package var maximumParticipation: Double?
}

/// What the strategy is compared with (rule 108).
package enum Benchmark: String, CaseIterable, Sendable {
  case holdUniverse = "hold_universe"
  case holdBTC = "hold_btc"
  case cash
  case randomEntries = "random_entries"
}
