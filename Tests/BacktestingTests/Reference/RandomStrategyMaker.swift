import Basics

/// Writes a random strategy that trades often.
struct RandomStrategyMaker {
  private(set) var text = ""
  private var random: SplitMix64
  private let interval: Int64
  private let fillInterval: Int64
  private var hasStop = false

  init(
    seed: UInt64, interval: Int64, fillInterval: Int64, symbols: [String], assumedLatency: Int64
  ) {
    random = SplitMix64(seed: seed, stream: "strategy")
    self.interval = interval
    self.fillInterval = fillInterval
    let names = symbols.map { "\"\($0)\"" }.joined(separator: ",")
    text = """
      {"schema":"liqtool.strategy/1","name":"random","clock":{\(clock())},
      "data":{"liquidations":{"assumed_latency":"\(assumedLatency / 1_000)ms"},
      "candles":{"interval":"\(DurationText.format(interval))",
      "fill_interval":"\(DurationText.format(fillInterval))"\(gaps())}},
      "universe":{\(universe(names, symbols.count))},"features":{\(features())},
      "filters":[\(filters())],
      "entry":{\(entry())},"exit":{\(exit())},"sizing":{\(sizing())},
      "portfolio":{\(portfolio())},"costs":{\(costs())},"execution":{\(execution())}}
      """
  }

