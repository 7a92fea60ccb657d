import Basics

/// What is traded, when, and how large.
extension StrategySchema {
  static var clock: JSONValue {
    Shape.object(
      [
        "on": Shape.choice(ClockRules.Kind.self), "interval": Shape.duration,
        "min_spacing": Shape.duration, "decision_delay": Shape.duration,
      ], required: ["on"])
  }

  static var data: JSONValue {
    Shape.object(
      [
        "liquidations": Shape.object([
          "time": Shape.choice(DataRules.TimeBasis.self), "assumed_latency": Shape.duration,
          "dedupe": Shape.choice(DataRules.Deduplication.self),
          "venues": Shape.array(of: Shape.text, atLeast: 1), "min_coverage": share,
          "sampled_feed": Shape.choice(DataRules.SampledFeed.self),
          "price": Shape.choice(DataRules.LiquidationPrice.self),
        ]),
        "candles": Shape.object(
          [
            "interval": Shape.duration, "price": Shape.constant("last"),
            "fill_interval": Shape.duration, "on_gap": Shape.choice(DataRules.GapRule.self),
            "max_gap": Shape.duration,
          ], required: ["interval"]),
        "funding": Shape.choice(DataRules.Funding.self),
        "mark": Shape.choice(DataRules.Mark.self),
      ], required: ["liquidations", "candles"])
  }

  private static var share: JSONValue {
    JSONValue(["type": .string("number"), "minimum": .integer(0), "maximum": .integer(1)])
  }

  static var universe: JSONValue {
    let measures = UniverseRules.Selection.Measure.allCases.filter { $0 != .openInterest }
    return Shape.object(
      [
        "symbols": Shape.array(of: Shape.text, atLeast: 1),
        "select": Shape.object(
          [
            "top": Shape.integer(atLeast: 1), "by": Shape.choice(measures.map(\.rawValue)),
            "lookback": Shape.duration, "refresh": Shape.duration, "min_age": Shape.duration,
          ], required: ["top", "by", "lookback", "refresh"]),
        "exclude": Shape.array(of: Shape.text), "include_delisted": Shape.flag,
      ], [JSONMember("oneOf", .array([needs("symbols"), needs("select")]))])
  }

  private static func needs(_ key: String) -> JSONValue {
    JSONValue(["required": .array([.string(key)])])
  }

  static var entry: JSONValue {
    Shape.object(
      [
        "long": Shape.rule, "short": Shape.rule, "trigger": Shape.choice(EntryRules.Trigger.self),
        "cooldown": Shape.duration,
        "cooldown_from": Shape.choice(EntryRules.CooldownStart.self),
        "cooldown_scope": Shape.choice(EntryRules.CooldownScope.self),
        "max_entries_per_day": Shape.number,
        "on_conflict": Shape.choice(EntryRules.Conflict.self),
        "if_in_position": Shape.choice(EntryRules.InPosition.self), "max_pyramids": Shape.number,
      ], [JSONMember("anyOf", .array([needs("long"), needs("short")]))])
  }

  static var exit: JSONValue {
    Shape.object([
      "stop_loss": Shape.level, "take_profit": Shape.level,
      "trailing": Shape.object(
        ["activate": Shape.level, "distance": Shape.level], required: ["distance"]),
      "break_even_after": Shape.level, "max_hold": Shape.duration, "signal_long": Shape.rule,
      "signal_short": Shape.rule, "intrabar": Shape.choice(ExitRules.Intrabar.self),
      "at_end": Shape.choice(ExitRules.AtEnd.self),
    ])
  }

  static var sizing: JSONValue {
    func kind(_ name: String, _ keys: [String], optional: [String] = []) -> JSONValue {
      let properties = (keys + optional).map {
        JSONMember($0, $0 == "vol" ? Shape.expression : Shape.number)
      }
      return typed("type", name, properties, required: keys)
    }
    return Shape.oneOf([
      kind("fixed_notional", ["notional"]), kind("fixed_quantity", ["quantity"]),
      kind("equity_fraction", ["fraction"]), kind("risk_fraction", ["fraction"]),
      kind("vol_target", ["annual_vol", "vol"], optional: ["max_leverage"]),
      kind(
        "kelly", ["multiplier", "window_trades"], optional: ["min_trades", "cap_fraction"]),
    ])
  }

  /// An object that one key tells from its siblings.
  private static func typed(
    _ key: String, _ name: String, _ properties: [JSONMember], required: [String]
  ) -> JSONValue {
    .object([
      JSONMember("type", .string("object")), JSONMember("additionalProperties", .bool(false)),
      JSONMember("required", .array(([key] + required).map { .string($0) })),
      JSONMember("properties", .object([JSONMember(key, Shape.constant(name))] + properties)),
    ])
  }

