import Basics
import Foundation

/// A closed trade of the reference.
struct ReferenceTrade {
  var symbol: Int
  var side: Double
  var tag: String
  var decision: Int64
  var entryTime: Int64
  var entryPrice: Double
  var entryReference: Double
  var quantity: Double
  var exitDecision: Int64
  var exitTime: Int64
  var exitPrice: Double
  var exitReference: Double
  var reason: String
  var entryFee: Double
  var exitFee: Double
  var entrySlippage: Double
  var exitSlippage: Double
  var net: Double
  var funding: Double
  var stopDistance: Double?
  var mae: Double
  var mfe: Double
  var liquidation: Double?
  var isAmbiguous: Bool
  var equityAfter: Double
  /// In the order in which they were closed.
  var serial: Int
}

/// A level frozen at the decision: kind and number.
struct ReferenceLevel {
  var kind: String
  var number: Double
}

final class ReferencePosition {
  var side = 0.0
  var quantity = 0.0
  var price = 0.0
  var reference = 0.0
  var time: Int64 = 0
  var decision: Int64 = 0
  var tag = ""
  var firstPrice = 0.0
  var stop: Double?
  var distance: Double?
  var target: Double?
  var trail: Double?
  var activation: Double?
  var breakEven: Double?
  var best = 0.0
  var liquidation: Double?
  var fee = 0.0
  var slippage = 0.0
  var mae = 0.0
  var mfe = 0.0
  var additions = 0.0
  var funding = 0.0
  var fundedUntil: Int64 = 0
}

struct ReferenceOrder {
  var side: Double
  var limit: Double?
  var quantity: Double
  var decision: Int64
  var orderTime: Int64
  var price: Double
  var lastOpen: Int64?
  var expiry: Int64?
  var tag: String
  var levels: [String: ReferenceLevel]
  var isReverse: Bool
}

struct ReferenceExit {
  var reason: String
  var decision: Int64
  var orderTime: Int64
}

/// Steps through every instant of the data and does what the rules say, in the order of rule 4.
final class ReferenceEngine {
  static let day: Int64 = 86_400_000_000

  let market: ReferenceMarket
  let strategy: JSONValue
  let expressions: ReferenceExpressions
  let count: Int
  let from: Int64
  let to: Int64

  var cash: Double
  var positions: [ReferencePosition?]
  var entries: [ReferenceOrder?]
  var exits: [ReferenceExit?]
  var lastClose: [Double?]
  var lastCloseTime: [Int64?]
  var trades: [ReferenceTrade] = []
  var marks: [(time: Int64, equity: Double)] = []
  var openings: [(time: Int64, symbol: Int, side: Double)] = []
  var accepted: [Int64] = []
  var isRuined = false

  // Halts.
  var haltEnd: Int64?
  var peak: Double
  var base: Double
  var streak = 0.0

  init(_ market: ReferenceMarket, _ strategy: JSONValue) {
    self.market = market
    self.strategy = strategy
    expressions = ReferenceExpressions(market, strategy)
    count = market.symbols.count
    (from, to) = Self.trading(market, strategy)
    cash = strategy["portfolio"]?.number("capital", or: 100_000) ?? 100_000
    peak = cash
    base = cash
    positions = Array(repeating: nil, count: count)
    entries = Array(repeating: nil, count: count)
    exits = Array(repeating: nil, count: count)
    lastClose = Array(repeating: nil, count: count)
    lastCloseTime = Array(repeating: nil, count: count)
  }

  /// Rule 7.
  static func trading(_ market: ReferenceMarket, _ strategy: JSONValue) -> (Int64, Int64) {
    let warm = market.start + ReferenceWarmUp(strategy).total
    let first = (warm + day - 1) / day * day
    let last = market.end / day * day
    return last > first ? (first, last) : (warm, market.end)
  }

  var isShort: Bool {
    let warm = market.start + ReferenceWarmUp(strategy).total
    return market.end / Self.day * Self.day <= (warm + Self.day - 1) / Self.day * Self.day
  }

