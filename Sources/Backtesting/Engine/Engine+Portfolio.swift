import MarketData
import Signals

/// Cross margin, delisting, expiry and the end.
extension Engine {
  /// Notes that cash or positions changed: cross margin is tested when the next candle of any
  /// symbol closes, even if none of a position does (rule 99).
  ///
  /// Between two changes a test at last closes cannot fail where one at adverse extremes passed.
  mutating func moneyMoved(at time: Int64) {
    guard isCross else { return }
    nextMarginTest = .max
    for index in books.indices {
      books[index].scout = nil
      let data = books[index].data
      let next = data.firstOpening(atOrAfter: time - data.interval + 1)
      if next < data.count { nextMarginTest = min(nextMarginTest, data.closeTime(next)) }
    }
  }

  /// Step (b) of rule 4: all positions at the adverse extremes of the candles closing now.
  mutating func testCrossMargin(at time: Int64) {
    guard isCross, isMarginTestDue else { return }
    let held = books.indices.filter { books[$0].isHeld }
    guard !held.isEmpty else { return }
    var equity = account.cash
    var needed = 0.0
    var valued: [(index: Int, price: Double, profit: Double)] = []
    for index in held {
      let position = books[index].position
      let price = adversePrice(of: index, position.side, at: time)
      let profit = position.unrealised(at: price)
      equity += profit
      needed += maintenance.maintenance(index, notional: position.quantity * price)
      valued.append((index, price, profit))
    }
    guard equity <= needed else { return }
    cancelEntries()
    // The sort is stable, so equal losses stay in the order of symbols.
    for (index, price, _) in valued.sorted(by: { $0.profit < $1.profit }) {
      close(
        index,
        ClosingFill(reason: .liquidation, time: time, reference: price, fee: .liquidation))
    }
  }

  private func adversePrice(of index: Int, _ side: PositionSide, at time: Int64) -> Double {
    let candle = books[index].closedFill
    let data = books[index].data
    guard candle >= 0, data.closeTime(candle) == time else { return books[index].lastClose }
    return side == .long ? data.low[candle] : data.high[candle]
  }

  private mutating func cancelEntries() {
    for index in books.indices {
      if let order = books[index].entryOrder { end(order, of: index, .cancelled) }
    }
  }

  /// Limit orders whose time is over end, or become market orders (rule 76).
  mutating func expireOrders(at time: Int64) {
    for index in books.indices {
      guard time >= books[index].entryExpiry, let order = books[index].entryOrder else { continue }
      if strategy.execution.ifUnfilled == .market {
        books[index].entryExpiry = .max
        books[index].entryOrder?.kind = .market
        books[index].entryOrder?.orderTime = order.lastOpen
      } else {
        end(order, of: index, .unfilled)
        rest(index)
      }
    }
  }

  /// Closes positions in symbols of which no candle has closed for a day (rule 101).
  mutating func closeDelisted(at time: Int64) {
    for index in books.indices where books[index].delisting(rules) == time {
      if let order = books[index].entryOrder { end(order, of: index, .cancelled) }
      close(
        index,
        ClosingFill(
          reason: .delisted, time: time, reference: books[index].lastClose, slip: 0.01,
          fee: .taker))
      rest(index)
    }
  }

  /// Closes what is open at T1 at the last closes (rule 101).
  mutating func closeAtEnd() {
    guard strategy.exit.atEnd == .closeAtLast else { return }
    let time = rules.trading.to
    for index in books.indices {
      guard books[index].isHeld else { continue }
      let candle = books[index].data.fillEnd - 1
      let quantity = books[index].position.quantity
      close(
        index,
        ClosingFill(
          reason: .end, time: time, reference: books[index].data.close[candle],
          slip: slip(candle, of: index, quantity: quantity), fee: .taker))
    }
  }

  /// Forgets the open candle of a symbol with nothing left to do.
  private mutating func rest(_ index: Int) {
    if !books[index].isActive { books[index].openFill = nil }
  }
}
