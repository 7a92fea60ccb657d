import MarketData
import Signals

/// Cross margin, delisting, expiry and the end.
extension Engine {
  /// Notes that cash or positions changed: cross margin is tested when the next candle of any
  /// symbol closes, even if none of a position does (rule 99).
  ///
  /// Between two changes a test at last closes cannot fail where one at adverse extremes passed.
  mutating func moneyMoved(at time: Int64) {
    guard strategy.portfolio.marginMode == .cross else { return }
    nextMarginTest = .max
    for index in books.indices {
      books[index].scout = nil
      let fills = books[index].data.market.fills
      let next = fills.firstOpening(atOrAfter: time - fills.interval + 1)
      if next < fills.count { nextMarginTest = min(nextMarginTest, fills.closeTime(next)) }
    }
  }

  /// Step (b) of rule 4: all positions at the adverse extremes of the candles closing now.
  mutating func testCrossMargin(at time: Int64) {
    guard strategy.portfolio.marginMode == .cross, isMarginTestDue else { return }
    let held = books.indices.filter { books[$0].position != nil }
    guard !held.isEmpty else { return }
    var equity = account.cash
    var needed = 0.0
    var valued: [(index: Int, price: Double, profit: Double)] = []
    for index in held {
      guard let position = books[index].position else { continue }
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
    let book = books[index]
    let candle = book.closedFill
    guard candle >= 0, book.data.market.fills.closeTime(candle) == time else {
      return book.lastClose
    }
    return side == .long ? book.data.market.fills.low[candle] : book.data.market.fills.high[candle]
  }

  private mutating func cancelEntries() {
    for index in books.indices {
      if let order = books[index].entryOrder { end(order, of: index, .cancelled) }
    }
  }

  /// Limit orders whose time is over end, or become market orders (rule 76).
  mutating func expireOrders(at time: Int64) {
    for index in books.indices {
      guard let order = books[index].entryOrder, case .limit = order.kind, time >= order.expiry
      else { continue }
      if strategy.execution.ifUnfilled == .market {
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
      guard let position = books[index].position else { continue }
      let candle = books[index].data.fillEnd - 1
      close(
        index,
        ClosingFill(
          reason: .end, time: time, reference: books[index].data.market.fills.close[candle],
          slip: slip(candle, of: index, quantity: position.quantity), fee: .taker))
    }
  }

  /// Forgets the open candle of a symbol with nothing left to do.
  private mutating func rest(_ index: Int) {
    if !books[index].isActive { books[index].openFill = nil }
  }
}
