import Basics
package import Signals

/// The features that are learned from unless others are given, as strategy expressions: anyone can
/// compute them again, and a backtest of the model does. Windows are 1, 3 and 12 candles of
/// `interval` microseconds.
package func standardFeatures(interval: Int64) -> [LearnedModel.Feature] {
  let (one, three, twelve) = (
    DurationText.format(interval), DurationText.format(3 * interval),
    DurationText.format(12 * interval)
  )
  func text(_ word: String) -> JSONValue { .string(word) }
  func call(_ name: String, _ body: JSONValue) -> JSONValue { .object([JSONMember(name, body)]) }
  func liq(_ measure: String, _ window: String) -> JSONValue {
    call(
      "liq", JSONValue(["measure": text(measure), "side": text("both"), "window": text(window)]))
  }
  /// ln(1 + x).
  func logOnePlus(_ value: JSONValue) -> JSONValue {
    call("log", call("+", .array([.integer(1), value])))
  }
  func basisPoints(_ value: JSONValue) -> JSONValue {
    call("*", .array([.integer(10_000), value]))
  }
  func move(_ window: String) -> JSONValue {
    basisPoints(call("return", JSONValue(["window": text(window), "kind": text("log")])))
  }
  let balance = call("liq_imbalance", JSONValue(["window": text(twelve)]))
  let volatility = call("vol", JSONValue(["window": text(twelve), "annualize": .bool(false)]))
  let parts: [(String, JSONValue)] = [
    ("log1p_usd_1", logOnePlus(liq("notional", one))),
    ("log1p_usd_3", logOnePlus(liq("notional", three))),
    ("log1p_usd_12", logOnePlus(liq("notional", twelve))), ("n_12", liq("count", twelve)),
    ("imbalance_12", call("coalesce", .array([balance, .integer(0)]))),
    ("ret_1_bps", move(one)), ("ret_12_bps", move(twelve)), ("vol_12_bps", basisPoints(volatility)),
    (
      "log1p_volume",
      logOnePlus(call("volume", JSONValue(["window": text(one), "unit": text("base")])))
    ),
    ("sin_day", call("day_phase", text("sin"))), ("cos_day", call("day_phase", text("cos"))),
  ]
  return parts.map { LearnedModel.Feature(name: $0.0, expression: $0.1) }
}
