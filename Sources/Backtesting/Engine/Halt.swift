import Basics
import Signals

/// When entries are stopped after losses, judged at marks only (rule 100).
struct HaltState: Sendable {
  private let rule: PortfolioRules.Halt
  private var peak: Double
  private var dayBase: Double
  private var losses = 0
  /// When the halt ends; `Int64.max` for never; nil when there is none.
  private var end: Int64?
  /// The halts so far: start, end and the conditions that were met.
  private(set) var history: [HaltRecord] = []

  init(_ rule: PortfolioRules.Halt, capital: Double) {
    self.rule = rule
    peak = capital
    dayBase = capital
  }

  /// Whether entries decided at `time` are stopped.
  func stops(at time: Int64) -> Bool { end.map { time < $0 } ?? false }

  /// Counts a closed trade.
  mutating func count(_ netProfit: Double) {
    guard end == nil else { return }
    losses = netProfit < 0 ? losses + 1 : 0
  }

  /// Looks at a mark.
  mutating func mark(_ time: Int64, equity: Double) {
    let isMidnight = TimeText.floorModulo(time, TimeText.microsecondsPerDay) == 0
    if let end {
      guard time >= end else {
        if isMidnight { dayBase = equity }
        return
      }
      self.end = nil
      peak = equity
      dayBase = equity
      losses = 0
      return
    }
    peak = max(peak, equity)
    judge(time, equity: equity)
    if isMidnight { dayBase = equity }
  }

  /// Looks at marks of one equity: once one changes nothing, none does until midnight, when the
  /// day's base moves, or the end of the halt.
  mutating func mark(_ range: Range<Int>, of times: MarkTimes, equity: Double) {
    let day = TimeText.microsecondsPerDay
    var index = range.lowerBound
    while index < range.upperBound {
      let time = times[index]
      let before = (peak, dayBase, end, losses)
      mark(time, equity: equity)
      index += 1
      guard before == (peak, dayBase, end, losses) else { continue }
      let midnight = (TimeText.floorDivide(time, day) + 1) * day
      index = max(index, times.firstIndex(atOrAfter: min(midnight, end ?? .max)))
    }
  }

  private mutating func judge(_ time: Int64, equity: Double) {
    var ends: [Int64] = []
    var reasons: [String] = []
    let resume = rule.resumeAfter.map { time + $0 }
    if let limit = rule.maximumDrawdown, equity / peak - 1 <= -limit {
      ends.append(resume ?? .max)
      reasons.append("max_drawdown")
    }
    if let limit = rule.dailyLoss, equity / dayBase - 1 <= -limit {
      let day = TimeText.microsecondsPerDay
      ends.append(resume ?? (TimeText.floorDivide(time, day) + 1) * day)
      reasons.append("daily_loss")
    }
    if let limit = rule.consecutiveLosses, Double(losses) >= limit {
      ends.append(resume ?? .max)
      reasons.append("consecutive_losses")
    }
    guard let latest = ends.max() else { return }
    end = latest
    history.append(HaltRecord(start: time, end: latest, reasons: reasons))
  }
}

/// One stop of entries.
package struct HaltRecord: Sendable, Equatable {
  package var start: Int64
  /// `Int64.max` when entries never resume.
  package var end: Int64
  /// The conditions that were met.
  package var reasons: [String]
}
