import Basics
import MarketData
package import Signals

/// The features that are learned from unless others are given, as strategy expressions: anyone can
/// compute them again, and a backtest of the model does. Windows are 1, 3 and 12 candles of
/// `interval` microseconds.
package func standardFeatures(interval: Int64) -> [LearnedModel.Feature] {
  let kit = FeatureKit(interval: interval)
  return kit.events + kit.prices + kit.volume + kit.clock
}

/// The same of what all of these markets have: single liquidations or totals, the volume when the
/// candles know it, open interest, funding and ratios when they are stored.
///
/// - Parameters:
///   - markets: All with candles of one interval.
///   - source: Which record of the liquidations.
///   - target: What is to be foreseen; volatility is foreseen from that of 6 and 24 horizons too, a
///     week at most.
///   - horizon: How far ahead, in microseconds.
/// - Returns: Their names and expressions.
package func standardFeatures(
  of markets: [LearningMarket], source: LiquidationSource, target: LearningTarget = .usd,
  horizon: Int64 = 1
) -> [LearnedModel.Feature] {
  let kit = FeatureKit(interval: markets.first?.tape.candles.interval ?? 1)
  let names = SeriesName.allCases.filter { name in
    markets.allSatisfy { $0.tape.series[name].count > 0 }
  }
  return (source == .events ? kit.events : kit.totals) + kit.prices
    + (target == .volatility ? kit.pastVolatility(horizon) : [])
    + (markets.allSatisfy(\.hasVolume) ? kit.volume : []) + names.flatMap(kit.series) + kit.clock
}

/// The expressions that features are made of.
private struct FeatureKit {
  private let interval: Int64
  private let one, three, twelve: JSONValue

  init(interval: Int64) {
    self.interval = interval
    func window(_ count: Int64) -> JSONValue { .string(DurationText.format(count * interval)) }
    (one, three, twelve) = (window(1), window(3), window(12))
  }

  var events: [LearnedModel.Feature] {
    func usd(_ window: JSONValue) -> JSONValue { logOnePlus(liq("notional", window)) }
    let balance = call("liq_imbalance", JSONValue(["window": twelve]))
    return [
      feature("log1p_usd_1", usd(one)), feature("log1p_usd_3", usd(three)),
      feature("log1p_usd_12", usd(twelve)), feature("n_12", liq("count", twelve)),
      feature("imbalance_12", call("coalesce", .array([balance, .integer(0)]))),
    ]
  }

  var totals: [LearnedModel.Feature] {
    func total(_ side: String, _ window: JSONValue) -> JSONValue {
      call("liq_total", JSONValue(["side": .string(side), "window": window]))
    }
    func usd(_ window: JSONValue) -> JSONValue { logOnePlus(total("both", window)) }
    let difference = call("-", .array([total("long", twelve), total("short", twelve)]))
    // With a dollar more in the whole, quiet windows are balanced rather than unknown.
    let whole = call("+", .array([.integer(1), total("both", twelve)]))
    return [
      feature("log1p_usd_1", usd(one)), feature("log1p_usd_3", usd(three)),
      feature("log1p_usd_12", usd(twelve)),
      feature("imbalance_12", call("/", .array([difference, whole]))),
    ]
  }

  var prices: [LearnedModel.Feature] {
    let volatility = call("vol", JSONValue(["window": twelve, "annualize": .bool(false)]))
    return [
      feature("ret_1_bps", move(one)), feature("ret_12_bps", move(twelve)),
      feature("vol_12_bps", basisPoints(volatility)),
    ]
  }

  /// The logarithms of past volatility over spans of the horizon, as a heterogeneous autoregression
  /// reads them.
  func pastVolatility(_ horizon: Int64) -> [LearnedModel.Feature] {
    let week = 7 * TimeText.microsecondsPerDay
    let spans = [1, 6, 24].map { min(week, $0 * horizon) }.filter { $0 >= 2 * interval }
    return Array(Set(spans)).sorted().map { span in
      let window = DurationText.format(span / interval * interval)
      let volatility = call(
        "vol", JSONValue(["window": .string(window), "annualize": .bool(false)]))
      return feature("log_vol_\(window)", call("log", volatility))
    }
  }

  var volume: [LearnedModel.Feature] {
    let traded = call("volume", JSONValue(["window": one, "unit": .string("base")]))
    return [feature("log1p_volume", logOnePlus(traded))]
  }

  var clock: [LearnedModel.Feature] {
    ["sin", "cos"].map { feature("\($0)_day", call("day_phase", .string($0))) }
  }

  /// Levels of rates and ratios, moves of sizes; prices are left to the candles.
  func series(_ name: SeriesName) -> [LearnedModel.Feature] {
    let value = call("series", JSONValue(["name": .string(name.name)]))
    switch name {
    case .openInterest, .openInterestUSD, .openInterestContracts:
      return [(1, one), (12, twelve)].map { count, window in
        let move = call("delta", JSONValue(["of": call("log", value), "window": window]))
        return feature("\(name.name)_move_\(count)_bps", basisPoints(move))
      }
    case .fundingRate, .predictedFundingRate:
      return [feature("\(name.name)_bps", basisPoints(value))]
    case .longShortRatio, .topTraderLongShortRatio, .topTraderPositionRatio, .takerVolumeRatio:
      return [feature("log_\(name.name)", call("log", value))]
    case .markPrice, .indexPrice, .lastPrice: return []
    }
  }

  private func feature(_ name: String, _ expression: JSONValue) -> LearnedModel.Feature {
    LearnedModel.Feature(name: name, expression: expression)
  }

  private func call(_ name: String, _ body: JSONValue) -> JSONValue {
    .object([JSONMember(name, body)])
  }

  private func liq(_ measure: String, _ window: JSONValue) -> JSONValue {
    call(
      "liq",
      JSONValue(["measure": .string(measure), "side": .string("both"), "window": window]))
  }

  /// ln(1 + x).
  private func logOnePlus(_ value: JSONValue) -> JSONValue {
    call("log", call("+", .array([.integer(1), value])))
  }

  private func basisPoints(_ value: JSONValue) -> JSONValue {
    call("*", .array([.integer(10_000), value]))
  }

  private func move(_ window: JSONValue) -> JSONValue {
    basisPoints(call("return", JSONValue(["window": window, "kind": .string("log")])))
  }
}
