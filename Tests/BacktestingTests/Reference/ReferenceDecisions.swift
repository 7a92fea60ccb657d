import Basics
import Foundation

/// Step (d) of rule 4, and the warm-up.
extension ReferenceEngine {
  func decide(_ time: Int64) {
    for index in 0..<count {
      guard let position = positions[index] else { continue }
      if let hold = block("exit").microseconds("max_hold"), exits[index] == nil,
        position.time + hold <= time
      {
        exits[index] = ReferenceExit(
          reason: "max_hold", decision: position.time + hold,
          orderTime: position.time + hold + delay)
      }
      let key = position.side > 0 ? "signal_long" : "signal_short"
      guard exits[index] == nil, expressions.grids[index].contains(time),
        let when = block("exit")[key]?["when"]
      else { continue }
      let facts = [
        "age": Double(time - position.time) / 1e6,
        "return": position.side * ((lastClose[index] ?? 0) / position.price - 1),
        "mfe": position.mfe, "mae": position.mae, "entry_price": position.price,
      ]
      if expressions.value(when, index, time, facts) == 1 {
        exits[index] = ReferenceExit(reason: "signal", decision: time, orderTime: time + delay)
      }
    }
    decideEntries(time)
  }

  private struct Wish {
    var index: Int
    var side: Double
    var rank: Double?
    var kind: String
  }

  private func decideEntries(_ time: Int64) {
    var wishes: [Wish] = []
    for index in 0..<count where expressions.grids[index].contains(time) {
      if let wish = wish(index, time) { wishes.append(wish) }
    }
    wishes.sort { left, right in
      let ranks = (left.rank ?? -.infinity, right.rank ?? -.infinity)
      return ranks.0 != ranks.1 ? ranks.0 > ranks.1 : left.index < right.index
    }
    let equity = equity
    for wish in wishes {
      let slots = block("portfolio").number("max_positions", or: .infinity)
      let taken =
        (0..<count).count { positions[$0] != nil } + (0..<count).count { entries[$0] != nil }
      if wish.kind == "open", Double(taken) >= slots { continue }
      guard isUnderCap(time) else { continue }
      submit(wish, time, equity)
    }
  }

  private func isUnderCap(_ time: Int64) -> Bool {
    let today = accepted.count { $0 / Self.day == time / Self.day }
    return Double(today) < block("entry").number("max_entries_per_day", or: .infinity)
  }

  /// Whether a rule triggers: rule 56.
  private func triggers(_ side: String, _ index: Int, _ time: Int64) -> Bool {
    guard let when = block("entry")[side]?["when"],
      expressions.value(when, index, time) == 1
    else { return false }
    if block("entry").word("trigger", or: "rising_edge") == "level" { return true }
    guard let before = expressions.grids[index].last(where: { $0 < time }) else { return true }
    return expressions.value(when, index, before) != 1
  }

  /// Rule 57, up to the daily cap.
  private func wish(_ index: Int, _ time: Int64) -> Wish? {
    let entry = block("entry")
    let long = triggers("long", index, time)
    let short = triggers("short", index, time)
    guard long || short else { return nil }
    var side = long ? 1.0 : -1
    if long, short {
      switch entry.word("on_conflict", or: "skip") {
      case "long": side = 1
      case "short": side = -1
      default: return nil
      }
    }
    guard lastClose[index] != nil else { return nil }
    let onGap = block("data")["candles"]?.word("on_gap", or: "halt_signals")
    if onGap == "halt_signals", expressions.isGap(index, time) { return nil }
    if let end = haltEnd, time < end { return nil }
    guard isMember(index, time) else { return nil }
    for filter in block("filters").elements ?? [] {
      guard expressions.value(filter["when"] ?? .null, index, time) == 1 else { return nil }
    }
    guard let kind = kind(side, index), hasCooled(side, index, time), isUnderCap(time) else {
      return nil
    }
    let rank = block("portfolio")["rank_by"].map { expressions.value($0, index, time) } ?? 0
    return Wish(index: index, side: side, rank: rank, kind: kind)
  }

