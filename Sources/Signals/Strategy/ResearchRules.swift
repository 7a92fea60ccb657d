/// Sweep, walk-forward, validation and report settings: what is done with many runs.
package struct ResearchRules: Sendable {
  package var sweep: Sweep?
  package var walkForward: WalkForward?
  package var validation = Validation()
  /// The breakdowns the report is asked for, in the order of the file; nil for the usual ones.
  package var breakdowns: [Breakdown]?

  /// How the best parameters are looked for.
  package struct Sweep: Sendable {
    package enum Method: String, CaseIterable, Sendable {
      case grid, random
      case latinHypercube = "latin_hypercube"
    }

    package var method: Method
    /// The most points that are run; nil for all of a grid.
    package var budget: Int?
    package var seed: UInt64
    package var objective: Objective
    package var minimumTrades: Int
    package var checksNeighbourhood: Bool

    /// What is done when a file says nothing: all points, the Sharpe ratio, any number of trades.
    package static let standard = Sweep(
      method: .grid, budget: nil, seed: 42, objective: .sharpe, minimumTrades: 0,
      checksNeighbourhood: true)
  }

  /// What a sweep maximises: a key of the metrics.
  package enum Objective: String, CaseIterable, Sendable {
    case sharpe, sortino, calmar, expectancy, martin
    case profitFactor = "profit_factor"
    case totalReturn = "total_return"
  }

  /// Windows of training and testing.
  package struct WalkForward: Sendable {
    package enum Mode: String, CaseIterable, Sendable {
      case rolling, anchored
    }

    package var mode: Mode
    package var train: Int64
    package var test: Int64
    package var step: Int64
    package var purge: Int64
    package var embargo: Int64
    package var minimumWindows: Int
  }

  /// How a result is doubted.
  package struct Validation: Sendable {
    package struct Holdout: Sendable {
      /// The start of the sealed days, in microseconds UTC.
      package var from: Int64
      package var isSealed: Bool
    }
    package struct Overfitting: Sendable {
      package var blocks: Int
      package var maximumCombinations: Int?
    }
    package struct Bootstrap: Sendable {
      package enum Kind: String, CaseIterable, Sendable {
        case stationary
        case tradesIID = "trades_iid"
      }
      package var kind: Kind
      package var repetitions: Int
      /// nil: chosen from the data.
      package var block: Int?
      package var seed: UInt64
    }
    package struct Placebo: Sendable {
      package enum Kind: String, CaseIterable, Sendable {
        case shiftEvents = "shift_events"
        case shuffleSide = "shuffle_side"
        case randomEntries = "random_entries"
      }
      package var kind: Kind
      package var repetitions: Int
      package var seed: UInt64
    }

    package var holdout: Holdout?
    package var deflatedSharpe = false
    package var overfitting: Overfitting?
    package var bootstrap: Bootstrap?
    package var placebo: Placebo?
    package var realityCheck = false
    package var costStress: [Double] = []
    package var latencyStress: [Int64] = []
  }

  /// How trades are grouped in the report.
  package enum Breakdown: String, CaseIterable, Sendable {
    case symbol, side, hour, weekday, month, venue
    case exitReason = "exit_reason"
    case entryTag = "entry_tag"
    case volatilityRegime = "volatility_regime"
    case walkForwardWindow = "walk_forward_window"
  }
}
