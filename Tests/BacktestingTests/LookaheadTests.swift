import Backtesting
import Basics
import MarketData
import Signals
import Testing

/// An operator that cheats: the return of the candle that has not closed yet.
private enum Peek: Operator {
  static let name = "peek"
  static let summary = "the future"
  static let examples = [#"{"peek":{}}"#]
  static let shape = JSONValue(["type": .string("object")])

  static func read(
    _ place: Place, _ reader: inout ExpressionReader
  ) throws(StrategyError) -> Operand {
    reader.make(name, "", Apply())
  }

  private struct Apply: Kernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let next = tape.candles.firstOpening(atOrAfter: time)
      guard next < tape.candles.count else { return .nan }
      return tape.candles.close[next] / tape.candles.open[next] - 1
    }
  }
}

/// An operator that knows the liquidations of the next five minutes.
private enum Omen: Operator {
  static let name = "omen"
  static let summary = "liquidations to come"
  static let examples = [#"{"omen":{}}"#]
  static let shape = JSONValue(["type": .string("object")])

  static func read(
    _ place: Place, _ reader: inout ExpressionReader
  ) throws(StrategyError) -> Operand {
    reader.make(name, "", Apply())
  }

  private struct Apply: Kernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let last = tape.liquidations.availability.last { $0 <= time + Scenario.minute * 5 } ?? time
      return last > time ? 1 : 0
    }
  }
}

@Suite struct LookaheadTests {
  private static func backtest(
    _ rule: String, _ data: BacktestData
  ) async throws -> Backtest {
    var scenario = ValidationTests.scenario
    scenario.params = ""
    scenario.features = ""
    scenario.entry = #""long":{"when":\#(rule)}"#
    scenario.exit = #""max_hold":"5m""#
    let file = try StrategyFile(
      parsing: Array(scenario.text.utf8), operators: Operators.all + [Peek.self, Omen.self])
    return try await Backtest(file, data: data)
  }

  @Test(arguments: [
    #"{">":[{"peek":{}},0]}"#, #"{">":[{"omen":{}},0]}"#,
  ])
  func `an operator that reads the future is caught`(_ rule: String) async throws {
    let data = ValidationTests.data(days: 2)
    let backtest = try await Self.backtest(rule, data)
    #expect(try backtest.run().record.trades.count > 10)
    let check = try await backtest.checkLookahead(data, cuts: 3)
    #expect(!check.isGood)
    #expect(check.differences.contains { $0.contains("≠") })
    #expect(check.differences.contains { $0.contains("cut off") })
  }

  @Test func `an honest rule with the same trades is not accused`() async throws {
    let data = ValidationTests.data(days: 2)
    let rule = #"{">":[{"return":{"window":"1m"}},0]}"#
    let check = try await Self.backtest(rule, data).checkLookahead(data, cuts: 3)
    #expect(check.isGood && check.compared > 1_000)
  }
}
