import Basics
import MarketData
import Reports
import Statistics

/// The sums over everything, and what follows from them.
struct Totals {
  let sums: BinColumns.Sums

  init(_ parts: [BinColumns.Sums]) {
    var sums = BinColumns.Sums()
    for part in parts { sums.merge(part) }
    self.sums = sums
  }

  /// (long − short)/(long + short) in dollars; NaN of none.
  var imbalanceUSD: Double { (sums.usdLong.value - sums.usdShort.value) / sums.usd }

  /// The same in events.
  var imbalanceCount: Double { Double(sums.countLong - sums.countShort) / Double(sums.count) }

  /// The mean over the events that have a notional; NaN of none.
  var meanUSD: Double { sums.usd / Double(sums.countPriced) }

  /// The members of `report.json`.
  func members(_ hours: BinSeries) -> [JSONMember] {
    let share = Proportion(Int(sums.countLong), of: Int(sums.count))
    let busiest = hours.usd.indices.filter { !hours.usd[$0].isNaN }
      .max { hours.usd[$0] < hours.usd[$1] }
    return [
      JSONMember("n_bins", hours.grid.count), JSONMember("n", sums.count),
      JSONMember("n_long", sums.countLong), JSONMember("n_short", sums.countShort),
      JSONMember("n_without_usd", sums.count - sums.countPriced), JSONMember("usd", sums.usd),
      JSONMember("usd_long", sums.usdLong.value), JSONMember("usd_short", sums.usdShort.value),
      JSONMember("max_usd", sums.countPriced > 0 ? sums.usdMax : .nan),
      JSONMember("mean_usd", meanUSD), JSONMember("imbalance_n", imbalanceCount),
      JSONMember("imbalance_usd", imbalanceUSD),
      JSONMember("busiest_bin", busiest.map { .integer(Int64($0)) } ?? .null),
      JSONMember(
        "busiest_bin_start", busiest.map { .string(TimeText.rfc3339(hours.grid.time($0))) } ?? .null
      ),
      JSONMember("empty_bins_1h", hours.count.count { $0 == 0 }),
      JSONMember("unknown_bins_1h", hours.count.count { $0.isNaN }),
      JSONMember("long_share_wilson95", share.wilson),
      JSONMember("long_share_binom_p", share.pValue()),
    ]
  }
}

/// Sums under one name: an exchange, a symbol, a side.
struct Breakdown {
  var name: String
  var count: Int64
  var usd: Double
}

private func byExchange(_ inputs: MarketInputs) -> [Breakdown] {
  inputs.exchanges.map { exchange in
    let total = Totals(inputs.instruments.filter { $0.key.exchange == exchange }.map(\.total)).sums
    return Breakdown(name: exchange, count: total.count, usd: total.usd)
  }
}

/// The largest symbols; the rest are folded into `others`.
private func bySymbol(_ inputs: MarketInputs, top: Int) -> [Breakdown] {
  var list = inputs.symbols.prefix(top).map {
    Breakdown(name: $0.name, count: $0.count, usd: $0.usd)
  }
  let rest = inputs.symbols.dropFirst(top)
  if !rest.isEmpty {
    list.append(
      Breakdown(
        name: "others", count: rest.reduce(0) { $0 + $1.count },
        usd: Statistics.sum(rest.map(\.usd))))
  }
  return list
}

private func bySide(_ totals: Totals) -> [Breakdown] {
  let sums = totals.sums
  return [
    Breakdown(name: "long", count: sums.countLong, usd: sums.usdLong.value),
    Breakdown(name: "short", count: sums.countShort, usd: sums.usdShort.value),
  ]
}

func breakdownMembers(_ inputs: MarketInputs, _ totals: Totals, top: Int) -> [JSONMember] {
  func members(_ parts: [Breakdown]) -> [JSONMember] {
    parts.map { part in
      JSONMember(part.name, [JSONMember("n", part.count), JSONMember("usd", part.usd)])
    }
  }
  return [
    JSONMember("by_exchange", members(byExchange(inputs))),
    JSONMember("by_symbol", members(bySymbol(inputs, top: top))),
    JSONMember("by_side", members(bySide(totals))),
  ]
}

func breakdownTables(_ inputs: MarketInputs, _ totals: Totals, top: Int) -> [Table] {
  func table(_ name: String, _ title: String, _ parts: [Breakdown]) -> Table {
    Table(
      name: "aggregation_by_\(name)", title: title,
      columns: [
        Column(name, .text(parts.map(\.name))),
        Column("n", label: "events", .integer(parts.map(\.count))),
        Column("usd", label: "USD", .number(parts.map(\.usd)), style: .dollars),
        Column(
          "usd_share", label: "share of USD", .number(parts.map { $0.usd / totals.sums.usd }),
          style: .percent(1)),
      ])
  }
  return [
    table("exchange", "By exchange", byExchange(inputs)),
    table("symbol", "By symbol, largest first", bySymbol(inputs, top: top)),
    table("side", "By side of the liquidated position", bySide(totals)),
  ]
}
