import Signals

/// What candles do to positions and orders: at their open, inside them, at their close.
extension Engine {
  // MARK: At the close

  /// Step (a) of rule 4: every candle that closes at `time`, in the order of symbols.
  mutating func closeCandles(at time: Int64) {
    isMarginTestDue = time >= nextMarginTest
    if isMarginTestDue { nextMarginTest = .max }
    for index in books.indices {
      guard let candle = books[index].openFill,
        books[index].data.closeTime(candle) == time
      else { continue }
      isMarginTestDue = true
      closeCandle(candle, of: index, at: time)
    }
  }

  private mutating func closeCandle(_ candle: Int, of index: Int, at time: Int64) {
    books[index].openFill = nil
    books[index].closedFill = candle
    books[index].lastClose = books[index].data.close[candle]
    if books[index].isHeld {
      leaveInside(candle, of: index, at: time, ignoresTarget: false)
    }
    let isHeldBefore = books[index].isHeld
    if fillLimit(candle, of: index, at: time) {
      leaveInside(candle, of: index, at: time, ignoresTarget: true)
    }
    updateExtremes(candle, of: index, isHeldBefore: isHeldBefore)
  }

  /// The best price and the excursions after a completed candle (rules 92, 95). In the candle of a
  /// limit entry only the close and the adverse extreme are known to come after the fill.
  private mutating func updateExtremes(_ candle: Int, of index: Int, isHeldBefore: Bool) {
    guard books[index].isHeld else { return }
    let data = books[index].data
    let isLong = books[index].position.side == .long
    let worst = isLong ? data.low[candle] : data.high[candle]
    let best = isLong ? data.high[candle] : data.low[candle]
    let favourable = isHeldBefore ? best : data.close[candle]
    books[index].position.excursion(to: worst)
    books[index].position.excursion(to: favourable)
    books[index].position.improve(to: favourable)
  }

  /// Closes the position when a level lies inside the candle (rules 88 to 90).
  private mutating func leaveInside(
    _ candle: Int, of index: Int, at time: Int64, ignoresTarget: Bool
  ) {
    guard books[index].isHeld else { return }
    let position = books[index].position
    let data = books[index].data
    let hit = CandleHits(
      position, open: data.open[candle], low: data.low[candle],
      high: data.high[candle], touches: strategy.execution.limitFill == .touch,
      ignoresTarget: ignoresTarget)
    guard hit.isAny else { return }
    let isAmbiguous = hit.isAdverse && hit.isTarget
    if hit.isTarget, !hit.isAdverse || hit.targetComesFirst(strategy.exit.intrabar) {
      close(
        index,
        ClosingFill(
          reason: .takeProfit, time: time, reference: position.target, fee: .maker,
          isAmbiguous: isAmbiguous))
    } else if hit.liquidationComesFirst {
      liquidate(index, at: time, isAmbiguous: isAmbiguous)
    } else if let stop = hit.stop {
      close(
        index,
        ClosingFill(
          reason: stop.reason, time: time, reference: hit.stopReference,
          slip: slip(candle, of: index, quantity: position.quantity), fee: .taker,
          isAmbiguous: isAmbiguous))
    }
  }

  // MARK: At the open

  /// Step (e) of rule 4: every candle that opens at `time`, in the order of symbols.
  mutating func openCandles(at time: Int64) {
    for index in books.indices {
      guard books[index].isActive, books[index].openFill == nil,
        books[index].nextFill < books[index].data.fillEnd,
        books[index].data.opening(books[index].nextFill) == time
      else { continue }
      let candle = books[index].nextFill
      books[index].nextFill += 1
      openCandle(candle, of: index, at: time)
      if books[index].isActive { books[index].openFill = candle }
    }
  }

  /// Rule 87: funding, liquidation, pending exits, gap stop, gap target, market entries.
  private mutating func openCandle(_ candle: Int, of index: Int, at time: Int64) {
    settleFunding(of: index, until: time)
    let entry = marketFill(candle, of: index, at: time)
    if books[index].isHeld { leaveAtOpen(candle, of: index, at: time, entry) }
    if let entry { fill(entry, of: index) }
  }

