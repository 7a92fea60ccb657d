import MarketData

/// The instruments that rows refer to, in the order of their first rows; those of refused rows are
/// left out.
struct UsedInstruments {
  let keys: [InstrumentKey]
  let rules: [ContractRules?]

  /// Finds what `column` refers to and numbers it anew where something is left out or out of order.
  init(_ column: inout [UInt32], _ table: borrowing InstrumentTable) {
    let (keys, rules) = (table.keys, table.rules)
    let none = UInt32.max
    var numbers = [UInt32](repeating: none, count: keys.count)
    var kept: [Int] = []
    for index in column where numbers[Int(index)] == none {
      numbers[Int(index)] = UInt32(kept.count)
      kept.append(Int(index))
    }
    if kept != Array(keys.indices) { column = column.map { numbers[Int($0)] } }
    (self.keys, self.rules) = (kept.map { keys[$0] }, kept.map { rules[$0] })
  }
}
