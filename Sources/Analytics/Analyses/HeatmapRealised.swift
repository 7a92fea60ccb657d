package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Where, in price and time, liquidations happened.
package struct HeatmapRealised: Analysis {
  package static let name = "heatmap_realised"
  package static let summary = "dollars liquidated by price and time"

  private let interval: Interval
  private let bins: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    let step = try parameters.duration("time_bin", default: "4h", atLeast: 60_000_000)
    interval = Interval(microseconds: step)
    bins = try parameters.integer("target_price_bins", default: 50, in: 2...10_000)
    top = try parameters.integer("top", default: 3, in: 1...100)
  }

  package var needs: InputNeeds { [.bins, .events, .prices, .candles] }
  package var finest: Interval { interval }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Liquidations by price and time")
    let maps = inputs.largestSymbols(top).compactMap {
      RealisedMap(inputs, $0, interval: interval, bins: bins)
    }
    guard !maps.isEmpty else {
      let reason =
        "needs liquidations of a symbol with dollars at different prices, in cells not too fine"
      return AnalysisResult(section, without: .noData(reason: reason))
    }
    section.summary = maps.map(\.sentence)
    section.tables = [table(maps)]
    section.charts = maps.enumerated().map { $1.chart(number: $0 + 1, inputs) }
    section.method = [
      "Cells of \(interval.name) and a price step of 1, 2 or 5 times a power of ten, the smallest "
        + "that gives at most \(bins) of them over the range; half open. Prices are of the kinds "
        + "the venues publish: a bankruptcy or order price is not where it traded."
    ]
    var result = AnalysisResult(section, of: maps)
    result.headline = maps.first?.headline
    return result
  }

  private func table(_ maps: [RealisedMap]) -> Table {
    let rows = maps.flatMap { map in map.filled.map { (map, $0) } }
    return Table(
      name: "heatmap_realised", title: "Cells with liquidations",
      columns: [
        Column("symbol", .text(rows.map(\.0.symbol))),
        Column("time", .time(rows.map { $0.0.grid.time($0.1 / $0.0.levels) })),
        Column(
          "price_from", .number(rows.map { $0.0.price($0.1 % $0.0.levels) }),
          style: .significant(6)),
        Column(
          "price_to", .number(rows.map { $0.0.price($0.1 % $0.0.levels + 1) }),
          style: .significant(6)),
        Column("usd", label: "USD", .number(rows.map { $0.0.cells[$0.1] }), style: .dollars),
      ], isFile: true)
  }
}

/// Dollars of one symbol in cells of time and price.
struct RealisedMap: SymbolAnswer {
  private static let mostCells = 20_000_000

  let symbol: String
  let grid: TimeGrid
  let step: Double
  /// Prices below the first cell are none; in steps.
  private let first: Int
  let levels: Int
  /// Row after row of time.
  private(set) var cells: [Double]

  init?(_ inputs: MarketInputs, _ scope: Scope, interval: Interval, bins: Int) {
    guard let place = scope.symbols.first else { return nil }
    let events = inputs.symbols[place].events
    let prices = events.price.filter { $0 > 0 && $0.isFinite }
    guard let low = prices.min(), let high = prices.max(), (high - low) / low > 1e-9 else {
      return nil
    }
    let step = niceStep(atLeast: (high - low) / Double(bins))
    grid = TimeGrid(covering: inputs.window, interval: interval)
    // Few enough cells to fit the memory: finer ones need a shorter window.
    guard step.isNormal, (low / step).isFinite, grid.count * (bins + 2) <= Self.mostCells else {
      return nil
    }
    symbol = scope.name
    self.step = step
    first = Int(floor(low / step))
    levels = Int(floor(high / step)) - first + 1
    cells = [Double](repeating: 0, count: grid.count * levels)
    for row in 0..<events.count where events.usd[row] > 0 && events.price[row] > 0 {
      let place = grid.index(of: events.time[row]) * levels
      cells[place + Int(floor(events.price[row] / step)) - first] += events.usd[row]
    }
    if filled.isEmpty { return nil }
  }

  func price(_ level: Int) -> Double { Double(first + level) * step }

  var filled: [Int] { cells.indices.filter { cells[$0] > 0 } }
  private var busiest: Int { cells.indices.max { cells[$0] < cells[$1] } ?? 0 }

  /// The dollars of each price level over all times.
  private var profile: [Double] {
    (0..<levels).map { level in
      sum(stride(from: level, to: cells.count, by: levels).map { cells[$0] })
    }
  }

  private var busiestLevel: Int {
    let profile = profile
    return profile.indices.max { profile[$0] < profile[$1] } ?? 0
  }

  /// The busiest price level's part of the dollars.
  var headline: Headline {
    Headline(
      "busiest_level_share", profile[busiestLevel] / sum(cells), n: filled.count, "cells",
      method: "sums by \(grid.count) times and \(levels) price levels")
  }

  var sentence: String {
    let (time, level) = (busiest / levels, busiest % levels)
    return "\(symbol): the busiest cell holds \(Phrases.dollars(cells[busiest])) at "
      + "\(Phrases.number(price(level), digits: 8))–\(Phrases.number(price(level + 1), digits: 8)) "
      + "from \(TimeText.rfc3339(grid.time(time))); the busiest price level begins at "
      + "\(Phrases.number(price(busiestLevel), digits: 8))."
  }

  var members: [JSONMember] {
    [
      JSONMember("price_step", step),
      JSONMember("shape", [Double(grid.count), Double(levels)]),
      JSONMember("first_price_edge", price(0)), JSONMember("total", sum(cells)),
      JSONMember("max_cell", cells[busiest]),
      JSONMember("argmax_cell", [Double(busiest / levels), Double(busiest % levels)]),
      JSONMember("nonzero", filled.count),
      JSONMember("profile_poc_edge", price(busiestLevel)),
    ]
  }

  /// The candles of the same bins, where there are any.
  private func candles(_ inputs: MarketInputs) -> [Chart.Mark] {
    guard
      let scope = inputs.largestSymbols(inputs.symbols.count).first(where: { $0.name == symbol }),
      let bars = inputs.bars(scope, interval: Interval(microseconds: grid.step))
    else { return [] }
    return [
      .candles(
        x: grid.times.map(Double.init), open: bars.open, high: bars.high, low: bars.low,
        close: bars.close)
    ]
  }

  /// Its file is named by a number: a symbol is data, not part of a path.
  func chart(number: Int, _ inputs: MarketInputs) -> Chart {
    let values = (0..<levels).flatMap { level in
      (0..<grid.count).map { cells[$0 * levels + level] }
    }
    return Chart(
      name: "heatmap_realised_\(number)", title: "\(symbol): dollars liquidated by price and time",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("price"),
      marks: [
        .heatmap(
          x: grid.times.map(Double.init), y: (0..<levels).map(price), values: values,
          label: "USD")
      ] + candles(inputs))
  }
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least `size`.
func niceStep(atLeast size: Double) -> Double {
  let power = pow(10, floor(log10(size)))
  return [1.0, 2, 5].map { $0 * power }.first { $0 >= size } ?? 10 * power
}
