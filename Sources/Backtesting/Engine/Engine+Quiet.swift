import MarketData
import Signals

/// The stretches in which nothing is decided, filled or closed: most of time.
///
/// Positions are marked and their extremes follow, but no order is pending, no level is touched
/// and no rule does anything. They are passed in tight loops; what ends them is left to the steps
/// of rule 4, so that the result is the same as stepping through every candle.
extension Engine {
  /// Passes everything before the next instant at which something may happen.
  mutating func passQuietTime() {
    guard let limit = quietLimit() else { return }
    let last = max(nextMark, markTimes.firstIndex(atOrAfter: limit))
    let passed = recordMarks(nextMark..<last)
    nextMark = passed
    let end = passed < last ? markTimes[passed] : limit
    for index in books.indices where books[index].isHeld {
      pass(index, until: end)
      if passesTriggers { refuseTriggers(of: index, before: end) }
    }
  }

  /// The first instant that may not be passed quietly; nil when an order is pending.
  private mutating func quietLimit() -> Int64? {
    var limit = min(rules.trading.to, nextMarginTest)
    var held = 0
    for index in books.indices {
      guard books[index].isActive else {
        limit = min(limit, books[index].nextTriggerTime)
        continue
      }
      if !passesTriggers { limit = min(limit, books[index].nextTriggerTime) }
      guard books[index].entryOrder == nil, books[index].exitOrder == nil else { return nil }
      limit = min(limit, books[index].quietBound(rules, pays: strategy.data.funding == .actual))
      held += 1
    }
    if isCross, held > 1 { return nil }
    for index in books.indices where books[index].isHeld {
      limit = min(limit, scouted(index, until: limit))
    }
    return limit
  }

  /// Whether triggers of a held symbol do nothing, whatever happens before them: they are only
  /// counted.
  private var passesTriggers: Bool { strategy.entry.ifInPosition == .ignore && halt == nil }

  /// Whether anything asks how far prices went while a position was held.
  private var needsExtremes: Bool {
    let exit = strategy.exit
    return isFull || exit.trailing != nil || exit.breakEvenAfter != nil || exit.signalLong != nil
      || exit.signalShort != nil
  }

  /// Counts triggers of a held symbol that it cannot follow.
  private mutating func refuseTriggers(of index: Int, before end: Int64) {
    while books[index].nextTriggerTime < end {
      let trigger = books[index].data.triggers[books[index].nextTrigger]
      books[index].nextTrigger += 1
      guard isFull else { continue }
      if case .failure(let stopped) = candidate(trigger, of: index, at: trigger.time) {
        record.count(stopped.reason)
      }
    }
  }

  /// The instant until which no candle of a held symbol touches a level, at most `limit`.
  private mutating func scouted(_ index: Int, until limit: Int64) -> Int64 {
    let coming = books[index].openFill ?? books[index].nextFill
    let data = books[index].data
    if books[index].scout.map({ $0.index < coming }) ?? true {
      books[index].scout = Scout(
        books[index].position, from: coming, touches: strategy.execution.limitFill == .touch)
    }
    if isCross {
      advanceWithMargin(index, until: limit)
    } else {
      books[index].scout?.advance(
        to: limit, data, wait: rules.delistingWait)
    }
    guard let scout = books[index].scout else { return limit }
    switch scout.finding {
    case .touched:
      let isOpen = books[index].openFill == scout.index
      let time = isOpen ? data.closeTime(scout.index) : data.opening(scout.index)
      return min(limit, time)
    case .late: return min(limit, data.closeTime(scout.index - 1))
    case .nothing:
      guard scout.index == data.fillEnd, data.fillEnd > 0 else { return limit }
      return min(limit, data.closeTime(data.fillEnd - 1))
    }
  }

  /// The same where the adverse extreme of each candle must leave enough margin.
  private mutating func advanceWithMargin(_ index: Int, until limit: Int64) {
    let (position, data) = (books[index].position, books[index].data)
    let (cash, maintenance) = (account.cash, maintenance)
    books[index].scout?.advance(to: limit, data, wait: rules.delistingWait) { price in
      let needed = maintenance.maintenance(index, notional: position.quantity * price)
      return cash + position.unrealised(at: price) > needed
    }
  }

  /// Opens and closes the candles of a held symbol that do so before `limit`.
  private mutating func pass(_ index: Int, until limit: Int64) {
    let data = books[index].data
    let first = books[index].openFill ?? books[index].nextFill
    let next = min(
      data.fillEnd, max(first, data.firstOpening(atOrAfter: limit - data.interval)))
    if next > first {
      if needsExtremes {
        let prices = data.extremes[first..<next]
        books[index].position.pass(low: prices.low, high: prices.high)
      }
      books[index].closedFill = next - 1
      books[index].lastClose = data.close[next - 1]
      books[index].openFill = nil
      books[index].nextFill = next
    }
    if books[index].openFill == nil, next < data.fillEnd, data.opening(next) < limit {
      books[index].openFill = next
      books[index].nextFill = next + 1
    }
  }

  // MARK: Marks

  /// Records marks at which nothing else happens; returns the first one that was not: at it the
  /// equity is gone.
  private mutating func recordMarks(_ range: Range<Int>) -> Int {
    guard !range.isEmpty else { return range.lowerBound }
    var held = 0
    var latest = 0
    for index in books.indices where books[index].isHeld {
      held += 1
      latest = index
    }
    if held == 1 { return recordMarks(range, ofOne: latest) }
    if held == 0, account.cash > 0 {
      record.marks.append(range, of: markTimes, cash: account.cash)
      halt?.mark(range, of: markTimes, equity: account.cash)
      return range.upperBound
    }
    for mark in range {
      var sums = MarkSums()
      for index in books.indices {
        guard books[index].isHeld else { continue }
        sums.add(books[index].position.holding, at: books[index].price(at: markTimes[mark]))
      }
      guard record(sums, at: markTimes[mark]) else { return mark }
    }
    return range.upperBound
  }

  /// The same for the one position there is, whose candles are walked along.
  private mutating func recordMarks(_ range: Range<Int>, ofOne index: Int) -> Int {
    let data = books[index].data
    if halt == nil, let first = data.lastClosed(by: markTimes[range.lowerBound]),
      closesMatch(range, data, from: first)
    {
      return record.marks.append(
        range, of: markTimes, data, from: first, books[index].position.holding,
        cash: account.cash)
    }
    var candle = books[index].closedFill
    for mark in range {
      let time = markTimes[mark]
      while candle + 1 < data.count, data.closeTime(candle + 1) <= time { candle += 1 }
      var sums = MarkSums()
      sums.add(books[index].position.holding, at: candle >= 0 ? data.close[candle] : .nan)
      guard record(sums, at: time) else { return mark }
    }
    return range.upperBound
  }

  /// Whether the candles from `first` on close one at each mark of `range`.
  private func closesMatch(_ range: Range<Int>, _ data: SymbolData, from first: Int) -> Bool {
    let last = first + range.count
    return last <= data.count && data.interval == markTimes.step
      && data.closeTime(first) == markTimes[range.lowerBound]
      && data.closeTime(last - 1) == markTimes[range.upperBound - 1]
      && markTimes.isEven(range) && data.isUnbroken(first..<last)
  }

  /// Records one mark unless the equity is gone.
  private mutating func record(_ sums: MarkSums, at time: Int64) -> Bool {
    let equity = account.cash + sums.unrealised
    guard equity > 0 else { return false }
    record.marks.append(time, sums, cash: account.cash)
    halt?.mark(time, equity: equity)
    return true
  }
}
