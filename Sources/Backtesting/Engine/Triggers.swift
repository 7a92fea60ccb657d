import MarketData
import Signals

/// How often a rule was true, false and unknown at the instants of a symbol (rule 131).
package struct RuleCounts: Sendable, Equatable {
  package var name: String
  package var trues = 0
  package var falses = 0
  package var unknowns = 0

  init(_ name: String) { self.name = name }

  mutating func add(_ counts: VerdictCounts) {
    trues += counts.trues
    falses += counts.falses
    unknowns += counts.unknowns
  }
}

/// Where the rules of a run are true: rule → symbol → stretches of the symbol's grid.
typealias RuleStretches = [ExpressionID: [[Range<Int32>]]]

extension EntryRules {
  /// The instants within `trading` at which a rule fires (rule 56), and how many fired outside.
  ///
  /// - Complexity: O(instants that fire).
  func triggers(
    _ grid: [Int64], trading: TimeRange, _ stretches: (Strategy.Rule) -> [Range<Int32>]
  ) -> (inside: [EntryInstant], outside: Int) {
    let longs = fires(long.map(stretches) ?? [])
    let shorts = fires(short.map(stretches) ?? [])
    var triggers: [EntryInstant] = []
    var outside = 0
    var (nextLong, nextShort) = (0, 0)
    while nextLong < longs.count || nextShort < shorts.count {
      let left = nextLong < longs.count ? longs[nextLong] : .max
      let right = nextShort < shorts.count ? shorts[nextShort] : .max
      let index = Int(min(left, right))
      if left <= right { nextLong += 1 }
      if right <= left { nextShort += 1 }
      guard trading.contains(grid[index]) else {
        outside += 1
        continue
      }
      triggers.append(
        EntryInstant(
          time: grid[index], gridIndex: index, long: left <= right, short: right <= left))
    }
    return (triggers, outside)
  }

  /// A rising edge is where a stretch begins.
  private func fires(_ stretches: [Range<Int32>]) -> [Int32] {
    trigger == .level ? stretches.flatMap { Array($0) } : stretches.map(\.lowerBound)
  }
}

/// The instants at which exit rules may fire: those at which a rule is true, or, when it depends
/// on the open position, all instants of the grid.
struct SignalExits: Sendable {
  /// Side → stretches of the grid.
  private let candidates: [[Range<Int32>]]
  private let rules: [Strategy.Rule?]
  private let signals: SignalColumns

  init(
    _ exit: ExitRules, _ signals: SignalColumns, _ pool: ExpressionPool,
    _ stretches: (Strategy.Rule) -> [Range<Int32>]
  ) {
    rules = [exit.signalLong, exit.signalShort]
    self.signals = signals
    candidates = rules.map { rule in
      guard let rule else { return [] }
      let all = Int32(signals.grid.count)
      return pool.readsPosition(rule.when) ? (all > 0 ? [0..<all] : []) : stretches(rule)
    }
  }

  /// The first instant at or after `time` at which the rule of `side` may fire, or `Int64.max`.
  ///
  /// - Complexity: O(log(instants)).
  func next(atOrAfter time: Int64, _ side: PositionSide) -> (time: Int64, gridIndex: Int) {
    let list = candidates[Int(side.rawValue)]
    guard !list.isEmpty else { return (.max, 0) }
    let grid = signals.grid
    let first = Int32(grid.firstIndex(after: time - 1))
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].upperBound <= first { low = middle + 1 } else { high = middle }
    }
    guard low < list.count else { return (.max, 0) }
    let index = Int(max(first, list[low].lowerBound))
    return (grid[index], index)
  }

  /// Whether the rule of `side` fires at an instant of the grid.
  func fires(_ gridIndex: Int, _ side: PositionSide, _ position: PositionView) -> Bool {
    guard let rule = rules[Int(side.rawValue)] else { return false }
    return signals.value(rule.when, at: gridIndex, position: position) == 1
  }
}
