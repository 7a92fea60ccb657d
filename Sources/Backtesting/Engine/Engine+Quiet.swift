import MarketData
import Signals

/// The stretches in which nothing is decided, filled or closed: most of time.
///
/// Positions are marked and their extremes follow, but no order is pending, no level is touched
/// and no rule fires. They are passed in tight loops; what ends them is left to the steps of rule
/// 4, so that the result is the same as stepping through every candle.
extension Engine {
  /// Passes everything before the next instant at which something may happen.
  mutating func passQuietTime() {
    guard let limit = quietLimit() else { return }
    let first = nextMark
    var last = first
    while last < markTimes.count, markTimes[last] < limit { last += 1 }
    let passed = recordMarks(first..<last)
    nextMark = passed
    let end = passed < last ? markTimes[passed] : limit
    for index in books.indices where books[index].position != nil { pass(index, until: end) }
  }

  /// The first instant that may not be passed quietly; nil when an order is pending.
  private mutating func quietLimit() -> Int64? {
    var limit = min(rules.trading.to, nextMarginTest)
    var held = 0
    for index in books.indices {
      if let time = books[index].nextTriggerTime { limit = min(limit, time) }
      guard books[index].isActive else { continue }
      guard books[index].entryOrder == nil, books[index].exitOrder == nil,
        let bound = books[index].quietBound(rules, pays: strategy.data.funding == .actual)
      else { return nil }
      held += 1
      limit = min(limit, bound)
    }
    if strategy.portfolio.marginMode == .cross, held > 1 { return nil }
    for index in books.indices where books[index].position != nil {
      limit = min(limit, scouted(index, until: limit))
    }
    return limit
  }

  /// The instant until which no candle of a held symbol touches a level, at most `limit`.
  private mutating func scouted(_ index: Int, until limit: Int64) -> Int64 {
    guard let position = books[index].position else { return limit }
    let coming = books[index].openFill ?? books[index].nextFill
    let fills = books[index].data.market.fills
    let end = books[index].data.fillEnd
    var scout =
      books[index].scout.flatMap { $0.index >= coming ? $0 : nil }
      ?? Scout(position, from: coming, touches: strategy.execution.limitFill == .touch)
    let isCross = strategy.portfolio.marginMode == .cross
    let (cash, maintenance) = (account.cash, maintenance)
    scout.advance(to: limit, end: end, fills, wait: rules.delistingWait) { price in
      guard isCross else { return true }
      let needed = maintenance.maintenance(index, notional: position.quantity * price)
      return cash + position.unrealised(at: price) > needed
    }
    books[index].scout = scout
    switch scout.finding {
    case .touched:
      let isOpen = books[index].openFill == scout.index
      let time = isOpen ? fills.closeTime(scout.index) : fills.openTime[scout.index]
      return min(limit, time)
    case .late: return min(limit, fills.closeTime(scout.index - 1))
    case .nothing:
      guard scout.index == end, end > 0 else { return limit }
      return min(limit, fills.closeTime(end - 1))
    }
  }

  /// Opens and closes the candles of a held symbol that do so before `limit`.
  private mutating func pass(_ index: Int, until limit: Int64) {
    let fills = books[index].data.market.fills
    guard var position = books[index].position else { return }
    let interval = fills.interval
    let first = books[index].openFill ?? books[index].nextFill
    let end = books[index].data.fillEnd
    var next = first
    var low = Double.infinity
    var high = -Double.infinity
    while next < end, fills.openTime[next] + interval < limit {
      low = min(low, fills.low[next])
      high = max(high, fills.high[next])
      next += 1
    }
    if next > first {
      position.excursion(to: low)
      position.excursion(to: high)
      position.improve(to: position.side == .long ? high : low)
      books[index].position = position
      books[index].closedFill = next - 1
      books[index].lastClose = fills.close[next - 1]
      books[index].openFill = nil
      books[index].nextFill = next
    }
    if books[index].openFill == nil, next < end, fills.openTime[next] < limit {
      books[index].openFill = next
      books[index].nextFill = next + 1
    }
  }

  // MARK: Marks

  /// Records marks at which nothing else happens; returns the first one that was not: at it the
  /// equity is gone.
  private mutating func recordMarks(_ range: Range<Int>) -> Int {
    guard !range.isEmpty else { return range.lowerBound }
    let held = books.indices.filter { books[$0].position != nil }
    if held.count == 1, let index = held.first, let position = books[index].position {
      return recordMarks(
        range, position, books[index].data.market.fills, from: books[index].closedFill)
    }
    if held.isEmpty, halt == nil, account.cash > 0 {
      record.marks.append(markTimes[range], cash: account.cash)
      return range.upperBound
    }
    for mark in range {
      var sums = MarkSums()
      for index in held {
        guard let position = books[index].position else { continue }
        let fills = books[index].data.market.fills
        let price = fills.lastClosed(by: markTimes[mark]).map { fills.close[$0] } ?? .nan
        sums.add(position, at: price)
      }
      guard record(sums, at: markTimes[mark]) else { return mark }
    }
    return range.upperBound
  }

  /// The same for one position, whose candles are walked along.
  private mutating func recordMarks(
    _ range: Range<Int>, _ position: Position, _ fills: Candles, from closed: Int
  ) -> Int {
    var candle = closed
    let interval = fills.interval
    for mark in range {
      let time = markTimes[mark]
      while candle + 1 < fills.count, fills.openTime[candle + 1] + interval <= time { candle += 1 }
      var sums = MarkSums()
      sums.add(position, at: candle >= 0 ? fills.close[candle] : .nan)
      guard record(sums, at: time) else { return mark }
    }
    return range.upperBound
  }

  /// Records one mark unless the equity is gone.
  private mutating func record(_ sums: MarkSums, at time: Int64) -> Bool {
    let equity = account.cash + sums.unrealised
    guard equity > 0 else { return false }
    record.marks.append(
      time, cash: account.cash, unrealised: sums.unrealised, gross: sums.gross, net: sums.net)
    halt?.mark(time, equity: equity)
    return true
  }
}

/// What open positions add up to at a mark.
struct MarkSums {
  var unrealised = 0.0
  var gross = 0.0
  var net = 0.0

  mutating func add(_ position: Position, at price: Double) {
    unrealised += position.unrealised(at: price)
    let value = position.quantity * price
    gross += value
    net += position.side.sign * value
  }
}
