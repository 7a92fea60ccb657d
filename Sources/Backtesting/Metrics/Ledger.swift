package import Basics
import Statistics

/// Where the money went: gross profit on reference prices, less costs, is what equity changed by
/// (rule 110).
package struct Ledger: Sendable, Equatable {
  package private(set) var gross = 0.0
  package private(set) var slippage = 0.0
  package private(set) var maker = 0.0
  package private(set) var taker = 0.0
  package private(set) var liquidationFees = 0.0
  package private(set) var funding = 0.0
  /// What positions left open have brought so far, after their costs.
  package private(set) var open = 0.0

  /// Adds up a run; sums are compensated, in the order of rule 97.
  init(_ record: RunRecord) {
    gross = sum(record.trades.column { $0.grossProfit })
    slippage = sum(record.trades.column { $0.entrySlippage + $0.exitSlippage })
    maker = sum(record.trades.column { $0.makerFee })
    liquidationFees = sum(record.trades.column { $0.liquidationFee })
    taker = sum(record.trades.column { $0.takerFee })
    funding = sum(record.trades.column { $0.funding })
    open = sum(
      record.openPositions.map {
        $0.side.sign * $0.quantity * ($0.lastPrice - $0.entryPrice) - $0.fee + $0.funding
      })
  }

  /// Everything that was paid to trade.
  package var costs: Double { slippage + maker + taker + liquidationFees }

  /// gross − costs + funding.
  package var net: Double { gross - costs + funding }

  /// The multiple of all costs at which the net would be 0, the trades being the same; nil without
  /// costs (rule 142).
  package var breakEvenCostMultiple: Double? { costs > 0 ? gross / costs : nil }

  /// Checks that the ledger explains the change of equity, to 1e-9 of what was moved.
  ///
  /// - Throws: `BacktestError` of kind `inconsistent`: a mistake of ours.
  func reconcile(_ record: RunRecord) throws(BacktestError) {
    guard let (first, last) = record.marks.ends else { return }
    var moved = abs(first)
    let trades = record.trades.span
    for index in trades.indices { moved += abs(trades[index].grossProfit) + trades[index].entryFee }
    let difference = net + open - (last - first)
    guard abs(difference) <= 1e-9 * moved else {
      throw BacktestError(
        "the ledger gives \(net + open), equity changed by \(last - first)", kind: .inconsistent)
    }
  }

  /// As it stands in `report.json`.
  package var json: JSONValue {
    var members = [
      JSONMember("gross", JSONValue(gross)), JSONMember("slippage", JSONValue(slippage)),
      JSONMember("maker", JSONValue(maker)), JSONMember("taker", JSONValue(taker)),
      JSONMember("liquidation_fees", JSONValue(liquidationFees)),
      JSONMember("funding", JSONValue(funding)), JSONMember("net", JSONValue(net)),
    ]
    if open != 0 { members.append(JSONMember("left_open", JSONValue(open))) }
    return .object(members)
  }
}

extension Trade {
  /// The fee of a liquidation, which is neither maker's nor taker's.
  var liquidationFee: Double { exitReason == .liquidation ? exitFee : 0 }

  var takerFee: Double { entryFee + exitFee - makerFee - liquidationFee }
}
