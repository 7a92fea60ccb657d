import Basics
import Foundation
import Signals
import TestSupport
import Testing

@Suite struct StrategyFileTests {
  static let names = [
    "cascade_fade", "imbalance_reversion", "momentum_continuation", "vol_breakout_filter",
  ]

  static func example(_ name: String) throws -> [UInt8]? {
    guard let url = SharedFiles.url("oracle/backtest/strategy/examples/\(name).json") else {
      return nil
    }
    return [UInt8](try Data(contentsOf: url))
  }

  @Test(arguments: zip(names, [7.0, 60 + 4.0 / 24, 14, 61.5]))
  func `the published examples are right and have the published warm-up`(
    _ name: String, _ days: Double
  ) throws {
    guard let bytes = try Self.example(name) else { return }
    let file = try StrategyFile(parsing: bytes)
    #expect(file.strategy.name == name)
    #expect(abs(Double(file.strategy.warmUp) / 86_400e6 - days) < 0.01)
  }

  @Test(arguments: zip(names, [576, 108, 36, 81]))
  func `the published examples have the published grid`(_ name: String, _ points: Int) throws {
    guard let bytes = try Self.example(name) else { return }
    let file = try StrategyFile(parsing: bytes)
    #expect(file.parameters.reduce(1) { $0 * $1.grid.count } == points)
  }