  func block(_ name: String) -> JSONValue { strategy[name] ?? .null }
  var delay: Int64 {
    (block("clock").microseconds("decision_delay") ?? 0)
      + (block("execution").microseconds("latency") ?? 0)
  }
  var isCross: Bool { block("portfolio").word("margin_mode", or: "isolated") == "cross" }
  var leverage: Double { block("portfolio").number("leverage", or: 1) }
  var touches: Bool { block("execution").word("limit_fill", or: "trade_through") == "touch" }
  var taker: Double { block("costs").number("taker_bps", or: 0) / 1e4 }
  var maker: Double { block("costs").number("maker_bps", or: 0) / 1e4 }

  // MARK: Time

  func run() {
    var known = staticInstants()
    var time = Int64.min
    while true {
      known.formUnion(dynamicInstants())
      guard let next = known.filter({ $0 > time }).min() else { break }
      time = next
      step(time)
      if time >= to || isRuined { break }
    }
    trades.sort {
      ($0.exitTime, $0.symbol, $0.entryTime, $0.serial)
        < ($1.exitTime, $1.symbol, $1.entryTime, $1.serial)
    }
  }

  private func staticInstants() -> Set<Int64> {
    var instants: Set<Int64> = [from, to]
    for (index, symbol) in market.symbols.enumerated() {
      for bar in symbol.fills {
        instants.formUnion([bar.openTime, bar.openTime + market.fillInterval])
      }
      for bar in symbol.bars { instants.formUnion([bar.openTime, bar.openTime + market.interval]) }
      instants.formUnion(expressions.grids[index])
    }
    var midnight = (from / Self.day) * Self.day
    while midnight <= to {
      instants.insert(midnight)
      midnight += Self.day
    }
    return instants.filter { $0 <= to }
  }

  private func dynamicInstants() -> Set<Int64> {
    var instants: Set<Int64> = []
    for index in 0..<count {
      if let position = positions[index], let hold = block("exit").microseconds("max_hold") {
        instants.insert(position.time + hold)
      }
      if let expiry = entries[index]?.expiry { instants.insert(expiry) }
      if let close = lastCloseTime[index] { instants.insert(close + Self.day) }
    }
    return instants.filter { $0 <= to }
  }

  private func step(_ time: Int64) {
    var hasClosed = false
    for index in 0..<count {
      for bar in market.symbols[index].fills where bar.openTime + market.fillInterval == time {
        hasClosed = true
        close(bar, index, time)
      }
    }
    if hasClosed, isCross { crossLiquidation(time) }
    expire(time)
    delist(time)
    if time == to { end(time) }
    mark(time)
    guard time >= from, time < to, !isRuined else { return }
    decide(time)
    for index in 0..<count {
      for bar in market.symbols[index].fills where bar.openTime == time {
        guard bar.openTime >= from, bar.openTime + market.fillInterval <= to else { continue }
        open(bar, index, time)
      }
    }
  }

  // MARK: (a)

  private func close(_ bar: ReferenceBar, _ index: Int, _ time: Int64) {
    lastClose[index] = bar.close
    lastCloseTime[index] = time
    guard bar.openTime >= from, time <= to else { return }
    if let position = positions[index], position.time <= bar.openTime {
      inside(position, bar, index, time, withTarget: true)
    }
    let before = positions[index]
    if limitFill(bar, index, time), let position = positions[index] {
      inside(position, bar, index, time, withTarget: false)
    }
    guard let position = positions[index] else { return }
    let worst = position.side > 0 ? bar.low : bar.high
    let best = position.side > 0 ? bar.high : bar.low
    let good = before === position ? best : bar.close
    excursion(position, worst)
    excursion(position, good)
    if position.side * good > position.side * position.best { position.best = good }
  }

  private func excursion(_ position: ReferencePosition, _ price: Double) {
    let change = position.side * (price / position.price - 1)
    position.mae = min(position.mae, change)
    position.mfe = max(position.mfe, change)
  }

  /// Rule 91.
  private func stop(of position: ReferencePosition) -> (level: Double, name: String)? {
    var stops: [(level: Double, name: String)] = []
    if let stop = position.stop { stops.append((stop, "stop_loss")) }
    let side = position.side
    if let armed = position.breakEven, side * position.best >= side * armed {
      stops.append((position.firstPrice, "break_even"))
    }
    if let trail = position.trail {
      let isActive = position.activation.map { side * position.best >= side * $0 } ?? true
      if isActive { stops.append((position.best - side * trail, "trailing")) }
    }
    let tightest = stops.map { side * $0.level }.max()
    return stops.first { side * $0.level == tightest }
  }

