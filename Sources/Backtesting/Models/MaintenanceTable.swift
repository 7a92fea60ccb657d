import Signals

extension MaintenanceModel {
  /// The maintenance margin of a plan's symbols.
  ///
  /// - Parameters:
  ///   - plan: Which names the rate or the table.
  ///   - tables: The tables beside the strategy file.
  /// - Throws: `BacktestError` when a table is missing, malformed or lacks a symbol.
  init(_ plan: BacktestPlan, tables: [String: [UInt8]]) throws(BacktestError) {
    switch plan.strategy.portfolio.maintenance {
    case .rate(let rate): self.init(rate: rate, symbols: plan.symbols.count)
    case .table(let name):
      guard let bytes = tables[name] else {
        throw BacktestError("the tier table '\(name)' is not beside the strategy file")
      }
      let rows = try TierRow.parse(bytes, name: name)
      var tiers: [[Tier]] = []
      for symbol in plan.symbols {
        let own = rows.filter { $0.exchange == symbol.exchange && $0.symbol == symbol.name }
        guard !own.isEmpty else {
          throw BacktestError(
            "the tier table '\(name)' has no row for '\(symbol.name)' on \(symbol.exchange)")
        }
        tiers.append(own.map(\.tier).sorted { $0.floor < $1.floor })
      }
      self.init(tiers: tiers)
    }
  }
}

/// One row of a tier table (rule 146):
/// `exchange,symbol,notional_floor,maintenance_rate,maintenance_amount`.
private struct TierRow {
  private static let header =
    "exchange,symbol,notional_floor,maintenance_rate,maintenance_amount"

  let exchange: String
  let symbol: String
  let tier: MaintenanceModel.Tier

  static func parse(_ bytes: [UInt8], name: String) throws(BacktestError) -> [TierRow] {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.first.map(String.init) == header else {
      throw BacktestError("the tier table '\(name)' must begin with '\(header)'")
    }
    var rows: [TierRow] = []
    for (index, line) in lines.enumerated().dropFirst() {
      guard let row = TierRow(line) else {
        throw BacktestError("the tier table '\(name)', line \(index + 1): not a row of five fields")
      }
      rows.append(row)
    }
    return rows
  }

  private init?(_ line: Substring) {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    guard cells.count == 5, let floor = Double(cells[2]), floor >= 0,
      let rate = Double(cells[3]), (0..<1).contains(rate), let amount = Double(cells[4]),
      amount.isFinite, floor.isFinite
    else { return nil }
    exchange = String(cells[0])
    symbol = String(cells[1])
    tier = MaintenanceModel.Tier(floor: floor, rate: rate, amount: amount)
  }
}
