import Basics
import Reports

/// How long the edge lasts and how much money it carries.
extension Study {
  var edgeSection: Section {
    var section = Section(name: "edge", title: "How long the edge lasts, and how much it carries")
    section.charts = [edgeChart].compactMap(\.self)
    if !edgeDecay.isEmpty { section.tables.append(edgeTable) }
    if !capacity.isEmpty { section.tables.append(capacityTable) }
    section.method = [
      "Edge: the mean move of the price in the direction of the accepted entries, before costs and "
        + "without exits. The baseline is what the same sides brought on average at all instants "
        + "of the same hours. Standard errors take entries as independent; in bursts they are not.",
      "Capacity: capital, fixed sizes and the allowed share of volume are multiplied together. "
        + "Returns that fall with size are limited by volume or by costs that grow with it.",
    ]
    return section
  }

  private var edgeTable: Table {
    let points = edgeDecay
    return Table(
      name: "edge_decay", title: "Edge by time after the decision",
      columns: [
        Column(
          "horizon_s", label: "after", .number(points.map { Double($0.horizon) / 1e6 }),
          style: .duration),
        Column("n", .integer(points.map { Int64($0.count) })),
        Column("mean_bps", .number(points.map { $0.mean * 1e4 }), style: .significant(3)),
        Column("se_bps", .number(points.map { $0.standardError * 1e4 }), style: .significant(3)),
        Column("baseline_bps", .number(points.map { $0.baseline * 1e4 }), style: .significant(3)),
      ], isFile: true)
  }

  private var capacityTable: Table {
    let points = capacity
    return Table(
      name: "capacity", title: "The same strategy with other sizes",
      columns: [
        Column("multiple", .number(points.map(\.multiple)), style: .significant(2)),
        Column(
          "mean_notional", .number(points.map { $0.meanNotional ?? .nan }), style: .significant(5)),
        Column("total_return", .number(points.map { $0.totalReturn ?? .nan }), style: .percent(2)),
        Column("net", .number(points.map(\.net)), style: .significant(6)),
        Column("n_trades", .integer(points.map { Int64($0.trades) })),
        Column("cut_entries", .integer(points.map { Int64($0.cutEntries) })),
      ], isFile: true)
  }

  /// What `--check` proved.
  var proofTable: Table {
    Table(
      name: "proofs", title: "Proofs",
      columns: [
        Column("what", .text(proofs.map(\.summary))),
        Column("compared", .integer(proofs.map { Int64($0.compared) })),
        Column("differences", .integer(proofs.map { Int64($0.differences.count) })),
      ])
  }

  // MARK: For report.json

  var edgeJSON: JSONValue {
    .array(
      edgeDecay.map { point in
        JSONValue([
          "horizon_s": JSONValue(Double(point.horizon) / 1e6), "n": .integer(Int64(point.count)),
          "mean": JSONValue(point.mean), "standard_error": JSONValue(point.standardError),
          "baseline": JSONValue(point.baseline),
        ])
      })
  }

  var capacityJSON: JSONValue {
    .array(
      capacity.map { point in
        JSONValue([
          "multiple": JSONValue(point.multiple), "mean_notional": JSONValue(point.meanNotional),
          "total_return": JSONValue(point.totalReturn), "net": JSONValue(point.net),
          "n_trades": .integer(Int64(point.trades)),
          "cut_entries": .integer(Int64(point.cutEntries)),
        ])
      })
  }

  var stressJSON: JSONValue {
    .array(
      stress.map { point in
        JSONValue([
          "assumption": .string(point.name), "total_return": JSONValue(point.totalReturn),
          "sharpe": JSONValue(point.sharpe), "net": JSONValue(point.net),
          "n_trades": .integer(Int64(point.trades)),
        ])
      })
  }

  var proofJSON: JSONValue {
    .array(
      proofs.map { check in
        JSONValue([
          "what": .string(check.summary), "compared": .integer(Int64(check.compared)),
          "differences": .array(check.differences.map { .string($0) }),
        ])
      })
  }
}