  private func inside(
    _ position: ReferencePosition, _ bar: ReferenceBar, _ index: Int, _ time: Int64,
    withTarget: Bool
  ) {
    let isLong = position.side > 0
    let stop = stop(of: position)
    let isStopped = stop.map { isLong ? bar.low <= $0.level : bar.high >= $0.level } ?? false
    let isLiquidated =
      position.liquidation.map { isLong ? bar.low <= $0 : bar.high >= $0 } ?? false
    var isTarget = false
    if withTarget, let target = position.target {
      isTarget =
        isLong
        ? (touches ? bar.high >= target : bar.high > target)
        : (touches ? bar.low <= target : bar.low < target)
    }
    let isBad = isStopped || isLiquidated
    guard isBad || isTarget else { return }
    var targetFirst = false
    switch block("exit").word("intrabar", or: "worst_case") {
    case "best_case": targetFirst = true
    case "open_proximity":
      targetFirst =
        isLong
        ? bar.high - bar.open < bar.open - bar.low : bar.open - bar.low < bar.high - bar.open
    default: break
    }
    let ambiguous = isBad && isTarget
    if isTarget, !isBad || targetFirst, let target = position.target {
      leave(index, "take_profit", time, target, 0, maker, ambiguous)
      return
    }
    let level = stop.map { isLong ? min(bar.open, $0.level) : max(bar.open, $0.level) }
    if isStopped, isLiquidated, let level, let liquidation = position.liquidation {
      let near = isLong ? min(bar.open, liquidation) : max(bar.open, liquidation)
      if abs(bar.open - level) < abs(bar.open - near) {
        leave(
          index, stop?.name ?? "", time, level, slip(bar, index, position.quantity), taker,
          ambiguous)
        return
      }
    }
    if isLiquidated {
      liquidate(position, index, time, ambiguous)
    } else if let level {
      leave(
        index, stop?.name ?? "", time, level, slip(bar, index, position.quantity), taker, ambiguous)
    }
  }

  private func liquidate(
    _ position: ReferencePosition, _ index: Int, _ time: Int64, _ ambiguous: Bool
  ) {
    let bankrupt = position.price * (1 - position.side / leverage)
    leave(
      index, "liquidation", time, bankrupt, 0,
      block("portfolio").number("liquidation_fee", or: 0), ambiguous)
  }

  private func limitFill(_ bar: ReferenceBar, _ index: Int, _ time: Int64) -> Bool {
    guard let order = entries[index], let limit = order.limit, bar.openTime >= order.orderTime,
      order.lastOpen.map({ bar.openTime <= $0 }) ?? true
    else { return false }
    let isLong = order.side > 0
    let isMet =
      isLong
      ? (touches ? bar.low <= limit : bar.low < limit)
      : (touches ? bar.high >= limit : bar.high > limit)
    guard isMet else { return false }
    entries[index] = nil
    let quantity = participation(order.quantity, bar, limit)
    guard quantity > 0 else { return false }
    enter(order, index, quantity, limit, limit, time, fee: maker)
    return true
  }

  private func participation(
    _ quantity: Double, _ bar: ReferenceBar, _ price: Double
  ) -> Double {
    guard let share = block("execution")["max_participation"]?.double,
      let volume = bar.quoteVolume
    else { return quantity }
    return min(quantity, share * volume / price)
  }

  // MARK: (b) and what follows

