package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// Whether a few events, symbols or exchanges make up most of the dollars.
package struct Concentration: Analysis {
  package static let name = "concentration"
  package static let summary = "how unequal events, symbols and exchanges are in US dollars"

  package init(_ parameters: inout Parameters) throws(ParameterError) {}

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "How concentrated liquidations are")
    let sizes = rising(inputs.eventDollars)
    guard sizes.count >= 2, let largest = sizes.last, largest > 0 else {
      let reason = "fewer than two liquidations have a US-dollar value"
      return AnalysisResult(section, without: .noData(reason: reason))
    }
    let events = Inequality(rising: sizes)
    guard events.gini.isFinite else {
      let reason = "the dollars are too many to add up"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let exchanges = Shares(inputs.exchangeTotals)
    let symbols = Shares(inputs.symbols.map(\.usd))
    section.summary = [sentence(events, symbols, inputs)]
    section.tables = [sharesTable(exchanges, symbols)]
    section.charts = [lorenzChart(sizes)]
    section.method = method
    var result = AnalysisResult(section)
    result.values = [
      JSONMember("n", sizes.count), JSONMember("gini_events", events.gini),
      JSONMember("gini_events_jack_se", events.giniError),
      JSONMember("top1pct_share", events.topShare),
    ]
    result.values += exchanges.members("exchange") + symbols.members("symbol")
    result.headline = Headline(
      "gini_events", events.gini, ConfidenceInterval(events.gini, error: events.giniError),
      n: sizes.count, "events", method: "jackknife, events as independent")
    result.claims = [Claim(sentence(events, symbols, inputs))]
    return result
  }

  private func sentence(_ events: Inequality, _ symbols: Shares, _ inputs: MarketInputs) -> String {
    let interval = ConfidenceInterval(events.gini, error: events.giniError)
    var text =
      "The largest 1 % of liquidations are \(Phrases.percent(events.topShare)) of the dollars; "
      + "the Gini coefficient is \(Phrases.number(events.gini)) "
      + Phrases.interval(interval, .significant(3)) + "."
    if inputs.symbols.count > 1 {
      text +=
        " The dollars spread over the equivalent of "
        + "\(Phrases.number(symbols.effective)) equal symbols of \(inputs.symbols.count)."
    }
    return text
  }

  private var method: [String] {
    [
      "Gini = 2·Σ i·x₍ᵢ₎/(n·Σx) − (n + 1)/n; its standard error is the jackknife's and takes "
        + "events as independent. HHI is the sum of squared shares; the effective number is 1/HHI. "
        + "A feed that publishes only the last event of a second drops small ones and looks less "
        + "unequal."
    ]
  }
}

/// How unequal sorted sizes are.
struct Inequality {
  let gini: Double
  /// The jackknife's standard error.
  let giniError: Double
  /// The share of the largest 1 %, rounded up to a whole number of them.
  let topShare: Double

  init(rising sizes: [Double]) {
    let total = Statistics.sum(sizes)
    let weighted = rankWeightedSum(sizes.span)
    gini = Self.gini(weighted, total, sizes.count)
    giniError = Self.jackknifeError(sizes.span, total, weighted)
    let top = (sizes.count + 99) / 100
    topShare = Statistics.sum(Array(sizes.suffix(top))) / total
  }

  static func gini(_ weighted: Double, _ total: Double, _ count: Int) -> Double {
    2 * weighted / (Double(count) * total) - Double(count + 1) / Double(count)
  }

  /// Leaving out value i lowers the rank of every larger one by one, so each of the n Gini
  /// coefficients follows from running sums.
  private static func jackknifeError(
    _ sizes: Span<Double>, _ total: Double, _ weighted: Double
  ) -> Double {
    let n = Double(sizes.count)
    var (mean, squares, running) = (0.0, 0.0, 0.0)
    for index in sizes.indices {
      let size = sizes[index]
      running += size
      let left = weighted - Double(index + 1) * size - (total - running)
      let gini = Self.gini(left, total - size, sizes.count - 1)
      let step = gini - mean
      mean += step / Double(index + 1)
      squares += step * (gini - mean)
    }
    return ((n - 1) / n * squares).squareRoot()
  }
}

