import Basics

/// The blocks `portfolio`, `costs` and `execution`.
extension StrategyDecoder {
  mutating func portfolio(_ place: Place?) throws(StrategyError) -> PortfolioRules {
    let fields = try (place ?? Place(.object([]))).fields([
      "capital", "currency", "margin_mode", "leverage", "maintenance_margin", "liquidation_fee",
      "max_positions", "max_gross_leverage", "max_net_leverage", "max_symbol_fraction", "rank_by",
      "halt",
    ])
    var rankBy: ExpressionID?
    if let place = fields["rank_by"] { rankBy = try number(place) }
    return PortfolioRules(
      capital: try positive(fields["capital"], orElse: 100_000) { (place) throws(StrategyError) in
        try place.number()
      },
      currency: try fields["currency"].mapped { (place) throws(StrategyError) in
        try place.text()
      } ?? "USDT",
      marginMode: try fields["margin_mode"].choice(PortfolioRules.MarginMode.self) ?? .isolated,
      leverage: try positive(fields["leverage"], orElse: 1, reader.plainNumber),
      maintenance: try maintenance(fields["maintenance_margin"]),
      liquidationFee: try fields["liquidation_fee"].mapped { (place) throws(StrategyError) in
        try place.number()
      } ?? 0,
      maximumPositions: try fields["max_positions"].mapped(reader.plainNumber) ?? .infinity,
      maximumGrossLeverage: try fields["max_gross_leverage"].mapped(reader.plainNumber),
      maximumNetLeverage: try fields["max_net_leverage"].mapped(reader.plainNumber),
      maximumSymbolFraction: try fields["max_symbol_fraction"].mapped(reader.plainNumber),
      rankBy: rankBy, halt: try halt(fields["halt"]))
  }

  private func positive(
    _ place: Place?, orElse standard: Double,
    _ read: (Place) throws(StrategyError) -> Double
  ) throws(StrategyError) -> Double {
    guard let place else { return standard }
    let value = try read(place)
    guard value > 0 else { throw place.error("must be positive") }
    return value
  }

  private func maintenance(_ place: Place?) throws(StrategyError) -> PortfolioRules.Maintenance {
    guard let place else { return .rate(0.005) }
    if let table = place.value.text { return .table(table) }
    let rate = try place.number()
    guard (0..<1).contains(rate) else { throw place.error("must be from 0 to below 1") }
    return .rate(rate)
  }

  private func halt(_ place: Place?) throws(StrategyError) -> PortfolioRules.Halt? {
    guard let place else { return nil }
    let fields = try place.fields([
      "max_drawdown", "daily_loss", "consecutive_losses", "resume_after",
    ])
    return PortfolioRules.Halt(
      maximumDrawdown: try fields["max_drawdown"].mapped(reader.positiveNumber),
      dailyLoss: try fields["daily_loss"].mapped(reader.positiveNumber),
      consecutiveLosses: try fields["consecutive_losses"].mapped(reader.positiveNumber),
      resumeAfter: try fields["resume_after"].mapped(reader.duration))
  }

  mutating func costs(_ place: Place) throws(StrategyError) -> CostRules {
    let fields = try place.fields(
      ["taker_bps", "maker_bps", "fee_table", "slippage"], required: ["taker_bps", "maker_bps"])
    if let table = fields["fee_table"] { throw table.error("'fee_table' is not supported yet") }
    return CostRules(
      takerBasisPoints: try reader.plainNumber(try fields.required("taker_bps")),
      makerBasisPoints: try reader.plainNumber(try fields.required("maker_bps")),
      slippage: try slippage(fields["slippage"]))
  }

  private mutating func slippage(_ place: Place?) throws(StrategyError) -> CostRules.Slippage {
    guard let place else { return .none }
    switch try place.anyFields().required("model").choice(SlippageModel.self) {
    case .fixed:
      let fields = try place.fields(["model", "bps"], required: ["bps"])
      return .fixed(basisPoints: try reader.plainNumber(try fields.required("bps")))
    case .candleRange:
      let fields = try place.fields(["model", "fraction"], required: ["fraction"])
      return .candleRange(fraction: try reader.plainNumber(try fields.required("fraction")))
    case .squareRoot:
      let fields = try place.fields(
        ["model", "coefficient", "half_spread_bps"], required: ["coefficient"])
      return .squareRoot(
        coefficient: try reader.plainNumber(try fields.required("coefficient")),
        halfSpreadBasisPoints: try fields["half_spread_bps"].mapped(reader.plainNumber) ?? 0)
    case .stress:
      let fields = try place.fields(
        ["model", "base_bps", "per_sigma_bps", "cap_bps", "stress"],
        required: ["base_bps", "per_sigma_bps", "stress"])
      return .liquidationStress(
        CostRules.Stress(
          baseBasisPoints: try reader.plainNumber(try fields.required("base_bps")),
          perSigmaBasisPoints: try reader.plainNumber(try fields.required("per_sigma_bps")),
          capBasisPoints: try fields["cap_bps"].mapped(reader.plainNumber) ?? .infinity,
          stress: try number(try fields.required("stress"))))
    }
  }

  private enum SlippageModel: String, CaseIterable {
    case fixed = "fixed_bps"
    case candleRange = "bar_range"
    case squareRoot = "sqrt_impact"
    case stress = "liquidation_stress"
  }

  func execution(_ place: Place) throws(StrategyError) -> ExecutionRules {
    let fields = try place.fields(
      [
        "order", "limit_offset_bps", "time_in_force", "limit_fill", "if_unfilled", "latency",
        "fill_price", "max_participation",
      ], required: ["order"])
    return ExecutionRules(
      order: try fields.required("order").choice(ExecutionRules.Order.self),
      limitOffsetBasisPoints: try fields["limit_offset_bps"].mapped(limitOffset) ?? 0,
      timeInForce: try fields["time_in_force"].mapped(reader.duration),
      limitFill: try fields["limit_fill"].choice(ExecutionRules.LimitFill.self) ?? .tradeThrough,
      ifUnfilled: try fields["if_unfilled"].choice(ExecutionRules.Unfilled.self) ?? .cancel,
      latency: try fields["latency"].mapped(reader.duration) ?? 0,
      fillPrice: try fields["fill_price"].choice(ExecutionRules.FillPrice.self) ?? .nextOpen,
      maximumParticipation: try fields["max_participation"].mapped(reader.positiveNumber))
  }

  /// Basis points off the price, which must stay above 0 on both sides.
  private func limitOffset(_ place: Place) throws(StrategyError) -> Double {
    let offset = try reader.plainNumber(place)
    guard abs(offset) < 10_000 else { throw place.error("must be between -10000 and 10000") }
    return offset
  }
}
