import Basics
import Reports

extension BacktestResult {
  /// The list of trades and the distribution of their returns.
  var tradeSection: Section {
    var section = Section(name: "trades", title: "Trades")
    section.tables = [tradeTable]
    section.charts = priceCharts + [returnHistogram, excursionChart].compactMap(\.self)
    if symbolsWithoutPicture > 0 {
      section.summary = [
        "The symbols traded most have a picture; \(symbolsWithoutPicture) more are in the table."
      ]
    }
    section.method = [
      "Prices are those of the candles that orders are filled in, thinned without losing peaks and "
        + "troughs. Moves for and against are the largest between entry and exit, from the entry "
        + "price."
    ]
    return section
  }

  /// Every mark and every order, for looking things up.
  func recordSection(_ marks: MarkColumns) -> Section {
    var section = Section(name: "record", title: "Every mark and order")
    section.tables = [equityTable(marks), orderTable]
    return section
  }

  /// Vetoes, rules and halts, for `report.json`.
  var decisionJSON: JSONValue {
    let vetoes = record.vetoes.filter { $0.count > 0 }.map {
      JSONMember($0.veto.rawValue, .integer(Int64($0.count)))
    }
    let held = rules.map { rule in
      JSONMember(
        rule.name,
        .object([
          JSONMember("true", .integer(Int64(rule.trues))),
          JSONMember("false", .integer(Int64(rule.falses))),
          JSONMember("unknown", .integer(Int64(rule.unknowns))),
        ]))
    }
    let halts = record.halts.map { halt -> JSONValue in
      .object([
        JSONMember("from", .string(TimeText.rfc3339(halt.start))),
        JSONMember(
          "to", halt.end == .max ? .null : .string(TimeText.rfc3339(halt.end))),
        JSONMember("reasons", .array(halt.reasons.map { .string($0) })),
      ])
    }
    return .object([
      JSONMember("vetoes", .object(vetoes)), JSONMember("rules", .object(held)),
      JSONMember("halts", .array(halts)),
    ])
  }

  /// How often rules fired and why entries were not taken.
  var decisionSection: Section {
    var section = Section(name: "decisions", title: "Decisions")
    let vetoes = record.vetoes.filter { $0.count > 0 }
    section.tables = [
      Table(
        name: "rules", title: "How often each rule held",
        columns: [
          Column("rule", .text(rules.map(\.name))),
          Column("true_count", label: "true", .integer(rules.map { Int64($0.trues) })),
          Column("false_count", label: "false", .integer(rules.map { Int64($0.falses) })),
          Column("unknown_count", label: "unknown", .integer(rules.map { Int64($0.unknowns) })),
        ]),
      Table(
        name: "vetoes", title: "Triggers that led to no entry, by the first reason",
        columns: [
          Column("reason", .text(vetoes.map { $0.veto.rawValue })),
          Column("n", .integer(vetoes.map { Int64($0.count) })),
        ]),
    ]
    if !record.halts.isEmpty {
      let halts = record.halts
      section.tables.append(
        Table(
          name: "halts", title: "When entries were stopped",
          columns: [
            Column("from", .time(halts.map(\.start))),
            Column("to", .time(halts.map { $0.end == .max ? .min : $0.end })),
            Column("reasons", .text(halts.map { $0.reasons.joined(separator: ", ") })),
          ]))
    }
    return section
  }
}