  private func crossLiquidation(_ time: Int64) {
    var values: [(index: Int, price: Double, profit: Double)] = []
    for index in 0..<count {
      guard let position = positions[index] else { continue }
      let bar = market.symbols[index].fills.first {
        $0.openTime + market.fillInterval == time
      }
      let price = bar.map { position.side > 0 ? $0.low : $0.high } ?? (lastClose[index] ?? 0)
      values.append(
        (index, price, position.side * position.quantity * (price - position.price)))
    }
    guard !values.isEmpty else { return }
    let equity = cash + values.map(\.profit).reduce(0, +)
    let need = values.map {
      maintenance($0.index, (positions[$0.index]?.quantity ?? 0) * $0.price)
    }.reduce(0, +)
    guard equity <= need else { return }
    entries = Array(repeating: nil, count: count)
    for value in values.sorted(by: { ($0.profit, $0.index) < ($1.profit, $1.index) }) {
      leave(
        value.index, "liquidation", time, value.price, 0,
        block("portfolio").number("liquidation_fee", or: 0), false)
    }
  }

  private func expire(_ time: Int64) {
    for index in 0..<count {
      guard let order = entries[index], order.limit != nil, let expiry = order.expiry,
        time >= expiry
      else { continue }
      if block("execution").word("if_unfilled", or: "cancel") == "market" {
        entries[index]?.limit = nil
        entries[index]?.expiry = nil
        entries[index]?.orderTime = order.lastOpen ?? 0
      } else {
        entries[index] = nil
      }
    }
  }

  private func delist(_ time: Int64) {
    for index in 0..<count {
      guard let close = lastCloseTime[index], close + Self.day == time, time <= to else {
        continue
      }
      entries[index] = nil
      if positions[index] != nil {
        leave(index, "delisted", time, lastClose[index] ?? 0, 0.01, taker, false)
      }
    }
  }

  private func end(_ time: Int64) {
    guard block("exit").word("at_end", or: "close_at_last") == "close_at_last" else { return }
    for index in 0..<count {
      guard let position = positions[index],
        let bar = market.symbols[index].fills.last(where: {
          $0.openTime + market.fillInterval <= to
        })
      else { continue }
      leave(
        index, "end", time, bar.close, slip(bar, index, position.quantity), taker, false)
    }
  }

  func unrealised(_ index: Int) -> Double {
    guard let position = positions[index], let close = lastClose[index] else { return 0 }
    return position.side * position.quantity * (close - position.price)
  }

  var equity: Double { (0..<count).reduce(cash) { $0 + unrealised($1) } }

  private func mark(_ time: Int64) {
    let isMark =
      time == from || time == to || (time > from && time < to && time % Self.day == 0)
      || (time > from && time <= to
        && market.symbols.contains { symbol in
          symbol.bars.contains { $0.openTime + market.interval == time }
        })
    guard isMark, time >= from, time <= to else { return }
    let equity = equity
    marks.append((time, equity))
    if equity <= 0 {
      isRuined = true
      for index in 0..<count where positions[index] != nil {
        leave(index, "ruined", time, lastClose[index] ?? 0, 0, 0, false)
      }
      return
    }
    if let rule = block("portfolio")["halt"] { judge(rule, time, equity) }
  }

  /// Rule 100.
  private func judge(_ rule: JSONValue, _ time: Int64, _ equity: Double) {
    let isMidnight = time % Self.day == 0
    if let end = haltEnd {
      if time >= end {
        haltEnd = nil
        peak = equity
        base = equity
        streak = 0
      } else if isMidnight {
        base = equity
      }
      return
    }
    peak = max(peak, equity)
    var ends: [Int64] = []
    let resume = rule.microseconds("resume_after")
    if let limit = rule["max_drawdown"]?.double, equity / peak - 1 <= -limit {
      ends.append(resume.map { time + $0 } ?? .max)
    }
    if let limit = rule["daily_loss"]?.double, equity / base - 1 <= -limit {
      ends.append(resume.map { time + $0 } ?? (time / Self.day + 1) * Self.day)
    }
    if let limit = rule["consecutive_losses"]?.double, streak >= limit {
      ends.append(resume.map { time + $0 } ?? .max)
    }
    if let latest = ends.max() { haltEnd = latest }
    if isMidnight { base = equity }
  }

  // MARK: (e)

  private func open(_ bar: ReferenceBar, _ index: Int, _ time: Int64) {
    pay(index, time)
    let order = entries[index].flatMap { $0.limit == nil && $0.orderTime <= time ? $0 : nil }
    let market = marketPrice(bar)
    let quantity = order.map { participation($0.quantity, bar, market) } ?? 0
    if let position = positions[index] {
      atOpen(position, bar, index, time, reversing: order?.isReverse ?? false ? quantity : 0)
    }
    guard let order else { return }
    entries[index] = nil
    guard quantity > 0 else { return }
    let total = quantity + (order.isReverse ? reversed : 0)
    let price = market * (1 + order.side * slip(bar, index, total))
    enter(order, index, quantity, price, market, time, fee: taker)
  }