  @Test(arguments: names)
  func `an explanation names every feature and parameter`(_ name: String) throws {
    guard let bytes = try Self.example(name) else { return }
    let file = try StrategyFile(parsing: bytes)
    let text = file.explanation.joined(separator: "\n")
    for feature in file.strategy.features { #expect(text.contains(feature.name)) }
    for parameter in file.parameters { #expect(text.contains(parameter.name)) }
    #expect(!text.contains("{"), "JSON in the explanation:\n\(text)")
  }

  @Test(arguments: [
    (#","benchmark":"cash""#, "Compared with cash."),
    (
      #","portfolio":{"halt":{"daily_loss":0.05,"resume_after":"6h"}}"#,
      "Entries stop for 6h after a loss of 0.05 in a day."
    ),
    (
      #","portfolio":{"max_positions":2,"max_symbol_fraction":0.5}"#,
      "At most 0.5 times the equity in one symbol."
    ),
    (#","portfolio":{"rank_by":{"@":"f"}}"#, "The largest f goes first."),
    (
      #","walk_forward":{"mode":"anchored","train":"3d","test":"36h","step":"36h","purge":"1h"}"#,
      "Walk-forward (anchored): chosen on 3d, judged on the 36h that begin 1h later, a window every "
        + "36h."
    ),
    (
      #","validation":{"dsr":true,"cost_stress":[1,2],"holdout":{"from":"2024-05-01"}}"#,
      "Doubted by the deflated Sharpe ratio; costs times 1, 2."
    ),
    (
      #","validation":{"holdout":{"from":"2024-05-01"}}"#,
      "Days from 2024-05-01 on are sealed until --open-holdout."
    ),
    ("", "Entries are market orders, filled at the open of the next candle."),
    ("", "Funding is paid as the venue settled it."),
  ])
  func `an explanation covers the blocks around the rules`(
    _ extra: String, _ line: String
  ) throws {
    let file = try Sample.file(feature: #"{"price":{"field":"close"}}"#, extra: extra)
    #expect(file.explanation.contains(line), "\(file.explanation.joined(separator: "\n"))")
  }

  /// What is wrong, where it stands, and the nearest right name.
  static let wrong: [(change: (String, String), path: String, suggestion: String?)] = [
    ((#""entry":"#, #""entrys":"#), "$.entrys", "entry"),
    ((#""exit":{}"#, #""exit":{"stoploss":{"fraction":0.1}}"#), "$.exit.stoploss", "stop_loss"),
    ((#""market""#, #""markt""#), "$.execution.order", "market"),
    ((#""interval":"1m""#, #""interval":"1w""#), "$.data.candles.interval", nil),
    ((#""interval":"1m""#, #""interval":"0s""#), "$.data.candles.interval", nil),
    ((#""name":"sample""#, #""name":"Sample""#), "$.name", nil),
    ((#""name":"sample""#, #""name":"sample","name":"sample""#), "$.name", nil),
    ((#""liqtool.strategy/1""#, #""liqtool.strategy/2""#), "$.schema", nil),
    ((#""taker_bps":5,"#, ""), "$.costs", nil),
    ((#""taker_bps":5"#, #""taker_bps":"5""#), "$.costs.taker_bps", nil),
    ((#""maker_bps":2"#, #""maker_bps":2,"fee_table":"x.csv""#), "$.costs.fee_table", nil),
    ((#"{"@":"f"}"#, #"{"@":"g"}"#), #"$.entry.long.when[">"][0]["@"]"#, nil),
    ((#"{"@":"f"}"#, #"{"$":"p"}"#), #"$.entry.long.when[">"][0]["$"]"#, nil),
    ((#"{">":[{"@":"f"},0]}"#, "5"), "$.entry.long.when", nil),
    ((#"{">":[{"@":"f"},0]}"#, #"{"+":[true,1]}"#), #"$.entry.long.when["+"][0]"#, nil),
    ((#"{">":[{"@":"f"},0]}"#, #"{">":[1]}"#), #"$.entry.long.when[">"]"#, nil),
    (
      (#"{">":[{"@":"f"},0]}"#, #"{">":[{"position":{"field":"age"}},0]}"#), "$.entry.long.when",
      nil
    ),
    (
      (#""exit":{}"#, #""exit":{"take_profit":{"r":2}}"#), "$.exit.take_profit.r", nil
    ),
    ((#""exit":{}"#, #""exit":{"stop_loss":{"r":2}}"#), "$.exit.stop_loss.r", nil),
    ((#""exit":{}"#, #""exit":{"stop_loss":{"fraction":0}}"#), "$.exit.stop_loss.fraction", nil),
    (
      (#""exit":{}"#, #""exit":{"trailing":{"distance":{"price":5}}}"#),
      "$.exit.trailing.distance", nil
    ),
    (
      (#""type":"fixed_notional","notional":1000"#, #""type":"risk_fraction","fraction":0.01"#),
      "$.sizing.type", nil
    ),
    (
      (#""params":{}"#, #""params":{"p":{"type":"number","default":1}}"#), "$.params.p", nil
    ),
    (
      (#""params":{}"#, #""params":{"p":{"type":"choice","default":1}}"#), "$.params.p.type", nil
    ),
    ((#""market"}"#, #""market"},"sweep":{"method":"halving"}"#), "$.sweep.method", nil),
    ((#""market"}"#, #""market"},"sweep":{"objective":{"+":[1,2]}}"#), "$.sweep.objective", nil),
    (
      (#""market"}"#, #""market"},"validation":{"holdout":{"from":"2024-02-30"}}"#),
      "$.validation.holdout.from", nil
    ),
    ((#""notional":1000"#, #""notional":0"#), "$.sizing.notional", nil),
    (
      (#""type":"fixed_notional","notional":1000"#, #""type":"equity_fraction","fraction":-1"#),
      "$.sizing.fraction", nil
    ),
    (
      (
        #""type":"fixed_notional","notional":1000"#,
        #""type":"kelly","multiplier":-1,"window_trades":5"#
      ), "$.sizing.multiplier", nil
    ),
    ((#""market"}"#, #""limit","limit_offset_bps":10000}"#), "$.execution.limit_offset_bps", nil),
    ((#""market"}"#, #""market","max_participation":0}"#), "$.execution.max_participation", nil),
    (
      (#""market"}"#, #""market"},"portfolio":{"halt":{"daily_loss":0}}"#),
      "$.portfolio.halt.daily_loss", nil
    ),
  ]

  @Test(arguments: wrong)
  func `a wrong file is refused with the path of what is wrong`(
    _ change: (String, String), _ path: String, _ suggestion: String?
  ) {
    let right = Sample.text(feature: #"{"price":{"field":"close"}}"#)
    #expect(right.contains(change.0), "\(change.0)")
    let text = right.replacingOccurrences(of: change.0, with: change.1)
    do {
      _ = try StrategyFile(parsing: Array(text.utf8))
      Issue.record("accepted: \(change.1)")
    } catch {
      #expect(error.path == path, "\(error)")
      #expect(error.suggestion == suggestion, "\(error)")
    }
  }

  static let wrongFeatures: [(text: String, place: String)] = [
    (#"{"liq":{"measure":"notional","side":"longs","window":"5m"}}"#, ".liq.side"),
    (#"{"liq":{"measure":"notional","side":"long"}}"#, ".liq"),
    (#"{"quantile":{"of":1,"window":"5m"}}"#, ".quantile"),
    (#"{"sma":{"of":1,"window":"5m","q":0.5}}"#, ".sma.q"),
    (#"{"zscore":{"of":1,"window":"0s"}}"#, ".zscore.window"),
    (
      #"{">":[{"cascade":{"field":"active","side":"both","gap":"1s","#
        + #""min_events":1,"min_notional":0}},0]}"#,
      #"[">"][0]"#
    ),
    (#"{"within":{"when":1,"window":"5m"}}"#, ".within.when"),
    (#"{"@":"f"}"#, #"["@"]"#),
    (#"{"and":[true]}"#, ".and"),
    (#"{"price":{"field":"close","bars_ago":-1}}"#, ".price.bars_ago"),
    (#"{"hour_utc":{"in":[24]}}"#, ".hour_utc.in[0]"),
    (#"{"not":true,"and":[true,true]}"#, ""),
    (#""text""#, ""),
    (#"{"sma":{"of":{"position":{"field":"age"}},"window":"5m"}}"#, ".sma.of"),
  ]

  @Test(arguments: wrongFeatures)
  func `a wrong expression is refused with its path`(_ text: String, _ place: String) {
    do {
      _ = try Sample.file(feature: text)
      Issue.record("accepted: \(text)")
    } catch {
      #expect(error.path == "$.features.f" + place, "\(error)")
    }
  }

  @Test func `the canonical text does not depend on layout, order or spelling of numbers`() throws {
    let one = try JSONValue(parsing: #"{"b":1.50,"a":[1e3,0.000001,1e21,-0,"ä"]}"#)
    let two = try JSONValue(parsing: #"{ "a":[1000,1e-6,1e21,0.0,"ä"], "b":15e-1 }"#)
    #expect(one.canonicalText == #"{"a":[1000,0.000001,1e+21,0,"ä"],"b":1.5}"#)
    #expect(one.canonicalText == two.canonicalText)
  }

  @Test func `deep nesting is refused, not run out of`() {
    var chain = (1..<400).map { #""g\#($0)":{"neg":{"@":"g\#($0 - 1)"}}"# }
    chain.insert(#""g0":1"#, at: 0)
    func text(_ features: [String]) -> [UInt8] {
      Array(
        Sample.text(feature: "1")
          .replacingOccurrences(
            of: #""features":{"f":1}"#,
            with: #""features":{"f":1,\#(features.joined(separator: ","))}"#
          ).utf8)
    }
    // In order each feature is read once, so a long chain is no depth at all.
    #expect(throws: Never.self) { try StrategyFile(parsing: text(chain)) }
    #expect(throws: StrategyError.self) { try StrategyFile(parsing: text(chain.reversed())) }
  }

  @Test func `any bytes are refused with a path or read`() throws {
    var random = SplitMix64(seed: 11)
    let right = Array(Sample.text(feature: #"{"price":{"field":"close"}}"#).utf8)
    for _ in 0..<2_000 {
      var bytes = right
      for _ in 0...random.index(below: 3) {
        bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
      }
      do {
        _ = try StrategyFile(parsing: bytes)
      } catch {
        #expect(error.path.hasPrefix("$"))
      }
    }
  }
}
