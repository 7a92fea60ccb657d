import Basics
import MarketData

/// What a mapped row says, from CSV or JSON alike.
struct MappedValues: Sendable {
  let mapping: ColumnMapping
  let exchange: String?
  let symbol: String?

  init(_ context: ImportContext, _ mapping: ColumnMapping) throws(ImportError) {
    self.mapping = mapping
    (exchange, symbol) = (context.exchange, context.symbol)
    guard symbol != nil || mapping.fields[.symbol] != nil else {
      throw ImportError(
        .needsOption("symbol"), "which symbol? Say --symbol, or symbol=… in --columns")
    }
    guard exchange != nil || mapping.fields[.exchange] != nil else {
      throw ImportError(
        .needsOption("exchange"), "which exchange? Say --exchange, or exchange=… in --columns")
    }
    if let exchange, !FieldValues.isExchange(exchange) {
      throw ImportError(.badMapping, "'\(VisibleText.text(exchange))' is not an exchange id")
    }
  }

  /// The row whose fields lie at `range`; an empty range is a missing field.
  ///
  /// `text` gives the text of a field without escapes; it is asked for new instruments only.
  func row(
    _ bytes: Span<UInt8>, _ range: TargetRanges, _ table: inout InstrumentTable,
    text: (Range<Int>) -> [UInt8]
  ) throws(RowProblem) -> LiquidationRow {
    let (side, sign) = try self.side(bytes, range[.side])
    var row = LiquidationRow(
      instrument: try instrument(bytes, range, &table, text),
      time: try time(bytes, .time, range[.time]),
      side: side,
      price: try FieldValues.positive(bytes, range[.price], name(.price)),
      priceKind: mapping.priceKind,
      orderID: range[.orderID])
    let received = range[.received]
    if !received.isEmpty { row.received = try time(bytes, .received, received) }
    row.quantity = try size(bytes, .quantity, range[.quantity])
    row.contracts = try size(bytes, .contracts, range[.contracts])
    row.notional = try size(bytes, .notional, range[.notional])
    if let sign, mapping.fields[.quantity] == nil, mapping.fields[.contracts] == nil {
      row.quantity = sign
    }
    guard !(row.quantity.isNaN && row.contracts.isNaN && row.notional.isNaN) else {
      throw RowProblem(name(.quantity), .missing)
    }
    return row
  }

  /// How the file calls the field.
  private func name(_ target: ColumnMapping.Target) -> String {
    mapping.fields[target] ?? target.rawValue
  }

  private func time(
    _ bytes: Span<UInt8>, _ target: ColumnMapping.Target, _ range: Range<Int>
  ) throws(RowProblem) -> Int64 {
    let style = mapping.times[target] ?? ColumnMapping.TimeStyle()
    return try FieldValues.anyTime(
      bytes, range, name(target), unit: style.unit, offset: style.offset)
  }

  /// The position closed and, where the side is a sign, the number without it.
  private func side(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(RowProblem) -> (LiquidationSide, Double?) {
    let field = name(.side)
    switch mapping.side {
    case .order: return (try .ofOrder(bytes, range, field), nil)
    case .position: return (try .ofPosition(bytes, range, field), nil)
    case .orderSign, .positionSign:
      let value = try FieldValues.number(bytes, range, field)
      guard value != 0 else { throw RowProblem(field, .zero, range) }
      let isLong = (value < 0) == (mapping.side == .orderSign)
      return (isLong ? .long : .short, abs(value))
    }
  }

  /// A size above zero, or without its sign where the sign is the side; NaN when there is none.
  private func size(
    _ bytes: Span<UInt8>, _ target: ColumnMapping.Target, _ range: Range<Int>
  ) throws(RowProblem) -> Double {
    guard mapping.fields[target] != nil else { return .nan }
    guard mapping.side.isSign else {
      return try FieldValues.positive(bytes, range, name(target))
    }
    let value = abs(try FieldValues.number(bytes, range, name(target)))
    guard value > 0 else { throw RowProblem(name(target), .zero, range) }
    return value
  }

  private func instrument(
    _ bytes: Span<UInt8>, _ range: TargetRanges, _ table: inout InstrumentTable,
    _ text: (Range<Int>) -> [UInt8]
  ) throws(RowProblem) -> UInt32 {
    let (exchange, symbol) = (range[.exchange], range[.symbol])
    if mapping.fields[.exchange] == nil {
      return try table.index(bytes, symbol, tag: 0) { (_, _) throws(RowProblem) in
        try key(self.exchange ?? "", symbol, text)
      }
    }
    // Two fields anywhere: their copies, put together, are the key.
    let pair = FieldValues.copy(bytes, exchange) + FieldValues.copy(bytes, symbol)
    let padded = pair + JSONTape.slack
    return try table.index(padded.span, 0..<pair.count, tag: 1 + exchange.count) {
      (_, _) throws(RowProblem) in
      let name = String(decoding: text(exchange), as: UTF8.self)
      guard FieldValues.isExchange(name) else {
        throw RowProblem(self.name(.exchange), exchange.isEmpty ? .missing : .badExchange, exchange)
      }
      return try key(name, symbol, text)
    }
  }

  private func key(
    _ exchange: String, _ range: Range<Int>, _ text: (Range<Int>) -> [UInt8]
  ) throws(RowProblem) -> InstrumentKey {
    if let symbol, mapping.fields[.symbol] == nil {
      return InstrumentKey(exchange: exchange, symbol: symbol)
    }
    do throws(RowProblem) {
      let symbol = try FieldValues.symbol(text(range), name(.symbol))
      return InstrumentKey(exchange: exchange, symbol: symbol)
    } catch {
      throw RowProblem(error.field, error.reason, range)
    }
  }
}

/// Where each mapped field of one row lies; empty where it is missing.
struct TargetRanges {
  private var ranges = InlineArray<10, Range<Int>>(repeating: 0..<0)

  subscript(target: ColumnMapping.Target) -> Range<Int> {
    get { ranges[target.place] }
    set { ranges[target.place] = newValue }
  }
}
