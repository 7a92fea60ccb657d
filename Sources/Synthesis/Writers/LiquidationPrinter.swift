import MarketData

/// Prints the liquidations of one venue in one format.
struct LiquidationPrinter: Sendable {
  /// The most bytes of a row.
  let longestRow: Int
  private let template: RowTemplate<LiquidationField>
  private let venue: UInt8
  private let words = Words()
  /// The words, then the names of the exchange and the symbols.
  private var text: [UInt8]
  private let exchange: Range<Int>
  private var symbols: [SymbolText] = []
  private var clock = FeedClock()

  init(_ format: any LiquidationWriter.Type, venue: Int, _ model: MarketModel) {
    template = RowTemplate(format.row)
    // A symbol has at most 32 bytes, with an exchange's ending fewer than 48.
    longestRow = template.longestRow(field: 48)
    self.venue = UInt8(venue)
    let name = model.venues[venue].exchange
    text = Array((Words.all + name).utf8)
    exchange = Words.all.utf8.count..<text.count
    for symbol in model.symbols { symbols.append(add(symbol, on: SyntheticVenue.named(name))) }
  }

  private mutating func add(_ symbol: SymbolModel, on venue: SyntheticVenue?) -> SymbolText {
    let name = venue?.symbol(symbol) ?? symbol.name
    let short = name.hasSuffix("USDT") ? String(name.dropLast(4)) : name
    let contracts = decimalExponent(of: symbol.contractSize) ?? 0
    return SymbolText(
      symbol: add(name), shortSymbol: add(short), family: add("\(symbol.base)-\(symbol.quote)"),
      priceDecimals: symbol.priceDecimals, quantityDecimals: symbol.quantityDecimals,
      amountDecimals: symbol.quantityDecimals + (venue?.countsContracts == true ? contracts : 0),
      lot: Int64((symbol.lot * powerOfTen(symbol.quantityDecimals)).rounded()))
  }

  private mutating func add(_ name: String) -> Range<Int> {
    let start = text.count
    text += name.utf8
    return start..<text.count
  }

  /// Prints the venue's rows of `orders` from `row` on, as long as the block has room.
  ///
  /// - Parameters:
  ///   - orders: Liquidations of all venues.
  ///   - row: The first row to print; then the first that was not printed.
  ///   - block: Where to.
  ///   - place: Where in the block; moved on.
  mutating func print(
    _ orders: borrowing ForcedOrders, from row: inout Int, to block: inout MutableSpan<UInt8>,
    at place: inout Int
  ) {
    var clock = clock
    defer { self.clock = clock }
    let venues = orders.venue.span
    let pieces = template.pieces.span
    let literals = template.text.span
    while row < venues.count, place + longestRow <= block.count {
      if venues[row] == venue {
        let order = PrintedOrder(orders, row, &clock)
        let symbol = symbols[order.symbol]
        for index in pieces.indices {
          switch pieces[index] {
          case .literal(let range): TextBlock.put(literals, range, to: &block, at: &place)
          case .field(let field): print(field, of: order, symbol, to: &block, at: &place)
          }
        }
      }
      row += 1
    }
  }

  @inline(__always)
  private func print(
    _ field: LiquidationField, of order: PrintedOrder, _ symbol: SymbolText,
    to block: inout MutableSpan<UInt8>, at place: inout Int
  ) {
    switch content(field, of: order, symbol) {
    case .text(let range): TextBlock.put(text.span, range, to: &block, at: &place)
    case .number(let number): TextBlock.put(number, to: &block, at: &place)
    case .decimal(let units, let decimals):
      TextBlock.put(units, decimals: decimals, to: &block, at: &place)
    }
  }

  /// What is printed for a field.
  private enum Content {
    case text(Range<Int>)
    case number(Int64)
    case decimal(Int64, decimals: Int)
  }

  @inline(__always)
  private func content(
    _ field: LiquidationField, of order: PrintedOrder, _ symbol: SymbolText
  ) -> Content {
    switch field {
    case .exchange: .text(exchange)
    case .symbol: .text(symbol.symbol)
    case .shortSymbol: .text(symbol.shortSymbol)
    case .family: .text(symbol.family)
    case .timeMicroseconds: .number(order.time)
    case .timeMilliseconds: .number(order.time / 1_000)
    case .receivedMicroseconds: .number(order.received)
    case .sentMilliseconds: .number(order.sent)
    case .orderSide: .text(order.isLong ? words.sell : words.buy)
    case .orderSideCapitals: .text(order.isLong ? words.sellCapitals : words.buyCapitals)
    case .positionOrderWord: .text(order.isLong ? words.buyWord : words.sellWord)
    case .position: .text(order.isLong ? words.long : words.short)
    case .fill: .decimal(order.fill, decimals: symbol.priceDecimals)
    case .limit: .decimal(order.limit, decimals: symbol.priceDecimals)
    case .quantity: .decimal(order.quantity, decimals: symbol.quantityDecimals)
    case .amount: .decimal(order.quantity, decimals: symbol.amountDecimals)
    case .lastQuantity:
      .decimal(order.lastFill(lot: symbol.lot), decimals: symbol.quantityDecimals)
    case .limitValue:
      .decimal(order.limitValue, decimals: symbol.priceDecimals + symbol.quantityDecimals)
    }
  }
}

/// How the fields of one symbol are printed: ranges of the printer's text, decimals.
private struct SymbolText: Sendable {
  let symbol: Range<Int>
  let shortSymbol: Range<Int>
  let family: Range<Int>
  let priceDecimals: Int
  let quantityDecimals: Int
  let amountDecimals: Int
  let lot: Int64
}

/// The words of rows, as ranges of one text.
private struct Words: Sendable {
  static let all = "buysellBUYSELLBuySelllongshort"
  let buy = 0..<3
  let sell = 3..<7
  let buyCapitals = 7..<10
  let sellCapitals = 10..<14
  let buyWord = 14..<17
  let sellWord = 17..<21
  let long = 21..<25
  let short = 25..<30
}

/// When messages were sent and received: never before the message above.
private struct FeedClock: Sendable {
  var received = Int64.min
  var sent = Int64.min
}

/// One row, without references.
private struct PrintedOrder {
  let time: Int64
  let received: Int64
  let sent: Int64
  let symbol: Int
  let isLong: Bool
  let fill: Int64
  let limit: Int64
  let quantity: Int64
  let noise: UInt32

  init(_ orders: borrowing ForcedOrders, _ row: Int, _ clock: inout FeedClock) {
    time = orders.time[row]
    noise = orders.noise[row]
    clock.received = max(clock.received, time + 4_000 + Int64(noise & 0x3FFF))
    clock.sent = max(clock.sent, time / 1_000 + 10 + Int64((noise >> 14) % 500))
    received = clock.received
    sent = clock.sent
    symbol = Int(orders.symbol[row])
    isLong = orders.side[row] == .long
    fill = orders.fill[row]
    limit = orders.limit[row]
    quantity = orders.quantity[row]
  }

  /// All of the quantity, or in half of the rows some of its lots.
  func lastFill(lot: Int64) -> Int64 {
    let lots = quantity / lot
    guard noise >> 31 == 1, lots > 1 else { return quantity }
    return (1 + Int64(noise >> 8 & 0xFFFF) % (lots - 1)) * lot
  }

  var limitValue: Int64 {
    let (value, overflow) = limit.multipliedReportingOverflow(by: quantity)
    return overflow ? .max : value
  }
}