  private mutating func leaveAtOpen(
    _ candle: Int, of index: Int, at time: Int64, _ entry: EntryFill?
  ) {
    let position = books[index].position
    let open = books[index].data.open[candle]
    let sign = position.side.sign
    if !position.liquidationPrice.isNaN, sign * open <= sign * position.liquidationPrice {
      liquidate(index, at: time, isAmbiguous: false)
    } else if let order = books[index].exitOrder, order.orderTime <= time {
      let joint = entry.map { $0.order.isReverse ? $0.quantity : 0 } ?? 0
      close(
        index,
        ClosingFill(
          reason: order.reason, time: time, reference: marketReference(candle, of: index),
          decisionTime: order.decisionTime,
          slip: slip(candle, of: index, quantity: position.quantity + joint), fee: .taker))
    } else if let stop = position.effectiveStop, sign * open <= sign * stop.price {
      close(
        index,
        ClosingFill(
          reason: stop.reason, time: time, reference: open,
          slip: slip(candle, of: index, quantity: position.quantity), fee: .taker))
    } else if !position.target.isNaN,
      strategy.execution.limitFill == .touch
        ? sign * open >= sign * position.target : sign * open > sign * position.target
    {
      close(
        index,
        ClosingFill(reason: .takeProfit, time: time, reference: position.target, fee: .maker))
    }
  }

  // MARK: Prices

  /// What market orders are filled at before slippage (rule 72).
  func marketReference(_ candle: Int, of index: Int) -> Double {
    let data = books[index].data
    guard strategy.execution.fillPrice == .nextVWAP else { return data.open[candle] }
    let mean = data.market.fills.quoteVolume(candle) / data.market.fills.volume(candle)
    return mean.isFinite && mean > 0 ? mean : data.open[candle]
  }

  func slip(_ candle: Int, of index: Int, quantity: Double) -> Double {
    if let constant = slippage.constant { return constant }
    let data = books[index].data
    let value = slippage.slippage(
      in: data.market.fills, at: candle, quantity: quantity, data.signals)
    return value.isFinite ? value : 0
  }
}

/// Which levels of a position lie inside a candle.
struct CandleHits {
  private let sign: Double
  private let open: Double
  private let towardsTarget: Double
  private let towardsStop: Double
  let stop: (price: Double, reason: ExitReason)?
  private let liquidationPrice: Double
  let isLiquidation: Bool
  let isTarget: Bool

  init(
    _ position: Position, open: Double, low: Double, high: Double, touches: Bool,
    ignoresTarget: Bool
  ) {
    sign = position.side.sign
    self.open = open
    let isLong = position.side == .long
    let adverse = isLong ? low : high
    let favourable = isLong ? high : low
    towardsTarget = abs(favourable - open)
    towardsStop = abs(open - adverse)
    let effective = position.effectiveStop
    stop = effective.flatMap { [sign] in sign * adverse <= sign * $0.price ? $0 : nil }
    liquidationPrice = position.liquidationPrice
    isLiquidation = !liquidationPrice.isNaN && sign * adverse <= sign * liquidationPrice
    let target = position.target
    isTarget =
      !ignoresTarget && !target.isNaN
      && (touches ? sign * favourable >= sign * target : sign * favourable > sign * target)
  }

  var isAdverse: Bool { stop != nil || isLiquidation }
  var isAny: Bool { isAdverse || isTarget }

  /// The price at which the stop's market order is filled: no better than the open.
  var stopReference: Double {
    guard let stop else { return .nan }
    return sign * open < sign * stop.price ? open : stop.price
  }

  /// Whether the position is liquidated rather than stopped: the level nearer to the open is met
  /// first, the liquidation when both are equally near.
  var liquidationComesFirst: Bool {
    guard isLiquidation else { return false }
    guard stop != nil else { return true }
    let liquidation = sign * open < sign * liquidationPrice ? open : liquidationPrice
    return abs(open - liquidation) <= abs(open - stopReference)
  }

  /// Whether the target counts as met before the stop or liquidation in the same candle.
  func targetComesFirst(_ policy: ExitRules.Intrabar) -> Bool {
    switch policy {
    case .worstCase, .finerCandles: false
    case .bestCase: true
    case .openProximity: towardsTarget < towardsStop
    }
  }
}
