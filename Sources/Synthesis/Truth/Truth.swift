import Basics
import MarketData

/// The truth file: what was planted, what came of it, and what an analysis should find.
struct Truth: Sendable {
  private let model: MarketModel
  private let plan: ArrivalPlan
  private let factor: Double
  private let tally: MarketTally

  init(_ simulation: MarketSimulation, _ tally: MarketTally) {
    model = simulation.model
    plan = simulation.plan
    factor = simulation.factor
    self.tally = tally
  }

  var json: JSONValue {
    JSONValue([
      "generator": .string("liqtool generate"),
      "seed": .string(String(model.seed)),
      "from": .string(TimeText.rfc3339(model.window.from)),
      "to": .string(TimeText.rfc3339(model.window.to)),
      "rows": model.rows.map { .integer(Int64($0)) } ?? .null,
      "planted": model.plantedParameters,
      "expected": ExpectedFindings(model, plan, factor: factor, tally).json,
      "realised": realised,
    ])
  }

  private var realised: JSONValue {
    JSONValue([
      "liquidations": .integer(Int64(tally.count)),
      "first_time": tally.firstTime.map { .string(TimeText.rfc3339($0)) } ?? .null,
      "last_time": tally.lastTime.map { .string(TimeText.rfc3339($0)) } ?? .null,
      "offspring_share": JSONValue(Double(tally.offspring) / Double(tally.count)),
      "symbols": .array(zip(model.symbols, tally.symbols).map(realised)),
    ])
  }

  private func realised(_ symbol: SymbolModel, _ tally: MarketTally.Symbol) -> JSONValue {
    let byVenue = zip(model.venues, tally.byVenue).map { venue, count in
      JSONMember(venue.exchange, .integer(Int64(count)))
    }
    return JSONValue([
      "symbol": .string(symbol.name),
      "liquidations": .integer(Int64(tally.count)),
      "by_exchange": .object(byVenue),
      "long_share": JSONValue(Double(tally.long) / Double(tally.count)),
      "notional_usd": JSONValue(tally.notional.value),
      "largest_usd": JSONValue(tally.largest),
      "by_hour": .array(tally.hours.map { .integer(Int64($0)) }),
      "volatility_day": JSONValue((tally.variance.value / model.days).squareRoot()),
      "quote_volume_day": JSONValue(tally.quoteVolume.value / model.days),
    ])
  }
}
