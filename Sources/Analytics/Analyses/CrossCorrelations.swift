package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Whether liquidations and price, volatility or volume move together, and which comes first.
///
/// Both series are filtered by the autoregression of the liquidations before they are compared:
/// raw correlations of two persistent series are large by chance and are printed without stars.
package struct CrossCorrelations: Analysis {
  package static let name = "crosscorr"
  package static let summary = "lead and lag of liquidations against returns and volume"

  private let interval: Interval
  private let maxLag: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    let step = try parameters.duration("interval", default: "5m", atLeast: 60_000_000)
    interval = Interval(microseconds: step)
    maxLag = try parameters.integer("max_lag", default: 12, in: 1...1_000)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { interval }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Lead and lag")
    guard !inputs.isEmpty, !inputs.candles.isEmpty else {
      let reason = "needs liquidations and candles of the same symbol"
      return AnalysisResult(section, without: .noData(reason: reason))
    }
    let leads = inputs.largestSymbols(top).compactMap { SymbolLeads(inputs, $0, interval, maxLag) }
    guard let first = leads.first else {
      let reason =
        "no large symbol has candles of \(interval.name) or finer over at least "
        + "\(SymbolLeads.leastBars) bars with liquidations"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = leads.map(\.sentence)
    section.tables = [lagTable(leads)]
    section.charts = first.pairs.map { lagChart($0, first) }
    section.method = method(first)
    var result = AnalysisResult(section)
    result.values = first.members
    result.values.append(JSONMember("symbols", leads.map { JSONMember($0.symbol, $0.members) }))
    result.headline = first.headline
    result.claims = leads.compactMap(\.claim)
    return result
  }

  private func method(_ first: SymbolLeads) -> [String] {
    [
      "r(k) = corr(xₜ, yₜ₊ₖ) on bars of \(interval.name), divisor n: at k > 0 liquidations come "
        + "first. Both series are filtered with the autoregression of x (Yule–Walker, order by "
        + "AIC); p = 2Φ(−|r|√n), and q is Benjamini and Hochberg's over all "
        + "\(first.family) lags and pairs of a symbol.",
      "k = 0 is what happened inside one bar and never evidence of direction. Bars are aligned by "
        + "their close, liquidations by the exchange's time.",
    ]
  }
}

/// One pair of series of one symbol.
struct LagPair {
  /// As in `report.json`: `usd_vs_absret`.
  let name: String
  /// What y is, in words.
  let words: String
  let raw: CrossCorrelation
  let whitened: CrossCorrelation
  let order: Int
  let p: [Double]

  init(_ name: String, _ words: String, _ x: [Double], _ y: [Double], maxLag: Int) {
    self.name = name
    self.words = words
    raw = CrossCorrelation(x, y, maxLag: maxLag)
    let model = Autoregression(x, maxOrder: Int(10 * log10(Double(x.count))))
    order = model.order
    whitened = CrossCorrelation(model.filtered(x), model.filtered(y), maxLag: maxLag)
    let root = Double(whitened.count).squareRoot()
    p = whitened.values.map { Normal.twoSided($0 * root) }
  }

  /// 1.96/√n of the filtered series.
  var band: Double { Normal.quantile(0.975) / Double(whitened.count).squareRoot() }
}

/// The three pairs of one symbol.
struct SymbolLeads {
  /// The fewest bars with known liquidations.
  static let leastBars = 200

  let symbol: String
  let exchange: String
  let bars: Int
  let interval: Interval
  let pairs: [LagPair]
  /// The false discovery rate over all lags and pairs.
  let q: [Double]

  init?(_ inputs: MarketInputs, _ scope: Scope, _ interval: Interval, _ maxLag: Int) {
    guard let prices = inputs.bars(scope, interval: interval) else { return nil }
    let series = inputs.series(scope, interval: interval)
    let returns = prices.returns
    let known = series.usd.indices.count { !series.usd[$0].isNaN && !returns[$0].isNaN }
    let x = series.logUSD()
    guard known >= Self.leastBars, x.contains(where: { $0 > 0 }) else { return nil }
    let flow = zip(series.usdShort, series.usdLong).map { $0 - $1 }
    let signed = flow.map { $0 < 0 ? -log1p(-$0) : log1p($0) }
    let volume = prices.volume.map { $0 > 0 ? log($0) : .nan }
    pairs = [
      LagPair("usd_vs_absret", "the size of returns", x, returns.map(abs), maxLag: maxLag),
      LagPair("signedflow_vs_ret", "returns", signed, returns, maxLag: maxLag),
      LagPair("usd_vs_logvolume", "volume", x, volume, maxLag: maxLag),
    ]
    symbol = scope.name
    exchange = prices.key.exchange
    bars = pairs[0].raw.count
    self.interval = interval
    q = MultipleTesting.benjaminiHochberg(pairs.flatMap(\.p))
  }

  var family: Int { q.count }

  /// The place and lag of the surest correlation among lags for which `wanted` holds.
  func surest(_ wanted: (Int) -> Bool) -> (pair: LagPair, lag: Int, r: Double, q: Double)? {
    var best: (pair: LagPair, lag: Int, r: Double, q: Double)?
    for (place, pair) in pairs.enumerated() {
      for (index, r) in pair.whitened.values.enumerated() where wanted(index - pair.raw.maxLag) {
        let q = self.q[place * pair.p.count + index]
        if q < (best?.q ?? .infinity) { best = (pair, index - pair.raw.maxLag, r, q) }
      }
    }
    return best
  }

  var significant: Int { q.count { $0 < 0.05 } }
}
