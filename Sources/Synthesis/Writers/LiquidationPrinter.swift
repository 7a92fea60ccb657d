import MarketData

/// Prints the liquidations of one venue in one format.
struct LiquidationPrinter: Sendable {
  private let template: RowTemplate<LiquidationField>
  private let venue: UInt8
  private let exchange: [UInt8]
  private let symbols: [SymbolText]
  private var received = Int64.min
  private var sent = Int64.min

  /// How the fields of one symbol are printed.
  private struct SymbolText: Sendable {
    let symbol: [UInt8]
    let shortSymbol: [UInt8]
    let family: [UInt8]
    let priceDecimals: Int
    let quantityDecimals: Int
    let amountDecimals: Int
    let lot: Int64
  }

  init(_ format: any LiquidationWriter.Type, venue: Int, _ model: MarketModel) {
    template = RowTemplate(format.row)
    self.venue = UInt8(venue)
    let name = model.venues[venue].exchange
    exchange = Array(name.utf8)
    symbols = model.symbols.map { Self.text($0, on: SyntheticVenue.named(name)) }
  }

  private static func text(_ symbol: SymbolModel, on venue: SyntheticVenue?) -> SymbolText {
    let name = venue?.symbol(symbol) ?? symbol.name
    let short = name.hasSuffix("USDT") ? String(name.dropLast(4)) : name
    let contracts = decimalExponent(of: symbol.contractSize) ?? 0
    return SymbolText(
      symbol: Array(name.utf8), shortSymbol: Array(short.utf8),
      family: Array("\(symbol.base)-\(symbol.quote)".utf8),
      priceDecimals: symbol.priceDecimals, quantityDecimals: symbol.quantityDecimals,
      amountDecimals: symbol.quantityDecimals + (venue?.countsContracts == true ? contracts : 0),
      lot: Int64((symbol.lot * powerOfTen(symbol.quantityDecimals)).rounded()))
  }

  /// Appends the venue's rows of `orders` to `bytes`.
  mutating func print(_ orders: ForcedOrders, to bytes: inout [UInt8]) {
    for row in 0..<orders.count where orders.venue[row] == venue {
      received = max(received, orders.time[row] + 4_000 + Int64(orders.noise[row] & 0x3FFF))
      sent = max(sent, orders.time[row] / 1_000 + 10 + Int64(orders.noise[row] >> 14 % 500))
      for piece in template.pieces {
        switch piece {
        case .literal(let range): bytes.append(contentsOf: template.text[range])
        case .field(let field): print(field, of: orders, row: row, to: &bytes)
        }
      }
    }
  }

  private func print(
    _ field: LiquidationField, of orders: ForcedOrders, row: Int, to bytes: inout [UInt8]
  ) {
    let text = symbols[Int(orders.symbol[row])]
    let isLong = orders.side[row] == .long
    switch field {
    case .exchange: bytes.append(contentsOf: exchange)
    case .symbol: bytes.append(contentsOf: text.symbol)
    case .shortSymbol: bytes.append(contentsOf: text.shortSymbol)
    case .family: bytes.append(contentsOf: text.family)
    case .timeMicroseconds: bytes.append(number: orders.time[row])
    case .timeMilliseconds: bytes.append(number: orders.time[row] / 1_000)
    case .receivedMicroseconds: bytes.append(number: received)
    case .sentMilliseconds: bytes.append(number: sent)
    case .orderSide: bytes.append(contentsOf: (isLong ? "sell" : "buy").utf8)
    case .orderSideCapitals: bytes.append(contentsOf: (isLong ? "SELL" : "BUY").utf8)
    case .positionOrderWord: bytes.append(contentsOf: (isLong ? "Buy" : "Sell").utf8)
    case .position: bytes.append(contentsOf: (isLong ? "long" : "short").utf8)
    case .fill: bytes.append(orders.fill[row], decimals: text.priceDecimals)
    case .limit: bytes.append(orders.limit[row], decimals: text.priceDecimals)
    case .quantity: bytes.append(orders.quantity[row], decimals: text.quantityDecimals)
    case .amount: bytes.append(orders.quantity[row], decimals: text.amountDecimals)
    case .lastQuantity:
      let last = lastFill(orders.quantity[row], lot: text.lot, noise: orders.noise[row])
      bytes.append(last, decimals: text.quantityDecimals)
    case .limitValue:
      let (value, overflow) = orders.limit[row].multipliedReportingOverflow(
        by: orders.quantity[row])
      bytes.append(
        overflow ? .max : value, decimals: text.priceDecimals + text.quantityDecimals)
    }
  }

  /// All of the quantity, or in half of the rows some of its lots.
  private func lastFill(_ quantity: Int64, lot: Int64, noise: UInt32) -> Int64 {
    let lots = quantity / lot
    guard noise >> 31 == 1, lots > 1 else { return quantity }
    return (1 + Int64(noise >> 8 & 0xFFFF) % (lots - 1)) * lot
  }
}