  /// Rule 31.
  private func isMember(_ index: Int, _ time: Int64) -> Bool {
    guard let rule = block("universe")["select"] else { return true }
    let lookback = rule.microseconds("lookback") ?? 0
    let refresh = rule.microseconds("refresh") ?? 1
    var at = market.start + lookback
    guard at <= time else { return false }
    while at + refresh <= time { at += refresh }
    let age = rule.microseconds("min_age") ?? 0
    var sizes: [(size: Double, symbol: Int)] = []
    for (symbol, own) in market.symbols.enumerated() {
      guard let first = own.bars.first, first.openTime <= at - age else { continue }
      let volumes = own.bars.filter {
        $0.openTime >= at - lookback && $0.openTime + market.interval < at
      }.compactMap(\.quoteVolume)
      let rows = own.rows.filter { $0.availability >= at - lookback && $0.availability < at }
        .compactMap(\.notional)
      let isVolume = rule.word("by", or: "") == "quote_volume"
      sizes.append(((isVolume ? volumes : rows).reduce(0, +), symbol))
    }
    sizes.sort { $0.size != $1.size ? $0.size > $1.size : $0.symbol < $1.symbol }
    return sizes.prefix(Int(rule.number("top", or: 1))).contains { $0.symbol == index }
  }

  private func kind(_ side: Double, _ index: Int) -> String? {
    guard positions[index] != nil || entries[index] != nil else { return "open" }
    guard let position = positions[index], entries[index] == nil else { return nil }
    switch block("entry").word("if_in_position", or: "ignore") {
    case "pyramid":
      let most = block("entry").number("max_pyramids", or: 1)
      return position.side == side && position.additions < most ? "pyramid" : nil
    case "reverse": return position.side == side ? nil : "reverse"
    default: return nil
    }
  }

  private func hasCooled(_ side: Double, _ index: Int, _ time: Int64) -> Bool {
    let entry = block("entry")
    guard let cooldown = entry.microseconds("cooldown") else { return true }
    let events =
      entry.word("cooldown_from", or: "exit") == "exit"
      ? trades.map { (time: $0.exitTime, symbol: $0.symbol, side: $0.side) } : openings
    let last =
      events.filter { event in
        switch entry.word("cooldown_scope", or: "symbol") {
        case "symbol_side": event.symbol == index && event.side == side
        case "symbol": event.symbol == index
        default: true
        }
      }.map(\.time).max()
    return last.map { time >= $0 + cooldown } ?? true
  }

  private func submit(_ wish: Wish, _ time: Int64, _ equity: Double) {
    let index = wish.index
    guard let price = lastClose[index], let levels = levels(index, time),
      var notional = wanted(wish, time, equity, price)
    else { return }
    notional = min(notional, room(wish, equity))
    guard notional.isFinite, notional >= 1e-6 * equity, notional > 0 else { return }
    accepted.append(time)
    if wish.kind == "reverse", exits[index] == nil {
      exits[index] = ReferenceExit(reason: "reverse", decision: time, orderTime: time + delay)
    }
    if wish.kind == "pyramid" { positions[index]?.additions += 1 }
    let execution = block("execution")
    let name = wish.side > 0 ? "long" : "short"
    var order = ReferenceOrder(
      side: wish.side, quantity: notional / price, decision: time, orderTime: time + delay,
      price: price, tag: block("entry")[name]?.word("tag", or: name) ?? name, levels: levels,
      isReverse: wish.kind == "reverse")
    if execution.word("order", or: "market") == "limit" {
      let limit =
        price * (1 - wish.side * execution.number("limit_offset_bps", or: 0) / 1e4)
      order.limit = limit
      order.quantity = notional / limit
      if let life = execution.microseconds("time_in_force") {
        let last = order.orderTime + life
        let bar = last / market.fillInterval * market.fillInterval
        order.lastOpen = last
        order.expiry = bar >= order.orderTime ? bar + market.fillInterval : last
      }
    }
    entries[index] = order
  }

