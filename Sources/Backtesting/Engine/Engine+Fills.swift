import Signals

/// How a position is closed.
struct ClosingFill {
  enum Fee {
    case none, maker, taker, liquidation
  }

  let reason: ExitReason
  let time: Int64
  /// The price before slippage.
  let reference: Double
  /// Nil: the exit itself.
  var decisionTime: Int64?
  var slip = 0.0
  var fee = Fee.none
  var isAmbiguous = false
}

/// How much of an entry order is filled, and where.
struct EntryFill {
  let order: EntryOrder
  let quantity: Double
  let price: Double
  let reference: Double
  let time: Int64
  let isMaker: Bool
}

extension Engine {
  // MARK: Entries

  /// The fill of a market order in a candle that opens now, or nil.
  ///
  /// What the candle's volume does not allow is cancelled (rule 73).
  mutating func marketFill(_ candle: Int, of index: Int, at time: Int64) -> EntryFill? {
    guard let order = books[index].entryOrder, case .market = order.kind, order.orderTime <= time
    else { return nil }
    let reference = marketReference(candle, of: index)
    let quantity = allowed(order, candle, of: index, at: reference)
    guard quantity > 0 else {
      end(order, of: index, .unfilled)
      return nil
    }
    var total = quantity
    if order.isReverse, let exit = books[index].exitOrder, exit.orderTime <= time {
      total += books[index].isHeld ? books[index].position.quantity : 0
    }
    let slip = slip(candle, of: index, quantity: total)
    return EntryFill(
      order: order, quantity: quantity, price: reference * (1 + order.side.sign * slip),
      reference: reference, time: time, isMaker: false)
  }

  /// Fills a limit order in a candle that has closed (rule 75); says whether it did.
  mutating func fillLimit(_ candle: Int, of index: Int, at time: Int64) -> Bool {
    guard let order = books[index].entryOrder, case .limit(let limit) = order.kind else {
      return false
    }
    let data = books[index].data
    let open = data.opening(candle)
    guard open >= order.orderTime, open <= order.lastOpen else { return false }
    let isLong = order.side == .long
    let extreme = isLong ? data.low[candle] : data.high[candle]
    let sign = order.side.sign
    let isMet =
      strategy.execution.limitFill == .touch
      ? sign * extreme <= sign * limit : sign * extreme < sign * limit
    guard isMet else { return false }
    let quantity = allowed(order, candle, of: index, at: limit)
    guard quantity > 0 else {
      end(order, of: index, .unfilled)
      return false
    }
    let entry = EntryFill(
      order: order, quantity: quantity, price: limit, reference: limit, time: time, isMaker: true)
    fill(entry, of: index)
    return true
  }

  /// How much of `order` the candle's volume allows (rule 73).
  private mutating func allowed(
    _ order: EntryOrder, _ candle: Int, of index: Int, at reference: Double
  ) -> Double {
    guard let share = strategy.execution.maximumParticipation else { return order.quantity }
    let volume = books[index].data.market.fills.quoteVolume(candle)
    guard !volume.isNaN else {
      record.fillsWithoutVolume += 1
      return order.quantity
    }
    return min(order.quantity, share * volume / reference)
  }

  /// Opens or enlarges the position of a symbol.
  mutating func fill(_ entry: EntryFill, of index: Int) {
    let order = entry.order
    // What is added now has no part in settlements until now.
    settleFunding(of: index, until: entry.time)
    let rate =
      (entry.isMaker ? strategy.costs.makerBasisPoints : strategy.costs.takerBasisPoints) / 1e4
    let fee = entry.quantity * entry.price * rate
    account.cash -= fee
    end(order, of: index, entry.quantity < order.quantity ? .partial : .filled, entry)
    if books[index].isHeld {
      enlarge(entry, of: index)
    } else {
      open(entry, of: index)
    }
    books[index].position.entryFee += fee
    if entry.isMaker { books[index].position.makerFee += fee }
    books[index].position.entrySlippage +=
      entry.quantity * abs(entry.price - entry.reference)
    placeLiquidation(index)
    books[index].scout = nil
    moneyMoved(at: entry.time)
  }

  private mutating func open(_ entry: EntryFill, of index: Int) {
    books[index].isHeld = true
    books[index].position = Position(
      entry.order, price: entry.price, reference: entry.reference, quantity: entry.quantity,
      time: entry.time)
    books[index].latestEntry[entry.order.side] = entry.time
    let first = entry.isMaker ? entry.time : entry.time + 1
    books[index].nextExit = books[index].data.exits.next(atOrAfter: first, entry.order.side)
  }

  /// Rule 82: the means are weighted by quantity; levels and extremes stay.
  private mutating func enlarge(_ entry: EntryFill, of index: Int) {
    let position = books[index].position
    let total = position.quantity + entry.quantity
    func mean(_ before: Double, _ added: Double) -> Double {
      (before * position.quantity + added * entry.quantity) / total
    }
    books[index].position.entryPrice = mean(position.entryPrice, entry.price)
    books[index].position.entryReference = mean(position.entryReference, entry.reference)
    books[index].position.quantity = total
  }