/// Σ i·x₍ᵢ₎, i from 1, compensated.
private func rankWeightedSum(_ sizes: Span<Double>) -> Double {
  var (sum, correction) = (0.0, 0.0)
  for index in sizes.indices {
    let value = Double(index + 1) * sizes[index]
    let total = sum + value
    let virtual = total - sum
    correction += (sum - (total - virtual)) + (value - virtual)
    sum = total
  }
  return sum + correction
}

/// How dollars spread over exchanges or symbols.
struct Shares {
  private let shares: [Double]

  init(_ totals: [Double]) {
    let whole = Statistics.sum(totals)
    shares = totals.map { $0 / whole }.sorted()
  }

  /// The Herfindahl–Hirschman index, Σ s².
  var herfindahl: Double { Statistics.sum(shares.map { $0 * $0 }) }
  /// 0 for equal shares, 1 for one that has all; NaN of one.
  var normalised: Double {
    let least = 1 / Double(shares.count)
    return shares.count > 1 ? (herfindahl - least) / (1 - least) : .nan
  }
  /// How many equal shares would be as concentrated.
  var effective: Double { 1 / herfindahl }
  /// −Σ s·ln s.
  var entropy: Double { -Statistics.sum(shares.map { $0 > 0 ? $0 * log($0) : 0 }) }
  var gini: Double {
    let weighted = Statistics.sum(shares.enumerated().map { Double($0 + 1) * $1 })
    return Inequality.gini(weighted, Statistics.sum(shares), shares.count)
  }

  func members(_ name: String) -> [JSONMember] {
    [
      JSONMember("hhi_\(name)", herfindahl), JSONMember("hhi_norm_\(name)", normalised),
      JSONMember("effective_n_\(name)", effective), JSONMember("entropy_nats_\(name)", entropy),
      JSONMember("gini_\(name)", gini),
    ]
  }
}

private func sharesTable(_ exchanges: Shares, _ symbols: Shares) -> Table {
  let both = [exchanges, symbols]
  return Table(
    name: "concentration", title: "Concentration of dollars",
    columns: [
      Column("across", .text(["exchanges", "symbols"])),
      Column("hhi", label: "HHI", .number(both.map(\.herfindahl)), style: .significant(4)),
      Column(
        "hhi_norm", label: "HHI, normalised", .number(both.map(\.normalised)),
        style: .significant(4)),
      Column(
        "effective_n", label: "effective number", .number(both.map(\.effective)),
        style: .significant(4)),
      Column(
        "entropy_nats", label: "entropy [nats]", .number(both.map(\.entropy)),
        style: .significant(4)),
      Column("gini", label: "Gini", .number(both.map(\.gini)), style: .significant(4)),
    ], isFile: true)
}

/// The share of dollars in the smallest events, at 200 points.
private func lorenzChart(_ sizes: [Double]) -> Chart {
  let total = Statistics.sum(sizes)
  var (x, y, running) = ([0.0], [0.0], 0.0)
  var next = 1
  for (index, size) in sizes.enumerated() {
    running += size
    if (index + 1) * 200 >= next * sizes.count {
      x.append(Double(index + 1) / Double(sizes.count))
      y.append(running / total)
      next = (index + 1) * 200 / sizes.count + 1
    }
  }
  return Chart(
    name: "concentration", title: "Share of dollars in the smallest events",
    x: Chart.Axis("share of events"), y: Chart.Axis("share of USD"),
    marks: [
      .line(Chart.Series("events", x: x, y: y)),
      .line(Chart.Series("all equal", x: [0, 1], y: [0, 1])),
    ], quiet: ["all equal"])
}

extension MarketInputs {
  /// The dollars of every event that has a notional, symbol after symbol.
  var eventDollars: [Double] {
    var dollars: [Double] = []
    dollars.reserveCapacity(symbols.reduce(0) { $0 + $1.events.count })
    for symbol in symbols { appendKnown(symbol.events.usd.span, to: &dollars) }
    return dollars
  }

  /// The dollars of each exchange.
  var exchangeTotals: [Double] {
    exchanges.map { exchange in
      Totals(instruments.filter { $0.key.exchange == exchange }.map(\.total)).sums.usd
    }
  }
}

private func appendKnown(_ values: Span<Double>, to list: inout [Double]) {
  for index in values.indices where values[index] >= 0 { list.append(values[index]) }
}
