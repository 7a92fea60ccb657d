import Basics
import Glibc
import MarketData
import Reports
import Statistics

extension SymbolLeads {
  var sentence: String {
    guard let lead = surest({ $0 > 0 }), let lag = surest({ $0 < 0 }) else { return "" }
    func part(_ found: (pair: LagPair, lag: Int, r: Double, q: Double), _ words: String) -> String {
      let minutes = Int64(abs(found.lag)) * interval.microseconds
      return "\(words) \(DurationText.format(minutes)) r = \(Phrases.number(found.r)) with "
        + "\(found.pair.words) (q \(NumberText.text(found.q, .pValue)))"
    }
    return "\(symbol), \(bars) bars, prices of \(exchange): "
      + part(lead, "strongest where liquidations lead:") + "; "
      + part(lag, "strongest where they follow:") + "."
  }

  /// The surest correlation where liquidations come first.
  var headline: Headline? {
    surest { $0 > 0 }.map { lead in
      let ends = ConfidenceInterval(
        low: lead.r - lead.pair.band, high: lead.r + lead.pair.band)
      return Headline(
        "r_\(lead.pair.name)_lag\(lead.lag)", lead.r, ends, n: lead.pair.whitened.count, "bars",
        method: "prewhitened cross-correlation, \(interval.name) bars"
      ).tested(
        lead.pair.p[lead.lag + lead.pair.raw.maxLag], family: family, corrected: lead.q)
    }
  }

  /// The strongest lead, as something to put at the top; its p-value is corrected for all lags
  /// and pairs of the symbol.
  var claim: Claim? {
    guard let lead = surest({ $0 > 0 }) else { return nil }
    let minutes = DurationText.format(Int64(lead.lag) * interval.microseconds)
    let half = lead.pair.band
    let interval = ConfidenceInterval(low: lead.r - half, high: lead.r + half)
    return Claim(
      "\(symbol) liquidations lead \(lead.pair.words) by \(minutes): r = "
        + "\(Phrases.number(lead.r)) \(Phrases.interval(interval, .significant(2))) after "
        + "removing their own rhythm.", pValue: lead.q)
  }

  /// The members of `report.json`; the keys are those of the reference values.
  var members: [JSONMember] {
    [
      JSONMember("symbol", text: symbol), JSONMember("price_exchange", text: exchange),
      JSONMember("n", bars), JSONMember("lags", pairs[0].lags.map(Double.init)),
    ]
      + pairs.map { pair in
        JSONMember(
          pair.name,
          [
            JSONMember("raw", pair.raw.values), JSONMember("ar_order", pair.order),
            JSONMember("prewhitened", pair.whitened.values), JSONMember("p", pair.p),
          ])
      } + [
        JSONMember("band95", pairs.last?.band ?? .nan), JSONMember("bh_q_all_\(family)", q),
        JSONMember("n_significant_q05", significant),
      ]
  }
}

extension LagPair {
  var lags: [Int] { Array(-raw.maxLag...raw.maxLag) }
}

func lagTable(_ leads: [SymbolLeads]) -> Table {
  let rows = leads.flatMap { lead in lead.pairs.map { (lead, $0) } }
  func column<Value>(_ value: (SymbolLeads, LagPair, Int) -> Value) -> [Value] {
    rows.flatMap { lead, pair in pair.lags.indices.map { value(lead, pair, $0) } }
  }
  return Table(
    name: "crosscorr", title: "Correlations by lag; positive lags: liquidations come first",
    columns: [
      Column("symbol", .text(column { lead, _, _ in lead.symbol })),
      Column("pair", .text(column { _, pair, _ in pair.name })),
      Column("lag", .integer(column { _, pair, index in Int64(pair.lags[index]) })),
      Column(
        "lag_s", label: "lag [s]",
        .integer(
          column { lead, pair, index in
            Int64(pair.lags[index]) * lead.interval.microseconds / 1_000_000
          })),
      Column(
        "raw", .number(column { _, pair, index in pair.raw.values[index] }), style: .decimals(3)),
      Column(
        "prewhitened", .number(column { _, pair, index in pair.whitened.values[index] }),
        style: .decimals(3)),
      Column("p", .number(column { _, pair, index in pair.p[index] }), style: .pValue),
      Column("q", .number(leads.flatMap(\.q)), style: .pValue),
    ], isFile: true)
}

func lagChart(_ pair: LagPair, _ lead: SymbolLeads) -> Chart {
  let minutes = Double(lead.interval.microseconds) / 60e6
  let x = pair.lags.map { Double($0) * minutes }
  let flat = [Double](repeating: pair.band, count: x.count)
  return Chart(
    name: "crosscorr_\(pair.name)",
    title: "\(lead.symbol): liquidations and \(pair.words), by lag",
    x: Chart.Axis("lag [minutes], positive: liquidations first"), y: Chart.Axis("correlation"),
    marks: [
      .band(name: "95 % of chance", x: x, low: flat.map { -$0 }, high: flat),
      .line(Chart.Series("raw", x: x, y: pair.raw.values)),
      .bars(Chart.Series("prewhitened", x: x, y: pair.whitened.values)),
    ], quiet: ["raw", "95 % of chance"])
}