  private mutating func placeLiquidation(_ index: Int) {
    guard !isCross else { return }
    let position = books[index].position
    books[index].position.liquidationPrice = maintenance.liquidationPrice(
      index, side: position.side, entryPrice: position.entryPrice, quantity: position.quantity,
      leverage: strategy.portfolio.leverage)
  }

  /// Removes a pending entry order and notes what became of it.
  mutating func end(
    _ order: EntryOrder, of index: Int, _ outcome: OrderRecord.Outcome, _ entry: EntryFill? = nil
  ) {
    books[index].entryOrder = nil
    books[index].entryExpiry = .max
    record.orders[order.record].outcome = outcome
    guard let entry else { return }
    record.orders[order.record].quantityFilled = entry.quantity
    record.orders[order.record].fillTime = entry.time
    record.orders[order.record].fillPrice = entry.price
  }

  // MARK: Exits

  /// Closes the position of a symbol and books the trade.
  mutating func close(_ index: Int, _ exit: ClosingFill) {
    settleFunding(of: index, until: exit.time)
    guard books[index].isHeld else { return }
    var position = books[index].position
    let sign = position.side.sign
    let price = exit.reference * (1 - sign * exit.slip)
    position.excursion(to: price)
    let fee = position.quantity * price * rate(of: exit.fee)
    account.cash += position.unrealised(at: price) - fee
    books[index].isHeld = false
    books[index].scout = nil
    books[index].exitOrder = nil
    books[index].latestExit[position.side] = exit.time
    if !books[index].isActive { books[index].openFill = nil }
    let trade = trade(position, of: index, exit, price: price, fee: fee)
    record.trades.append(trade)
    if case .kelly = strategy.sizing, trade.countsInStatistics { past.insert(trade) }
    halt?.count(trade.netProfit)
    moneyMoved(at: exit.time)
  }

  private func rate(of fee: ClosingFill.Fee) -> Double {
    switch fee {
    case .none: 0
    case .maker: strategy.costs.makerBasisPoints / 1e4
    case .taker: strategy.costs.takerBasisPoints / 1e4
    case .liquidation: strategy.portfolio.liquidationFee
    }
  }

  private func trade(
    _ position: Position, of index: Int, _ exit: ClosingFill, price: Double, fee: Double
  ) -> Trade {
    Trade(
      symbol: index, side: position.side, gridIndex: position.gridIndex,
      decisionTime: position.decisionTime, entryTime: position.entryTime,
      entryPrice: position.entryPrice, entryReference: position.entryReference,
      quantity: position.quantity, exitDecisionTime: exit.decisionTime ?? exit.time,
      exitTime: exit.time, exitPrice: price, exitReference: exit.reference,
      exitReason: exit.reason, entryFee: position.entryFee, exitFee: fee,
      makerFee: position.makerFee + (exit.fee == .maker ? fee : 0),
      entrySlippage: position.entrySlippage,
      exitSlippage: position.quantity * abs(price - exit.reference), funding: position.funding,
      stopDistance: position.stopDistance, adverseExcursion: position.adverse,
      favourableExcursion: position.favourable, liquidationPrice: position.liquidationPrice,
      isAmbiguous: exit.isAmbiguous, missedTarget: exit.isAmbiguous ? position.target : .nan,
      equityAfter: equity)
  }

  /// Closes an isolated position at its bankruptcy price: the whole margin is lost (rule 98).
  mutating func liquidate(_ index: Int, at time: Int64, isAmbiguous: Bool) {
    guard books[index].isHeld else { return }
    let position = books[index].position
    let price =
      position.entryPrice * (1 - position.side.sign / strategy.portfolio.leverage)
    close(
      index,
      ClosingFill(
        reason: .liquidation, time: time, reference: price, fee: .liquidation,
        isAmbiguous: isAmbiguous))
  }

  /// Pays every settlement after the entry up to `time` (rule 4e, trap 14).
  mutating func settleFunding(of index: Int, until time: Int64) {
    guard strategy.data.funding == .actual, !books[index].data.market.funding.isEmpty,
      books[index].isHeld, books[index].position.fundedUntil < time
    else { return }
    let position = books[index].position
    let settlements = books[index].data.market.funding
    var paid = 0.0
    var next = settlements.firstSettlement(after: position.fundedUntil)
    while next < settlements.count, settlements[next].time <= time {
      let settlement = settlements[next]
      next += 1
      let mark =
        settlement.mark.isNaN ? books[index].price(at: settlement.time) : settlement.mark
      paid -= position.side.sign * position.quantity * mark * settlement.rate
    }
    books[index].position.funding += paid
    books[index].position.fundedUntil = time
    account.cash += paid
    if paid != 0 { moneyMoved(at: time) }
  }
}
