import MarketData
import Signals

/// The liquidations of one symbol by columns, with everything their order depends on (rule 15).
struct LiquidationColumns {
  private var availability: [Int64] = []
  /// Exchanges are numbered in the order of their names, so numbers compare as names do.
  private var exchange: [UInt16] = []
  private var side: [LiquidationSide] = []
  private var price: [Double] = []
  private var quantity: [Double] = []
  private var notional: [Double] = []
  private var time: [Int64] = []
  private var importID: [Int64] = []

  mutating func append(
    _ row: Int, of batch: LiquidationBatch, _ exchange: UInt16, availability: Int64
  ) {
    self.availability.append(availability)
    self.exchange.append(exchange)
    side.append(batch.side[row])
    price.append(batch.price[row])
    quantity.append(batch.quantity[row])
    notional.append(batch.notional[row])
    time.append(batch.time[row])
    importID.append(batch.importID[row])
  }

  /// The rows in their order; equal ones stay in the order of their source.
  func ordered() -> LiquidationRows {
    var order = availability.indices.map { Int32($0) }
    order.sortNearlySorted { comes(Int($0), before: Int($1)) }
    return LiquidationRows(
      availability: gather(availability.span, order.span),
      exchange: gather(exchange.span, order.span), side: gather(side.span, order.span),
      price: gather(price.span, order.span), quantity: gather(quantity.span, order.span),
      notional: gather(notional.span, order.span))
  }

  private func comes(_ left: Int, before right: Int) -> Bool {
    if availability[left] != availability[right] { return availability[left] < availability[right] }
    if exchange[left] != exchange[right] { return exchange[left] < exchange[right] }
    if time[left] != time[right] { return time[left] < time[right] }
    return importID[left] < importID[right]
  }
}

extension LiquidationRows {
  /// The rows of all symbols by availability; those of one instant in the order of symbols.
  init(merging symbols: [LiquidationRows]) {
    let availability = symbols.flatMap(\.availability)
    let exchange = symbols.flatMap(\.exchange)
    let side = symbols.flatMap(\.side)
    let price = symbols.flatMap(\.price)
    let quantity = symbols.flatMap(\.quantity)
    let notional = symbols.flatMap(\.notional)
    var order = availability.indices.map { Int32($0) }
    order.sort { availability[Int($0)] < availability[Int($1)] }
    self.init(
      availability: gather(availability.span, order.span),
      exchange: gather(exchange.span, order.span), side: gather(side.span, order.span),
      price: gather(price.span, order.span), quantity: gather(quantity.span, order.span),
      notional: gather(notional.span, order.span))
  }
}

extension [Int32] {
  /// Sorts stably what is in order but for short distances, as rows are whose feeds were late by
  /// some milliseconds; anything else too, in the usual time.
  ///
  /// - Complexity: O(*n*) when elements are a few places off, else O(*n* log *n*).
  fileprivate mutating func sortNearlySorted(by comesBefore: (Int32, Int32) -> Bool) {
    var moves = 8 * count
    for index in indices.dropFirst() where comesBefore(self[index], self[index - 1]) {
      let element = self[index]
      var place = index
      while place > 0, comesBefore(element, self[place - 1]) {
        self[place] = self[place - 1]
        place -= 1
        moves -= 1
      }
      self[place] = element
      guard moves > 0 else { return sort(by: comesBefore) }
    }
  }
}
