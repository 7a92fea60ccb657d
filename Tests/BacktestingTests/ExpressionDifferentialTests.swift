import Backtesting
import Basics
import MarketData
import Signals
import Testing

/// Every operator against its definition, on random data: at all instants, in all symbols.
@Suite struct ExpressionDifferentialTests {
  @Test(arguments: DifferentialTests.seeds)
  func `expressions have the values their definitions give`(_ seed: UInt64) throws {
    let scenario = RandomScenario(seed: seed)
    guard scenario.market.symbols.allSatisfy({ !$0.bars.isEmpty }) else { return }
    let document = try JSONValue(parsing: scenario.text)
    let file = try StrategyFile(document)
    let strategy = file.strategy
    let data = scenario.data
    let plan: BacktestPlan
    do {
      plan = try BacktestPlan(
        strategy, data: DataDescription(liquidations: data.liquidations, candles: data.candles))
    } catch {
      return
    }
    let market = try Market(
      plan, liquidations: data.liquidations, candles: data.candles, needsUniverse: true,
      funding: data.funding)
    let reference = ReferenceExpressions(scenario.market, document)
    for (index, symbol) in market.symbols.enumerated() {
      let columns = file.pool.columns(
        for: strategy.features.map(\.expression), over: reference.grids[index], symbol.tape)
      for feature in strategy.features {
        let expression = try #require(document["features"]?[feature.name])
        let column = columns.column(feature.expression)
        for (place, time) in reference.grids[index].enumerated() {
          let expected = reference.value(expression, index, time) ?? .nan
          let value = column[place]
          guard !Comparison.isClose(value, expected) else { continue }
          let values = "\(column[place]) ≠ \(expected)"
          Issue.record(
            "seed \(seed), \(symbol.name) at \(time): \(values); \(expression.text())")
          return
        }
      }
    }
  }
}