  /// Rule 72.
  private func marketPrice(_ bar: ReferenceBar) -> Double {
    guard block("execution").word("fill_price", or: "next_open") == "next_vwap",
      let quote = bar.quoteVolume, let volume = bar.volume, volume > 0, quote > 0
    else { return bar.open }
    return quote / volume
  }

  /// Trap 14: every settlement after the entry up to `time`.
  private func pay(_ index: Int, _ time: Int64) {
    guard let position = positions[index] else { return }
    for settlement in market.symbols[index].funding
    where settlement.time > position.fundedUntil && settlement.time <= time {
      let last = market.symbols[index].fills.last {
        $0.openTime + market.fillInterval <= settlement.time
      }
      let mark = settlement.mark ?? last?.close ?? 0
      let paid = -position.side * position.quantity * mark * settlement.rate
      position.funding += paid
      cash += paid
    }
    position.fundedUntil = time
  }

  /// Rules 98, 99, 146.
  private func maintenance(_ index: Int, _ notional: Double) -> Double {
    let tiers = market.symbols[index].tiers
    guard let tier = tiers.last(where: { $0.floor <= notional }) ?? tiers.first else {
      return notional * block("portfolio").number("maintenance_margin", or: 0.005)
    }
    return notional * tier.rate - tier.amount
  }

  /// The price at which the isolated margin of a position equals its maintenance.
  private func liquidationPrice(_ position: ReferencePosition, _ index: Int) -> Double? {
    let flat = block("portfolio").number("maintenance_margin", or: 0.005)
    let given = market.symbols[index].tiers
    let tiers = given.isEmpty ? [(floor: 0, rate: flat, amount: 0)] : given
    let (e, q, side) = (position.price, position.quantity, position.side)
    for (place, tier) in tiers.enumerated() {
      let level =
        side > 0
        ? (e * (1 - 1 / leverage) - tier.amount / q) / (1 - tier.rate)
        : (e * (1 + 1 / leverage) + tier.amount / q) / (1 + tier.rate)
      let next = place + 1 < tiers.count ? tiers[place + 1].floor : .infinity
      if level * q < next { return level > 0 ? level : nil }
    }
    return nil
  }

  /// The quantity that the exit leg of a reverse has just filled.
  private var reversed = 0.0

  private func atOpen(
    _ position: ReferencePosition, _ bar: ReferenceBar, _ index: Int, _ time: Int64,
    reversing: Double
  ) {
    reversed = 0
    let isLong = position.side > 0
    if let liquidation = position.liquidation,
      isLong ? bar.open <= liquidation : bar.open >= liquidation
    {
      liquidate(position, index, time, false)
      return
    }
    if let exit = exits[index], exit.orderTime <= time {
      reversed = position.quantity
      leave(
        index, exit.reason, time, marketPrice(bar),
        slip(bar, index, position.quantity + reversing),
        taker, false, decision: exit.decision)
      return
    }
    if let stop = stop(of: position), isLong ? bar.open <= stop.level : bar.open >= stop.level {
      leave(index, stop.name, time, bar.open, slip(bar, index, position.quantity), taker, false)
      return
    }
    if let target = position.target {
      let isMet =
        isLong
        ? (touches ? bar.open >= target : bar.open > target)
        : (touches ? bar.open <= target : bar.open < target)
      if isMet { leave(index, "take_profit", time, target, 0, maker, false) }
    }
  }

  // MARK: Fills