  /// Rules 70, 83: the levels at the decision; nil when one is missing.
  private func levels(_ index: Int, _ time: Int64) -> [String: ReferenceLevel]? {
    let exit = block("exit")
    let blocks: [(String, JSONValue?)] = [
      ("stop_loss", exit["stop_loss"]), ("take_profit", exit["take_profit"]),
      ("break_even_after", exit["break_even_after"]), ("activate", exit["trailing"]?["activate"]),
      ("distance", exit["trailing"]?["distance"]),
    ]
    var levels: [String: ReferenceLevel] = [:]
    for (name, body) in blocks {
      guard let body else { continue }
      guard let level = level(body, index, time) else { return nil }
      levels[name] = level
    }
    return levels
  }

  private func level(_ body: JSONValue, _ index: Int, _ time: Int64) -> ReferenceLevel? {
    if let fraction = body["fraction"]?.double {
      return ReferenceLevel(kind: "fraction", number: fraction)
    }
    if let multiple = body["r"]?.double { return ReferenceLevel(kind: "r", number: multiple) }
    if let price = body["price"] {
      return expressions.value(price, index, time).map { ReferenceLevel(kind: "price", number: $0) }
    }
    if let multiple = body["sigma"]?.double, let of = body["of"] {
      guard let value = expressions.value(of, index, time), multiple * value > 0 else { return nil }
      return ReferenceLevel(kind: "fraction", number: multiple * value)
    }
    guard let multiple = body["atr"]?.double, let range = range(body, index, time), range > 0
    else { return nil }
    return ReferenceLevel(kind: "distance", number: multiple * range)
  }

  private func range(_ body: JSONValue, _ index: Int, _ time: Int64) -> Double? {
    let window =
      body["window"]?.text ?? "\(14 * market.interval / 1_000)ms"
    return expressions.value(
      .object([JSONMember("atr", .object([JSONMember("window", .string(window))]))]), index, time)
  }

  /// Rules 63 to 67, 123.
  private func wanted(
    _ wish: Wish, _ time: Int64, _ equity: Double, _ price: Double
  ) -> Double? {
    let sizing = block("sizing")
    switch sizing.word("type", or: "") {
    case "fixed_notional": return sizing.number("notional", or: 0)
    case "fixed_quantity": return sizing.number("quantity", or: 0) * price
    case "equity_fraction": return sizing.number("fraction", or: 0) * equity
    case "risk_fraction":
      guard let body = block("exit")["stop_loss"], let level = level(body, wish.index, time)
      else { return nil }
      let distance =
        switch level.kind {
        case "fraction": level.number
        case "distance": level.number / price
        default: abs(price - level.number) / price
        }
      return distance > 0 ? sizing.number("fraction", or: 0) * equity / distance : nil
    case "vol_target":
      guard let vol = expressions.value(sizing["vol"] ?? .null, wish.index, time), vol > 0
      else { return nil }
      let notional = equity * sizing.number("annual_vol", or: 0) / vol
      return min(notional, (sizing["max_leverage"]?.double ?? .infinity) * equity)
    default:
      let fraction = kelly(sizing)
      return fraction == 0 ? nil : fraction * equity
    }
  }

  private func kelly(_ sizing: JSONValue) -> Double {
    let window = sizing.number("window_trades", or: 1)
    let cap = sizing.number("cap_fraction", or: 1)
    let multiplier = sizing.number("multiplier", or: 1)
    let closed = trades.filter { $0.reason != "end" }.sorted {
      ($0.exitTime, $0.symbol, $0.entryTime, $0.serial)
        < ($1.exitTime, $1.symbol, $1.entryTime, $1.serial)
    }
    if Double(closed.count) < sizing.number("min_trades", or: window) { return multiplier * cap }
    let profits = closed.suffix(Int(window)).map(\.net)
    let wins = profits.filter { $0 > 0 }
    let losses = profits.filter { $0 < 0 }
    let share = Double(wins.count) / Double(profits.count)
    var value = share
    if wins.isEmpty { value = 0 }
    if !wins.isEmpty, !losses.isEmpty {
      let payoff =
        (wins.reduce(0, +) / Double(wins.count)) / abs(losses.reduce(0, +) / Double(losses.count))
      value = share - (1 - share) / payoff
    }
    return min(cap, multiplier * max(0, value))
  }

