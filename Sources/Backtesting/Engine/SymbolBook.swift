import MarketData
import Signals

/// The state of one symbol during a run: what is held, what is pending, where in the data we are.
struct SymbolBook {
  let index: Int
  let data: SymbolData

  var position: Position?
  var entryOrder: EntryOrder?
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

  /// Whether there is anything that candles can do to this symbol.
  var isActive: Bool { position != nil || entryOrder != nil }

  /// The worth of the open position's change of price.
  var unrealised: Double { position?.unrealised(at: lastClose) ?? 0 }

  /// The next instant at which something may happen, or `Int64.max`.
  func nextTime(_ rules: EngineRules) -> Int64 {
    var next = nextTrigger < data.triggers.count ? data.triggers[nextTrigger].time : .max
    guard isActive else { return next }
    if let openFill {
      next = min(next, data.market.fills.closeTime(openFill))
    } else if nextFill < data.fillEnd {
      next = min(next, data.market.fills.openTime[nextFill])
    }
    if let entryOrder, case .limit = entryOrder.kind { next = min(next, entryOrder.expiry) }
    if let position, exitOrder == nil {
      if let hold = rules.maximumHold { next = min(next, position.entryTime + hold) }
      next = min(next, nextExit.time)
    }
    return min(next, delisting(rules) ?? .max)
  }

  /// The next instant at which an entry rule fires.
  var nextTriggerTime: Int64? {
    nextTrigger < data.triggers.count ? data.triggers[nextTrigger].time : nil
  }

  /// Until when a held position without orders can only be touched by candles: timers, exit
  /// rules, funding and delisting come first. Nil without a position.
  func quietBound(_ rules: EngineRules, pays: Bool) -> Int64? {
    guard let position else { return nil }
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
    let fills = data.market.fills
    guard coming > 0 else { return nil }
    let time = fills.closeTime(coming - 1) + max(rules.delistingWait, fills.interval)
    let comesInTime = coming < fills.count && fills.closeTime(coming) <= time
    return comesInTime || time <= activeSince || time > rules.trading.to ? nil : time
  }

  /// The close of the last candle closed by `time`, or NaN (rule 55).
  func price(at time: Int64) -> Double {
    data.market.fills.lastClosed(by: time).map { data.market.fills.close[$0] } ?? .nan
  }

  /// Gets ready for candles from `time` on, after having had nothing to do.
  ///
  /// - Parameters:
  ///   - time: When the order begins.
  ///   - decision: When it was decided: what the symbol suffered until then does not concern it.
  mutating func wake(at time: Int64, decidedAt decision: Int64) {
    let fills = data.market.fills
    activeSince = decision
    nextFill = fills.firstOpening(atOrAfter: time)
    openFill = nil
    closedFill = nextFill - 1
    lastClose = closedFill >= 0 ? fills.close[closedFill] : .nan
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
