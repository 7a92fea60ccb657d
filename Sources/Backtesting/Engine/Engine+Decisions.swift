import Basics
import Signals

/// Step (d) of rule 4: exits of all symbols, then entries.
extension Engine {
  /// Timers, then exit rules; only while no exit is pending (rules 84, 85).
  mutating func decideExits(at time: Int64) {
    for index in books.indices {
      guard books[index].isHeld else { continue }
      if books[index].exitOrder == nil, let hold = rules.maximumHold,
        books[index].position.entryTime + hold <= time
      {
        leave(index, .maximumHold, decidedAt: books[index].position.entryTime + hold)
      }
      decideSignalExit(index, at: time)
    }
  }

  private mutating func decideSignalExit(_ index: Int, at time: Int64) {
    var next = books[index].nextExit
    guard next.time <= time else { return }
    let position = books[index].position
    let exits = books[index].data.exits
    if next.time < time { next = exits.next(atOrAfter: time, position.side) }
    books[index].nextExit = exits.next(atOrAfter: time + 1, position.side)
    guard next.time == time, books[index].exitOrder == nil else { return }
    let price = books[index].lastClose
    let view = PositionView(
      age: Double(time - position.entryTime) / 1e6,
      return: position.side.sign * (price / position.entryPrice - 1), mfe: position.favourable,
      mae: position.adverse, entryPrice: position.entryPrice)
    if exits.fires(next.gridIndex, position.side, view) { leave(index, .signal, decidedAt: time) }
  }

  private mutating func leave(_ index: Int, _ reason: ExitReason, decidedAt time: Int64) {
    books[index].exitOrder = ExitOrder(
      reason: reason, decisionTime: time, orderTime: time + rules.delay)
  }

  /// Takes the triggers of this instant, the most wanted first (rule 62).
  mutating func decideEntries(at time: Int64) {
    candidates.removeAll(keepingCapacity: true)
    for index in books.indices {
      guard let trigger = nextTrigger(of: index, at: time) else { continue }
      switch candidate(trigger, of: index, at: time) {
      case .success(let candidate): candidates.append(candidate)
      case .failure(let veto): record.count(veto.reason)
      }
    }
    guard !candidates.isEmpty else { return }
    // Missing ranks are last; the sort is stable, so equal ones stay in the order of symbols.
    if candidates.count > 1 {
      candidates.sort { $0.rank > $1.rank || (!$0.rank.isNaN && $1.rank.isNaN) }
    }
    let equity = equity
    for place in candidates.indices {
      if let veto = accept(candidates[place], at: time, equity: equity) { record.count(veto) }
    }
  }

  private mutating func nextTrigger(of index: Int, at time: Int64) -> EntryInstant? {
    guard books[index].nextTriggerTime == time else { return nil }
    books[index].nextTrigger += 1
    return books[index].data.triggers[books[index].nextTrigger - 1]
  }

  // MARK: Vetoes

  /// Everything up to the daily cap that can stop a trigger, in the order of rule 57.
  func candidate(
    _ trigger: EntryInstant, of index: Int, at time: Int64
  ) -> Result<Candidate, Stopped> {
    guard let side = side(of: trigger) else { return .failure(.conflict) }
    let data = books[index].data
    let price = data.price(at: time)
    guard !price.isNaN else { return .failure(.noPrice) }
    if strategy.data.onGap == .haltSignals, data.isGap(at: time) { return .failure(.gap) }
    if halt?.stops(at: time) ?? false { return .failure(.halt) }
    guard members.contains(index, at: time) else { return .failure(.universe) }
    for filter in strategy.filters
    where data.signals.value(filter.when, at: trigger.gridIndex) != 1 {
      return .failure(.filters)
    }
    guard let action = action(side, index) else { return .failure(.inPosition) }
    guard hasCooled(index, side, at: time) else { return .failure(.cooldown) }
    guard isBelowDailyCap(at: time) else { return .failure(.dailyCap) }
    let rank =
      strategy.portfolio.rankBy.map { data.signals.value($0, at: trigger.gridIndex) } ?? 0
    return .success(
      Candidate(
        index: index, side: side, action: action, gridIndex: trigger.gridIndex, price: price,
        rank: rank))
  }

  private func side(of trigger: EntryInstant) -> PositionSide? {
    guard trigger.long, trigger.short else { return trigger.long ? .long : .short }
    switch strategy.entry.onConflict {
    case .skip: return nil
    case .long: return .long
    case .short: return .short
    }
  }

  /// What a trigger of `side` may do, given what is held and pending (rule 59).
  private func action(_ side: PositionSide, _ index: Int) -> Candidate.Action? {
    guard books[index].isActive else { return .open }
    guard books[index].isHeld, books[index].entryOrder == nil else { return nil }
    let held = books[index].position.side
    switch strategy.entry.ifInPosition {
    case .ignore: return nil
    case .pyramid:
      guard held == side, books[index].position.additions < strategy.entry.maximumPyramids else {
        return nil
      }
      return .enlarge
    case .reverse: return held == side ? nil : .reverse
    }
  }

  /// Whether enough time has passed since the last exit or entry in the scope (rule 60).
  private func hasCooled(_ index: Int, _ side: PositionSide, at time: Int64) -> Bool {
    guard strategy.entry.cooldown > 0 else { return true }
    let isFromExit = strategy.entry.cooldownFrom == .exit
    func latest(_ index: Int) -> SideTimes {
      isFromExit ? books[index].latestExit : books[index].latestEntry
    }
    let last =
      switch strategy.entry.cooldownScope {
      case .symbolSide: latest(index)[side]
      case .symbol: latest(index).latest
      case .portfolio: books.indices.reduce(Int64.min) { max($0, latest($1).latest) }
      }
    guard last != .min else { return true }
    return time - strategy.entry.cooldown >= last
  }

