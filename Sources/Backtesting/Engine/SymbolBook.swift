import MarketData
import Signals

/// The state of one symbol during a run: what is held, what is pending, where in the data we are.
///
/// A reference of one run alone: its large parts are read and changed where they are.
final class SymbolBook {
  let index: Int
  let data: SymbolData

  /// Whether there is a position; `position` means nothing without. Apart, because the large value
  /// is then read and changed where it is rather than copied out of an optional.
  var isHeld = false
  var position = Position()
  var entryOrder: EntryOrder?
  /// When the pending limit order ends, or `Int64.max`.
  var entryExpiry = Int64.max
  var exitOrder: ExitOrder?
  /// The next candle to open.
  var nextFill = 0
  /// The candle that has opened and whose close is to come.
  var openFill: Int?
  /// The candle whose close was the last to be dealt with.
  var closedFill = -1
  /// The close of the last candle dealt with.
  var lastClose = Double.nan
  /// When the order was decided that ended the last time with nothing to do.
  var activeSince = Int64.min
  var nextTrigger = 0
  /// The next instant at which an exit rule may fire.
  var nextExit = (time: Int64.max, gridIndex: 0)
  var latestExit = SideTimes()
  var latestEntry = SideTimes()

  /// What is known about the candles to come, while the position stays as it is.
  var scout: Scout?

  init(index: Int, data: SymbolData) {
    self.index = index
    self.data = data
  }

  /// Whether there is anything that candles can do to this symbol.
  var isActive: Bool { isHeld || entryOrder != nil }

  /// The worth of the open position's change of price.
  var unrealised: Double { isHeld ? position.unrealised(at: lastClose) : 0 }

  /// The next instant at which something may happen, or `Int64.max`.
  func nextTime(_ rules: EngineRules) -> Int64 {
    var next = nextTriggerTime
    guard isActive else { return next }
    if let openFill {
      next = min(next, data.closeTime(openFill))
    } else if nextFill < data.fillEnd {
      next = min(next, data.opening(nextFill))
    }
    next = min(next, entryExpiry)
    if isHeld, exitOrder == nil {
      if let hold = rules.maximumHold { next = min(next, position.entryTime + hold) }
      next = min(next, nextExit.time)
    }
    return min(next, delisting(rules) ?? .max)
  }

  /// The next instant at which an entry rule fires, or `Int64.max`.
  var nextTriggerTime: Int64 {
    nextTrigger < data.triggers.count ? data.triggers[nextTrigger].time : .max
  }

  /// Until when a held position without orders can only be touched by candles: timers, exit
  /// rules, funding and delisting come first.
  func quietBound(_ rules: EngineRules, pays: Bool) -> Int64 {
    var bound = nextExit.time
    if let hold = rules.maximumHold { bound = min(bound, position.entryTime + hold) }
    if pays, !data.market.funding.isEmpty {
      let due = data.market.funding.firstSettlement(after: position.fundedUntil)
      if due < data.market.funding.count { bound = min(bound, data.market.funding[due].time) }
    }
    return min(bound, delisting(rules) ?? .max)
  }

  private var coming: Int { openFill ?? nextFill }

  /// When the symbol counts as delisted: no candle has closed for a day (rule 101).
  func delisting(_ rules: EngineRules) -> Int64? {
    guard isActive else { return nil }
    guard coming > 0 else { return nil }
    let time = data.closeTime(coming - 1) + max(rules.delistingWait, data.interval)
    let comesInTime = coming < data.count && data.closeTime(coming) <= time
    return comesInTime || time <= activeSince || time > rules.trading.to ? nil : time
  }

  /// The close of the last candle closed by `time`, or NaN (rule 55).
  func price(at time: Int64) -> Double { data.price(at: time) }

  /// Gets ready for candles from `time` on, after having had nothing to do.
  ///
  /// - Parameters:
  ///   - time: When the order begins.
  ///   - decision: When it was decided: what the symbol suffered until then does not concern it.
  func wake(at time: Int64, decidedAt decision: Int64) {
    activeSince = decision
    nextFill = data.firstOpening(atOrAfter: time)
    openFill = nil
    closedFill = nextFill - 1
    lastClose = closedFill >= 0 ? data.close[closedFill] : .nan
  }
}

/// An instant at which an entry rule fires.
struct EntryInstant: Sendable {
  let time: Int64
  let gridIndex: Int
  let long: Bool
  let short: Bool
}

/// What holds for all symbols of a run.
struct EngineRules: Sendable {
  let trading: TimeRange
  /// From a decision to its order.
  let delay: Int64
  let maximumHold: Int64?
  /// A symbol without a closed candle for so long is delisted.
  let delistingWait: Int64 = 86_400_000_000
}