  /// Rule 78.
  func slip(_ bar: ReferenceBar, _ index: Int, _ quantity: Double) -> Double {
    guard let model = block("costs")["slippage"] else { return 0 }
    switch model.word("model", or: "") {
    case "fixed_bps": return model.number("bps", or: 0) / 1e4
    case "bar_range": return model.number("fraction", or: 0) * (bar.high - bar.low) / bar.open
    case "sqrt_impact":
      let half = model.number("half_spread_bps", or: 0) / 1e4
      guard let volume = bar.volume else { return half }
      let sigma = log(bar.high / bar.low) / sqrt(4 * log(2))
      let ratio = volume == 0 ? 1 : min(1, quantity / volume)
      return half + model.number("coefficient", or: 0) * sigma * sqrt(ratio)
    default:
      let instant = expressions.grids[index].last { $0 <= bar.openTime }
      let stress = instant.flatMap { expressions.value(model["stress"] ?? .null, index, $0) } ?? 0
      let basisPoints =
        model.number("base_bps", or: 0) + model.number("per_sigma_bps", or: 0) * max(0, stress)
      return min(model["cap_bps"]?.double ?? .infinity, basisPoints) / 1e4
    }
  }

  private func enter(
    _ order: ReferenceOrder, _ index: Int, _ quantity: Double, _ price: Double,
    _ reference: Double, _ time: Int64, fee rate: Double
  ) {
    let fee = quantity * price * rate
    cash -= fee
    let position: ReferencePosition
    if let held = positions[index] {
      position = held
      let total = held.quantity + quantity
      held.price = (held.price * held.quantity + price * quantity) / total
      held.reference = (held.reference * held.quantity + reference * quantity) / total
      held.quantity = total
    } else {
      position = ReferencePosition()
      position.side = order.side
      position.quantity = quantity
      position.price = price
      position.reference = reference
      position.firstPrice = price
      position.time = time
      position.fundedUntil = time
      position.decision = order.decision
      position.tag = order.tag
      position.best = price
      setLevels(position, order.levels)
      positions[index] = position
      openings.append((time, index, order.side))
    }
    position.fee += fee
    position.slippage += quantity * abs(price - reference)
    if !isCross {
      position.liquidation = liquidationPrice(position, index)
    }
  }

  /// Rule 83.
  private func setLevels(_ position: ReferencePosition, _ levels: [String: ReferenceLevel]) {
    let e = position.price
    let side = position.side
    func distance(_ level: ReferenceLevel) -> Double {
      switch level.kind {
      case "fraction": level.number * e
      case "distance": level.number
      case "r": level.number * (position.distance ?? 0)
      default: abs(e - level.number)
      }
    }
    func price(_ level: ReferenceLevel, _ direction: Double) -> Double {
      level.kind == "price" ? level.number : e + direction * distance(level)
    }
    if let level = levels["stop_loss"] {
      position.distance = distance(level)
      position.stop = price(level, -side)
    }
    position.target = levels["take_profit"].map { price($0, side) }
    position.trail = levels["distance"].map(distance)
    position.activation = levels["activate"].map { price($0, side) }
    position.breakEven = levels["break_even_after"].map { price($0, side) }
  }

  private func leave(
    _ index: Int, _ reason: String, _ time: Int64, _ reference: Double, _ slip: Double,
    _ rate: Double, _ ambiguous: Bool, decision: Int64? = nil
  ) {
    pay(index, time)
    guard let position = positions[index] else { return }
    let price = reference * (1 - position.side * slip)
    let fee = position.quantity * price * rate
    let profit = position.side * position.quantity * (price - position.price)
    excursion(position, price)
    cash += profit - fee
    positions[index] = nil
    exits[index] = nil
    let net = profit - fee - position.fee + position.funding
    trades.append(
      ReferenceTrade(
        symbol: index, side: position.side, tag: position.tag, decision: position.decision,
        entryTime: position.time, entryPrice: position.price,
        entryReference: position.reference, quantity: position.quantity,
        exitDecision: decision ?? time, exitTime: time, exitPrice: price,
        exitReference: reference, reason: reason, entryFee: position.fee, exitFee: fee,
        entrySlippage: position.slippage,
        exitSlippage: position.quantity * abs(price - reference), net: net,
        funding: position.funding,
        stopDistance: position.distance, mae: position.mae, mfe: position.mfe,
        liquidation: position.liquidation, isAmbiguous: ambiguous, equityAfter: equity,
        serial: trades.count))
    if haltEnd == nil { streak = net < 0 ? streak + 1 : 0 }
  }
}