  private func isBelowDailyCap(at time: Int64) -> Bool {
    let day = TimeText.floorDivide(time, TimeText.microsecondsPerDay)
    return Double(entriesPerDay.entries(on: day)) < strategy.entry.maximumPerDay
  }

  // MARK: Acceptance

  /// Turns a candidate into orders, or says why not.
  private mutating func accept(
    _ candidate: Candidate, at time: Int64, equity: Double
  ) -> Veto? {
    guard isBelowDailyCap(at: time) else { return .dailyCap }
    if candidate.action == .open {
      // An order that enlarges or turns a position is a pending entry order like any other.
      var taken = 0.0
      for book in books { taken += (book.isHeld ? 1 : 0) + (book.entryOrder == nil ? 0 : 1) }
      guard taken < strategy.portfolio.maximumPositions else { return .slots }
    }
    guard let levels = frozenLevels(candidate),
      let notional = notional(candidate, at: time, equity: equity)
    else { return .sizing }
    let order = entryOrder(candidate, levels, notional, at: time)
    guard order.quantity.isFinite, order.quantity > 0 else { return .sizing }
    submit(order, candidate, at: time)
    return nil
  }

  private mutating func submit(_ order: EntryOrder, _ candidate: Candidate, at time: Int64) {
    let index = candidate.index
    entriesPerDay.count(on: TimeText.floorDivide(time, TimeText.microsecondsPerDay))
    if candidate.action == .reverse, books[index].exitOrder == nil {
      leave(index, .reverse, decidedAt: time)
    }
    if candidate.action == .enlarge { books[index].position.additions += 1 }
    if !books[index].isActive { books[index].wake(at: order.orderTime, decidedAt: time) }
    books[index].entryOrder = order
    var limit = Double.nan
    if case .limit(let price) = order.kind {
      limit = price
      books[index].entryExpiry = order.expiry
    }
    record.orders.append(
      OrderRecord(
        symbol: index, side: order.side, decisionTime: time, orderTime: order.orderTime,
        limit: limit, quantityAsked: order.quantity))
  }

  private func entryOrder(
    _ candidate: Candidate, _ levels: FrozenLevels, _ notional: Double, at time: Int64
  ) -> EntryOrder {
    let execution = strategy.execution
    let orderTime = time + rules.delay
    var kind = EntryOrder.Kind.market
    var price = candidate.price
    var lastOpen = Int64.max
    var expiry = Int64.max
    if execution.order == .limit {
      price *= 1 - candidate.side.sign * execution.limitOffsetBasisPoints / 1e4
      kind = .limit(price: price)
      if let life = execution.timeInForce {
        lastOpen = orderTime + life
        let interval = books[candidate.index].data.interval
        let lastCandle = TimeText.floorDivide(lastOpen, interval) * interval
        expiry = lastCandle >= orderTime ? lastCandle + interval : lastOpen
      }
    }
    return EntryOrder(
      side: candidate.side, kind: kind, quantity: notional / price,
      decisionPrice: candidate.price, decisionTime: time, orderTime: orderTime,
      lastOpen: lastOpen, expiry: expiry, gridIndex: candidate.gridIndex,
      levels: levels, isReverse: candidate.action == .reverse, record: record.orders.count)
  }

  /// The levels of the exit block at the decision; nil when one is missing (rule 70).
  private func frozenLevels(_ candidate: Candidate) -> FrozenLevels? {
    let exit = strategy.exit
    var levels = FrozenLevels()
    var isComplete = true
    func freeze(_ level: Level?, into place: inout FrozenLevel?) {
      guard let level, isComplete else { return }
      place = frozen(level, candidate)
      isComplete = place != nil
    }
    freeze(exit.stopLoss, into: &levels.stop)
    freeze(exit.takeProfit, into: &levels.target)
    freeze(exit.trailing?.activate, into: &levels.trailingActivation)
    freeze(exit.trailing?.distance, into: &levels.trailingDistance)
    freeze(exit.breakEvenAfter, into: &levels.breakEven)
    return isComplete ? levels : nil
  }

  private func frozen(_ level: Level, _ candidate: Candidate) -> FrozenLevel? {
    func value(_ id: ExpressionID) -> Double {
      books[candidate.index].data.signals.value(id, at: candidate.gridIndex)
    }
    switch level {
    case .fraction(let fraction): return .fraction(fraction)
    case .risk(let multiple): return .risk(multiple)
    case .averageTrueRange(let multiple, let id):
      let distance = multiple * value(id)
      return distance > 0 ? .distance(distance) : nil
    case .sigma(let multiple, let id):
      let fraction = multiple * value(id)
      return fraction > 0 ? .fraction(fraction) : nil
    case .price(let id):
      let price = value(id)
      return price.isNaN ? nil : .price(price)
    }
  }
}

/// A trigger that passed every veto up to the daily cap.
struct Candidate {
  enum Action {
    case open, enlarge, reverse
  }

  let index: Int
  let side: PositionSide
  let action: Action
  let gridIndex: Int
  /// P at the decision.
  let price: Double
  let rank: Double
}

/// A veto as an error.
struct Stopped: Error {
  let reason: Veto

  static let conflict = Stopped(reason: .conflict)
  static let noPrice = Stopped(reason: .noPrice)
  static let gap = Stopped(reason: .gap)
  static let halt = Stopped(reason: .halt)
  static let universe = Stopped(reason: .universe)
  static let filters = Stopped(reason: .filters)
  static let inPosition = Stopped(reason: .inPosition)
  static let cooldown = Stopped(reason: .cooldown)
  static let dailyCap = Stopped(reason: .dailyCap)
}
