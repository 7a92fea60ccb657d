import Reports

extension BacktestResult {
  /// One row a trade, in the order of rule 97; the columns of `trades.csv` (rules 110 to 112).
  var tradeTable: Table {
    let trades = record.trades
    let columns =
      decisionColumns(trades) + exitColumns(trades) + moneyColumns(trades) + featureColumns
    return Table(
      name: "trades", title: "Trades", columns: columns, rowsShown: 20, isFile: true)
  }

  private func decisionColumns(_ trades: [Trade]) -> [Reports.Column] {
    [
      Column("trade_id", .integer(trades.indices.map { Int64($0 + 1) })),
      Column("symbol", .text(trades.map { symbol(of: $0) })),
      Column("side", .text(trades.map(\.side.name))),
      Column("entry_tag", .text(trades.map { entryTag(of: $0) })),
      Column("decision_ts", .time(trades.map(\.decisionTime))),
      Column("entry_ts", .time(trades.map(\.entryTime))),
      Column("entry_price", .number(trades.map(\.entryPrice)), style: .significant(7)),
      Column("entry_ref_price", .number(trades.map(\.entryReference)), style: .significant(7)),
      Column("qty", .number(trades.map(\.quantity)), style: .significant(5)),
      Column("notional", .number(trades.map(\.notional)), style: .significant(6)),
    ]
  }

  private func exitColumns(_ trades: [Trade]) -> [Reports.Column] {
    [
      Column("exit_decision_ts", .time(trades.map(\.exitDecisionTime))),
      Column("exit_ts", .time(trades.map(\.exitTime))),
      Column("exit_price", .number(trades.map(\.exitPrice)), style: .significant(7)),
      Column("exit_ref_price", .number(trades.map(\.exitReference)), style: .significant(7)),
      Column("exit_reason", .text(trades.map(\.exitReason.rawValue))),
      Column(
        "bars_held",
        .integer(
          trades.map { ($0.exitTime - $0.entryTime) / plan.symbols[$0.symbol].fillInterval })),
    ]
  }

  private func moneyColumns(_ trades: [Trade]) -> [Reports.Column] {
    let numbers: [(String, (Trade) -> Double)] = [
      ("fee_entry", { $0.entryFee }), ("fee_exit", { $0.exitFee }),
      ("slippage_entry", { $0.entrySlippage }), ("slippage_exit", { $0.exitSlippage }),
      ("funding", { $0.funding }), ("gross_pnl", { $0.grossProfit }),
      ("net_pnl", { $0.netProfit }), ("return", { $0.return }),
      ("r_multiple", { $0.riskMultiple }), ("mae", { $0.adverseExcursion }),
      ("mfe", { $0.favourableExcursion }),
      ("liq_price", { $0.liquidationPrice > 0 ? $0.liquidationPrice : .nan }),
    ]
    return numbers.map { name, value in
      Column(name, .number(trades.map { Self.finite(value($0)) }), style: .significant(5))
    } + [
      Column("ambiguous", .flag(trades.map(\.isAmbiguous))),
      Column("equity_after", .number(trades.map(\.equityAfter)), style: .significant(8)),
    ]
  }

  private var featureColumns: [Reports.Column] {
    features.map { feature in
      let name = "f_" + feature.name
      guard feature.isFlag else {
        return Column(name, .number(feature.values.map(Self.finite)), style: .significant(5))
      }
      // A flag that is unknown is neither true nor false: an empty cell.
      return Column(
        name, .text(feature.values.map { $0.isNaN ? "" : ($0 == 1 ? "true" : "false") }))
    }
  }

  /// Undefined numbers are empty cells.
  static func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }

  /// The equity at every mark; the columns of `equity.csv` (rule 113).
  func equityTable(_ marks: MarkColumns) -> Table {
    let numbers: [(String, [Double])] = [
      ("equity", marks.equity), ("cash", marks.cash), ("unrealised", marks.unrealised),
      ("drawdown", marks.curve.drawdown), ("gross_leverage", marks.grossLeverage),
    ]
    return Table(
      name: "equity", title: "Equity",
      columns: [Column("time", .time(marks.time))]
        + numbers.map { Column($0, .number($1), style: .significant(8)) },
      rowsShown: 5, isFile: true)
  }

  /// Every order and what became of it (rule 132).
  var orderTable: Table {
    let orders = record.orders
    return Table(
      name: "orders", title: "Orders",
      columns: [
        Column("symbol", .text(orders.map { plan.symbols[$0.symbol].name })),
        Column("side", .text(orders.map(\.side.name))),
        Column("decision_ts", .time(orders.map(\.decisionTime))),
        Column("order_ts", .time(orders.map(\.orderTime))),
        Column("kind", .text(orders.map { $0.limit.isNaN ? "market" : "limit" })),
        Column("limit", .number(orders.map(\.limit)), style: .significant(7)),
        Column("qty_asked", .number(orders.map(\.quantityAsked)), style: .significant(5)),
        Column("qty_filled", .number(orders.map(\.quantityFilled)), style: .significant(5)),
        Column("fill_ts", .time(orders.map(\.fillTime))),
        Column("fill_price", .number(orders.map(\.fillPrice)), style: .significant(7)),
        Column("outcome", .text(orders.map(\.outcome.rawValue))),
      ], rowsShown: 5, isFile: true)
  }
}