  /// Rule 68.
  private func room(_ wish: Wish, _ equity: Double) -> Double {
    var gross = 0.0
    var net = 0.0
    var margin = 0.0
    var own = 0.0
    for index in 0..<count {
      let isSelf = index == wish.index
      if let position = positions[index], !(isSelf && wish.kind == "reverse") {
        let value = position.quantity * (lastClose[index] ?? 0)
        gross += value
        net += position.side * value
        margin += position.quantity * position.price
        if isSelf { own += value }
      }
      if let order = entries[index] {
        let value = order.quantity * order.price
        gross += value
        net += order.side * value
        margin += value
        if isSelf { own += value }
      }
    }
    let rules = block("portfolio")
    var limits = [isCross ? leverage * equity - gross : leverage * equity - margin]
    if let limit = rules["max_symbol_fraction"]?.double { limits.append(limit * equity - own) }
    if let limit = rules["max_gross_leverage"]?.double { limits.append(limit * equity - gross) }
    if let limit = rules["max_net_leverage"]?.double {
      limits.append(limit * equity - wish.side * net)
    }
    return limits.min() ?? 0
  }
}

/// The warm-up as `lint.py` computes it, in microseconds.
struct ReferenceWarmUp {
  let strategy: JSONValue
  let total: Int64

  init(_ strategy: JSONValue) {
    self.strategy = strategy
    var roots: [JSONValue?] = []
    for side in ["long", "short"] { roots.append(strategy["entry"]?[side]?["when"]) }
    for side in ["signal_long", "signal_short"] { roots.append(strategy["exit"]?[side]?["when"]) }
    roots += (strategy["filters"]?.elements ?? []).map { $0["when"] }
    roots.append(strategy["sizing"]?["vol"])
    roots.append(strategy["costs"]?["slippage"]?["stress"])
    roots.append(strategy["portfolio"]?["rank_by"])
    let exit = strategy["exit"]
    let levels = [
      exit?["stop_loss"], exit?["take_profit"], exit?["break_even_after"],
      exit?["trailing"]?["activate"], exit?["trailing"]?["distance"],
    ]
    let bar = strategy["data"]?["candles"]?.microseconds("interval") ?? 0
    var longest: Int64 = 0
    for level in levels {
      roots += [level?["of"], level?["price"]]
      if level?["atr"] != nil { longest = max(longest, level?.microseconds("window") ?? 14 * bar) }
    }
    for root in roots {
      if let root { longest = max(longest, Self.lookBack(root, strategy, bar)) }
    }
    total = longest
  }

  private static func lookBack(_ expression: JSONValue, _ file: JSONValue, _ bar: Int64) -> Int64 {
    guard let member = expression.members?.first else { return 0 }
    let body = member.value
    let window = body.microseconds("window") ?? 0
    func deepest(_ operands: [JSONValue]) -> Int64 {
      operands.map { lookBack($0, file, bar) }.max() ?? 0
    }
    switch member.key {
    case "@": return lookBack(file["features"]?[body.text ?? ""] ?? .null, file, bar)
    case "cross_above", "cross_below": return deepest(body.elements ?? []) + bar
    case "not", "abs", "neg", "log": return deepest([body])
    case "within", "held_for": return deepest([body["when"] ?? .null]) + window
    case "liq", "liq_imbalance", "return", "vol", "atr", "volume":
      return window + (body.microseconds("lag") ?? 0)
    case "cascade": return body.microseconds("max_age") ?? 3_600_000_000
    case "price": return bar * (Int64(body.number("bars_ago", or: 0)) + 1)
    case "hour_utc", "funding", "position": return 0
    default:
      if let of = body["of"] { return deepest([of]) + window }
      return deepest(body.elements ?? [])
    }
  }
}
