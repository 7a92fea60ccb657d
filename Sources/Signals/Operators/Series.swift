import Basics
import MarketData

/// The last known value of a stored series, no older than `max_age` (a day unless said).
enum Series: Operator {
  static let name = "series"
  static let summary = "the last value of a stored series: open interest, funding, ratios, prices"
  static let examples = [
    #"{"series":{"name":"open_interest_usd"}}"#,
    #"{"series":{"name":"funding_rate","max_age":"20m"}}"#,
    #"{"series":{"name":"open_interest_usd","max_age":"5m","lag":"4m"}}"#,
  ]
  static let shape = Shape.object(
    [
      "name": Shape.choice(SeriesName.allCases.map(\.name)), "max_age": Shape.duration,
      "lag": Shape.duration,
    ], required: ["name"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["name", "max_age", "lag"], required: ["name"])
    let series = try seriesName(try fields.required("name"))
    let day = TimeText.microsecondsPerDay
    let age = try fields["max_age"].mapped(reader.window) ?? Span(value: day, longest: day)
    let lag = try fields["lag"].mapped(reader.span) ?? Span(value: 0, longest: 0)
    return reader.make(
      name, "\(series.name) \(age.value) \(lag.value)",
      Apply(name: series, longestAge: age.value, lag: lag.value),
      lookback: age.longest + lag.longest)
  }

  private static func seriesName(_ place: Place) throws(StrategyError) -> SeriesName {
    let word = try place.text()
    if let series = SeriesName(name: word) { return series }
    let names = SeriesName.allCases.map(\.name)
    throw place.error(
      "'\(word)' is not one of \(names.joined(separator: ", "))",
      suggestion: Spelling.nearest(to: word, among: names))
  }

  private struct Apply: Kernel {
    let name: SeriesName
    let longestAge: Int64
    let lag: Int64
    /// How many values are known.
    var known = 0

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let series = tape.series[name]
      let end = time - lag
      while known < series.count, series.time[known] <= end { known += 1 }
      guard known > 0, end - series.time[known - 1] <= longestAge else { return .nan }
      return finite(series.value[known - 1])
    }
  }
}