  private mutating func universe(_ names: String, _ count: Int) -> String {
    guard count > 1, random.chance(0.3) else { return "\"symbols\":[\(names)]" }
    let by = random.pick(["quote_volume", "liquidation_notional"])
    let age = random.pick(["", #","min_age":"\#(bars(12))""#])
    return #""select":{"top":1,"by":"\#(by)","lookback":"\#(bars(10))","#
      + #""refresh":"\#(bars(7))"\#(age)}"#
  }

  private mutating func clock() -> String {
    let kind = random.pick([
      #""on":"bar_close""#, #""on":"bar_close""#,
      #""on":"bar_close","interval":"\#(bars(2))""#, #""on":"liquidation_event""#,
      #""on":"liquidation_event","min_spacing":"10s""#,
    ])
    return kind + random.pick(["", "", #","decision_delay":"250ms""#])
  }

  private mutating func gaps() -> String {
    random.pick([
      "", "", #","on_gap":"skip_bar""#, #","max_gap":"\#(bars(3))""#, #","max_gap":"0s""#,
    ])
  }

  /// A number of candles as a duration.
  private func bars(_ count: Int64) -> String { DurationText.format(count * interval) }

  /// A random window.
  private mutating func window() -> String { bars(random.pick([1, 2, 3, 5, 8])) }

  private mutating func features() -> String {
    let list = (0..<3).map { "\"f\($0)\":\(number(depth: 2))" }
    return list.joined(separator: ",")
  }

  private mutating func filters() -> String {
    guard random.chance(0.3) else { return "" }
    return #"{"name":"quiet","when":\#(rule(depth: 1))}"#
  }

  // MARK: Expressions

  private mutating func number(depth: Int) -> String {
    if depth == 0 || random.chance(0.3) { return leaf() }
    let inner = { (maker: inout Self) in maker.number(depth: depth - 1) }
    switch random.index(below: 12) {
    case 0: return #"{"+":[\#(inner(&self)),\#(inner(&self)),1]}"#
    case 1: return #"{"-":[\#(inner(&self)),\#(inner(&self))]}"#
    case 2: return #"{"/":[\#(inner(&self)),{"max":[\#(inner(&self)),1]}]}"#
    case 3: return #"{"min":[\#(inner(&self)),\#(inner(&self))]}"#
    case 4: return #"{"abs":\#(inner(&self))}"#
    case 5: return #"{"coalesce":[\#(inner(&self)),0]}"#
    case 6: return #"{"log":{"abs":\#(inner(&self))}}"#
    default: return rolling(inner(&self))
    }
  }

  /// Ranks compare for equality and scores divide by differences, so they are taken of exact
  /// numbers only: of sums of whole ones. Of others the last bit would decide.
  private mutating func rolling(_ sample: String) -> String {
    var of = sample
    let name = random.pick([
      "zscore", "percentile_rank", "quantile", "sma", "ema", "stdev", "sum", "highest", "lowest",
      "delta", "lag_of",
    ])
    var extra = random.pick(["", #","min_obs":3"#, #","exclude_current":false"#])
    if ["percentile_rank", "zscore"].contains(name) { of = counts }
    if name == "quantile" { extra += #","q":0.7"# }
    if name == "zscore", random.chance(0.3) { extra += #","robust":true"# }
    return #"{"\#(name)":{"of":\#(of),"window":"\#(window())"\#(extra)}}"#
  }

  private var counts: String {
    #"{"liq":{"measure":"notional","side":"both","window":"\#(bars(2))"}}"#
  }

  private mutating func leaf() -> String {
    let side = random.pick(["long", "short", "both"])
    let scope = random.pick(["", #","scope":"universe""#])
    let lag = random.pick(["", #","lag":"30s""#])
    switch random.index(below: 10) {
    case 9:
      let field = random.pick(["last_rate", "annualized", "time_to_next"])
      return #"{"funding":{"field":"\#(field)"}}"#
    case 0, 1:
      let measure = random.pick([
        "notional", "count", "qty", "max", "mean", "vwap", "distinct_venues", "rate",
      ])
      let extra = random.pick(["", #","venues":["binance"]"#, #","min_notional":300"#])
      return
        #"{"liq":{"measure":"\#(measure)","side":"\#(side)","window":"\#(window())""#
        + "\(scope)\(lag)\(extra)}}"
    case 2:
      return #"{"liq_imbalance":{"window":"\#(window())"\#(scope)\#(lag)}}"#
    case 3:
      let field = random.pick([
        "age", "quiet_for", "notional", "count", "price_move", "rate", "decay",
      ])
      return
        #"{"cascade":{"field":"\#(field)","side":"\#(side)","gap":"4s","min_events":3,"#
        + #""min_notional":500\#(scope)}}"#
    case 4:
      let field = random.pick(["open", "high", "low", "close", "typical"])
      return #"{"price":{"field":"\#(field)","bars_ago":\#(random.index(below: 3))}}"#
    case 5: return #"{"return":{"window":"\#(window())"\#(lag)}}"#
    case 6:
      let kind = random.pick(["close", "parkinson", "garman_klass"])
      return #"{"vol":{"window":"\#(bars(5))","kind":"\#(kind)"}}"#
    case 7: return #"{"atr":{"window":"\#(bars(4))","relative":true}}"#
    default: return #"{"volume":{"window":"\#(window())","unit":"base"}}"#
    }
  }

  private mutating func rule(depth: Int) -> String {
    let close = #"{"price":{"field":"close"}}"#
    let ret = #"{"return":{"window":"\#(window())"}}"#
    let plain = random.pick([
      #"{">":[\#(ret),0.001]}"#, #"{"<":[\#(ret),-0.001]}"#,
      #"{">":[{"@":"f0"},{"sma":{"of":{"@":"f0"},"window":"\#(bars(6))"}}]}"#,
      #"{"<":[{"@":"f1"},{"lag_of":{"of":{"@":"f1"},"window":"\#(bars(1))"}}]}"#,
      #"{">=":[{"percentile_rank":{"of":\#(counts),"window":"\#(bars(8))"}},0.6]}"#,
      #"{"between":[\#(ret),-0.004,0.002]}"#,
      #"{"cross_above":[\#(close),{"sma":{"of":\#(close),"window":"\#(bars(4))"}}]}"#,
      #"{"cascade":{"field":"active","side":"both","gap":"4s","min_events":2,"min_notional":200}}"#,
    ])
    guard depth > 0 else { return plain }
    let other = rule(depth: depth - 1)
    return random.pick([
      plain, #"{"and":[\#(plain),\#(other)]}"#, #"{"or":[\#(plain),\#(other)]}"#,
      #"{"not":\#(other)}"#, #"{"within":{"when":\#(plain),"window":"\#(bars(3))"}}"#,
      #"{"held_for":{"when":\#(plain),"window":"\#(bars(2))"}}"#,
      #"{"and":[\#(plain),{"hour_utc":{"in":[0,1,2,3,4,5,6,7,8,9,12,13,14,20]}}]}"#,
    ])
  }

  // MARK: Blocks

  private mutating func entry() -> String {
    var parts: [String] = []
    let sides = random.pick([["long"], ["short"], ["long", "short"], ["long", "short"]])
    for side in sides {
      let tag = random.pick(["", #","tag":"my_\#(side)""#])
      parts.append(#""\#(side)":{"when":\#(rule(depth: 1))\#(tag)}"#)
    }
    parts.append(#""trigger":"\#(random.pick(["rising_edge", "rising_edge", "level"]))""#)
    parts.append(#""if_in_position":"\#(random.pick(["ignore", "pyramid", "reverse"]))""#)
    parts.append(#""on_conflict":"\#(random.pick(["skip", "long", "short"]))""#)
    if random.chance(0.3) { parts.append(#""max_pyramids":2"#) }
    if random.chance(0.3) {
      parts.append(#""cooldown":"\#(window())""#)
      parts.append(#""cooldown_from":"\#(random.pick(["entry", "exit"]))""#)
      parts.append(#""cooldown_scope":"\#(random.pick(["symbol", "symbol_side", "portfolio"]))""#)
    }
    if random.chance(0.2) { parts.append(#""max_entries_per_day":\#(random.pick([1, 3, 6]))"#) }
    return parts.joined(separator: ",")
  }

  private mutating func level(risk: Bool, prices: Bool, _ field: String) -> String {
    let volatility = #"{"vol":{"window":"\#(bars(5))","annualize":false}}"#
    var kinds = [
      #"{"fraction":\#(random.pick([0.004, 0.01, 0.02, 0.05]))}"#,
      #"{"atr":\#(random.pick([0.5, 1, 2]))}"#,
      #"{"atr":1,"window":"\#(bars(5))"}"#,
      #"{"sigma":\#(random.pick([0.5, 1])),"of":\#(volatility)}"#,
    ]
    if risk { kinds.append(#"{"r":\#(random.pick([0.5, 1, 2]))}"#) }
    if prices { kinds.append(#"{"price":{"price":{"field":"\#(field)","bars_ago":1}}}"#) }
    return random.pick(kinds)
  }

  private mutating func exit() -> String {
    var parts: [String] = []
    hasStop = random.chance(0.7)
    if hasStop { parts.append(#""stop_loss":\#(level(risk: false, prices: true, "low"))"#) }
    if random.chance(0.6) {
      parts.append(#""take_profit":\#(level(risk: hasStop, prices: true, "high"))"#)
    }
    if random.chance(0.4) {
      let activate =
        random.chance(0.5) ? #""activate":\#(level(risk: hasStop, prices: true, "high")),"# : ""
      parts.append(
        #""trailing":{\#(activate)"distance":\#(level(risk: hasStop, prices: false, ""))}"#)
    }
    if random.chance(0.3) {
      parts.append(#""break_even_after":\#(level(risk: hasStop, prices: false, ""))"#)
    }
    if random.chance(0.4) {
      parts.append(#""max_hold":"\#(random.pick([bars(2), bars(6), "95s"]))""#)
    }
    for side in ["long", "short"] where random.chance(0.4) {
      var when = rule(depth: 0)
      if random.chance(0.3) {
        let fact = #"{"position":{"field":"\#(random.pick(["age", "mfe", "return"]))"}}"#
        when = #"{"and":[{">":[\#(fact),0.001]},\#(when)]}"#
      }
      parts.append(#""signal_\#(side)":{"when":\#(when)}"#)
    }
    let policy = random.pick(["worst_case", "open_proximity", "finer_candles", "best_case"])
    parts.append(#""intrabar":"\#(policy)""#)
    if random.chance(0.1) { parts.append(#""at_end":"leave_open""#) }
    return parts.joined(separator: ",")
  }

  private mutating func sizing() -> String {
    if hasStop, random.chance(0.4) { return #""type":"risk_fraction","fraction":0.01"# }
    let volatility = #"{"vol":{"window":"\#(bars(6))"}}"#
    return random.pick([
      #""type":"fixed_notional","notional":3000"#, #""type":"fixed_quantity","quantity":25"#,
      #""type":"equity_fraction","fraction":0.4"#, #""type":"equity_fraction","fraction":2.5"#,
      #""type":"vol_target","annual_vol":0.5,"vol":\#(volatility),"max_leverage":2"#,
      #""type":"kelly","multiplier":0.5,"window_trades":6,"min_trades":3,"cap_fraction":0.5"#,
    ])
  }

  private mutating func portfolio() -> String {
    var parts = [#""capital":10000"#]
    parts.append(#""leverage":\#(random.pick([1, 3, 10, 25, 50]))"#)
    parts.append(#""margin_mode":"\#(random.pick(["isolated", "cross"]))""#)
    if random.chance(0.5) { parts.append(#""liquidation_fee":0.0125"#) }
    let margin = random.pick(["", "", "0.01", "\"tiers.csv\""])
    if !margin.isEmpty { parts.append("\"maintenance_margin\":\(margin)") }
    if random.chance(0.3) { parts.append(#""max_positions":\#(random.pick([1, 2]))"#) }
    if random.chance(0.2) { parts.append(#""max_gross_leverage":0.8"#) }
    if random.chance(0.2) { parts.append(#""max_net_leverage":0.5"#) }
    if random.chance(0.2) { parts.append(#""max_symbol_fraction":0.45"#) }
    if random.chance(0.4) { parts.append(#""rank_by":{"@":"f1"}"#) }
    if random.chance(0.4) { parts.append(#""halt":{\#(halt())}"#) }
    return parts.joined(separator: ",")
  }

  private mutating func halt() -> String {
    var parts: [String] = []
    if random.chance(0.6) { parts.append(#""max_drawdown":\#(random.pick([0.01, 0.05]))"#) }
    if random.chance(0.6) { parts.append(#""daily_loss":\#(random.pick([0.005, 0.02]))"#) }
    if random.chance(0.5) { parts.append(#""consecutive_losses":2"#) }
    if random.chance(0.6) { parts.append(#""resume_after":"\#(bars(7))""#) }
    return parts.joined(separator: ",")
  }

  private mutating func costs() -> String {
    let slippage = random.pick([
      "", #","slippage":{"model":"fixed_bps","bps":3}"#,
      #","slippage":{"model":"bar_range","fraction":0.1}"#,
      #","slippage":{"model":"sqrt_impact","coefficient":0.8,"half_spread_bps":0.5}"#,
      #","slippage":{"model":"liquidation_stress","base_bps":1,"per_sigma_bps":2,"cap_bps":8,"#
        + #""stress":{"@":"f0"}}"#,
    ])
    return #""taker_bps":5,"maker_bps":-1\#(slippage)"#
  }

  private mutating func execution() -> String {
    var parts = [#""order":"\#(random.pick(["market", "market", "limit"]))""#]
    if random.chance(0.5) { parts.append(#""limit_offset_bps":\#(random.pick([5, 20]))"#) }
    if random.chance(0.6) {
      parts.append(#""time_in_force":"\#(random.pick([bars(1), bars(3), "45s", "0s"]))""#)
    }
    if random.chance(0.5) { parts.append(#""if_unfilled":"market""#) }
    if random.chance(0.4) { parts.append(#""limit_fill":"touch""#) }
    if random.chance(0.4) { parts.append(#""latency":"\#(random.pick(["150ms", "70s"]))""#) }
    if random.chance(0.4) { parts.append(#""max_participation":0.3"#) }
    if random.chance(0.2) { parts.append(#""fill_price":"next_vwap""#) }
    return parts.joined(separator: ",")
  }
}
