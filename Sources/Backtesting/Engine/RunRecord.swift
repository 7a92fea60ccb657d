import Signals

/// Everything that happened in a run.
package struct RunRecord: Sendable, Equatable {
  /// By (exit time, symbol, entry time): the order of rule 97.
  package internal(set) var trades: [Trade] = []
  package internal(set) var marks: Marks
  package internal(set) var orders: [OrderRecord] = []
  package internal(set) var halts: [HaltRecord] = []
  /// Positions that `at_end: leave_open` left.
  package internal(set) var openPositions: [OpenPosition] = []
  package internal(set) var isRuined = false
  /// Entries capped or filled without a known volume.
  package internal(set) var fillsWithoutVolume = 0
  private var vetoCounts: [Veto: Int] = [:]

  init(marks: Marks) { self.marks = marks }

  mutating func count(_ veto: Veto, _ triggers: Int = 1) {
    vetoCounts[veto, default: 0] += triggers
  }

  /// How many triggers were stopped, by reason.
  package var vetoes: [(veto: Veto, count: Int)] {
    Veto.allCases.map { (veto: $0, count: vetoCounts[$0] ?? 0) }
  }
}

/// A position still open after the run.
package struct OpenPosition: Sendable, Equatable {
  package var symbol: Int
  package var side: PositionSide
  package var entryTime: Int64
  package var quantity: Double
  package var entryPrice: Double
  package var entryReference: Double
  package var lastPrice: Double
  package var fee: Double
  package var makerFee: Double
  package var slippage: Double
  package var funding: Double
}
