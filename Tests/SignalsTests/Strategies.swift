import Signals

/// The text of a strategy around one expression or block.
enum Sample {
  /// A strategy that goes long when the feature `f` is above 0 (or true).
  static func text(
    feature: String, isFlag: Bool = false, params: String = "{}", data: String = #""1m""#,
    extra: String = ""
  ) -> String {
    let when = isFlag ? #"{"@":"f"}"# : #"{">":[{"@":"f"},0]}"#
    return """
      {"schema":"liqtool.strategy/1","name":"sample","params":\(params),
      "clock":{"on":"bar_close"},
      "data":{"liquidations":{},"candles":{"interval":\(data)}},
      "universe":{"symbols":["BTCUSDT"]},
      "features":{"f":\(feature)},
      "entry":{"long":{"when":\(when)}},"exit":{},
      "sizing":{"type":"fixed_notional","notional":1000},
      "costs":{"taker_bps":5,"maker_bps":2},"execution":{"order":"market"}\(extra)}
      """
  }

  static func file(
    feature: String, isFlag: Bool = false, params: String = "{}", extra: String = ""
  ) throws(StrategyError) -> StrategyFile {
    try StrategyFile(
      parsing: Array(
        text(feature: feature, isFlag: isFlag, params: params, extra: extra).utf8))
  }

  /// The feature `f` of a sample strategy, whether it is a number or a flag.
  static func feature(_ text: String) throws -> (pool: ExpressionPool, id: ExpressionID) {
    let file: StrategyFile
    do {
      file = try Self.file(feature: text)
    } catch {
      file = try Self.file(feature: text, isFlag: true)
    }
    return (file.pool, file.strategy.features[0].expression)
  }
}