  static var portfolio: JSONValue {
    Shape.object([
      "capital": JSONValue(["type": .string("number"), "exclusiveMinimum": .integer(0)]),
      "currency": Shape.text, "margin_mode": Shape.choice(PortfolioRules.MarginMode.self),
      "leverage": Shape.number,
      "maintenance_margin": Shape.oneOf([Shape.plainNumber, Shape.text]),
      "liquidation_fee": Shape.plainNumber, "max_positions": Shape.number,
      "max_gross_leverage": Shape.number, "max_net_leverage": Shape.number,
      "max_symbol_fraction": Shape.number, "rank_by": Shape.expression,
      "halt": Shape.object([
        "max_drawdown": Shape.number, "daily_loss": Shape.number,
        "consecutive_losses": Shape.number, "resume_after": Shape.duration,
      ]),
    ])
  }

  static var costs: JSONValue {
    func model(_ name: String, _ keys: [String], optional: [String] = []) -> JSONValue {
      let properties = (keys + optional).map {
        JSONMember($0, $0 == "stress" ? Shape.expression : Shape.number)
      }
      return typed("model", name, properties, required: keys)
    }
    let slippage = Shape.oneOf([
      model("fixed_bps", ["bps"]), model("bar_range", ["fraction"]),
      model("sqrt_impact", ["coefficient"], optional: ["half_spread_bps"]),
      model(
        "liquidation_stress", ["base_bps", "per_sigma_bps", "stress"], optional: ["cap_bps"]),
    ])
    return Shape.object(
      ["taker_bps": Shape.number, "maker_bps": Shape.number, "slippage": slippage],
      required: ["taker_bps", "maker_bps"])
  }

  static var execution: JSONValue {
    Shape.object(
      [
        "order": Shape.choice(ExecutionRules.Order.self), "limit_offset_bps": Shape.number,
        "time_in_force": Shape.duration,
        "limit_fill": Shape.choice(ExecutionRules.LimitFill.self),
        "if_unfilled": Shape.choice(ExecutionRules.Unfilled.self), "latency": Shape.duration,
        "fill_price": Shape.choice(ExecutionRules.FillPrice.self),
        "max_participation": Shape.number,
      ], required: ["order"])
  }
}

/// What is done with many runs.
extension StrategySchema {
  static var sweep: JSONValue {
    Shape.object([
      "method": Shape.choice(ResearchRules.Sweep.Method.self),
      "budget": Shape.integer(atLeast: 1), "seed": Shape.integer,
      "objective": Shape.choice(ResearchRules.Objective.self),
      "min_trades": Shape.integer(atLeast: 0), "neighbourhood": Shape.flag,
    ])
  }

  static var walkForward: JSONValue {
    Shape.object(
      [
        "mode": Shape.choice(ResearchRules.WalkForward.Mode.self), "train": Shape.fixedDuration,
        "test": Shape.fixedDuration, "step": Shape.fixedDuration, "purge": Shape.fixedDuration,
        "embargo": Shape.fixedDuration, "min_windows": Shape.integer(atLeast: 1),
      ], required: ["mode", "train", "test"])
  }

  static var validation: JSONValue {
    typealias Rules = ResearchRules.Validation
    let blocks = JSONValue([
      "type": .string("integer"), "minimum": .integer(2), "maximum": .integer(24),
      "multipleOf": .integer(2),
    ])
    return Shape.object([
      "holdout": Shape.object(
        ["from": Shape.pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), "sealed": Shape.flag],
        required: ["from"]),
      "dsr": Shape.flag,
      "pbo": Shape.object(["blocks": blocks, "max_combinations": Shape.integer(atLeast: 1)]),
      "bootstrap": Shape.object([
        "kind": Shape.choice(Rules.Bootstrap.Kind.self), "reps": Shape.integer(atLeast: 1),
        "block": Shape.oneOf([Shape.constant("auto"), Shape.integer(atLeast: 1)]),
        "seed": Shape.integer,
      ]),
      "placebo": Shape.object([
        "kind": Shape.choice(Rules.Placebo.Kind.self), "reps": Shape.integer(atLeast: 1),
        "seed": Shape.integer,
      ]),
      "reality_check": Shape.flag, "cost_stress": Shape.array(of: Shape.plainNumber),
      "latency_stress": Shape.array(of: Shape.fixedDuration),
    ])
  }

  static var report: JSONValue {
    Shape.object([
      "formats": Shape.array(of: Shape.choice(["md", "csv", "json", "html"])),
      "breakdowns": Shape.array(of: Shape.choice(ResearchRules.Breakdown.self)),
    ])
  }
}
