import MarketData
import Signals

/// How often a rule was true, false and unknown at the instants of a symbol (rule 131).
package struct RuleCounts: Sendable, Equatable {
  package var name: String
  package var trues = 0
  package var falses = 0
  package var unknowns = 0

  init(_ name: String) { self.name = name }

  /// Counts the values of a column.
  mutating func count(_ column: Column, _ range: Range<Int>) {
    for index in range {
      let value = column[index]
      if value.isNaN {
        unknowns += 1
      } else if value == 1 {
        trues += 1
      } else {
        falses += 1
      }
    }
  }
}

extension EntryRules {
  /// The instants within `trading` at which a rule fires (rule 56), and how many fired outside.
  func triggers(
    _ signals: SignalColumns, trading: TimeRange
  ) -> (inside: [EntryInstant], outside: Int) {
    let longs = long.map { fires(signals.column($0.when), signals.grid.count) }
    let shorts = short.map { fires(signals.column($0.when), signals.grid.count) }
    var triggers: [EntryInstant] = []
    var outside = 0
    for index in signals.grid.indices {
      let isLong = longs?[index] ?? false
      let isShort = shorts?[index] ?? false
      guard isLong || isShort else { continue }
      let time = signals.grid[index]
      guard trading.contains(time) else {
        outside += 1
        continue
      }
      triggers.append(EntryInstant(time: time, gridIndex: index, long: isLong, short: isShort))
    }
    return (triggers, outside)
  }

  private func fires(_ column: Column, _ count: Int) -> [Bool] {
    var wasTrue = false
    return (0..<count).map { index in
      let isTrue = column[index] == 1
      defer { wasTrue = isTrue }
      return isTrue && (trigger == .level || !wasTrue)
    }
  }
}

/// The instants at which exit rules may fire: those at which a rule is true, or, when it depends
/// on the open position, all instants of the grid.
struct SignalExits: Sendable {
  /// Side → indices into the grid.
  private let candidates: [[Int]]
  private let rules: [Strategy.Rule?]
  private let signals: SignalColumns

  init(_ exit: ExitRules, _ signals: SignalColumns, _ pool: ExpressionPool) {
    rules = [exit.signalLong, exit.signalShort]
    self.signals = signals
    candidates = rules.map { rule in
      guard let rule else { return [] }
      if pool.readsPosition(rule.when) { return Array(signals.grid.indices) }
      let column = signals.column(rule.when)
      return signals.grid.indices.filter { column[$0] == 1 }
    }
  }

  /// The instant of candidate `index`, or `Int64.max`.
  func time(_ index: Int, _ side: PositionSide) -> Int64 {
    let list = candidates[Int(side.rawValue)]
    return index < list.count ? signals.grid[list[index]] : .max
  }

  /// The first candidate at or after `time`.
  func first(atOrAfter time: Int64, _ side: PositionSide) -> Int {
    let list = candidates[Int(side.rawValue)]
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if signals.grid[list[middle]] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether the rule of `side` fires at candidate `index`.
  func fires(_ index: Int, _ side: PositionSide, _ position: PositionView) -> Bool {
    guard let rule = rules[Int(side.rawValue)] else { return false }
    let gridIndex = candidates[Int(side.rawValue)][index]
    return signals.value(rule.when, at: gridIndex, position: position) == 1
  }
}
