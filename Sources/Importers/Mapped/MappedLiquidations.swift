import Basics
import MarketData

/// Liquidations as `--columns` says.
struct MappedLiquidations: MappedKind {
  static let kind = ImportKind.liquidations

  private let values: MappedValues
  private let mapping: ColumnMapping

  init(_ context: ImportContext, _ values: MappedValues) throws(ImportError) {
    self.values = values
    mapping = values.mapping
  }

  func rows(capacity: Int) -> LiquidationRows { LiquidationRows(capacity: capacity) }

  func append(
    _ bytes: Span<UInt8>, _ places: TargetRanges, received: Int64, _ table: inout InstrumentTable,
    text: (Range<Int>) -> [UInt8], into rows: inout LiquidationRows
  ) throws(RowProblem) {
    let (side, sign) = try self.side(bytes, places[.side])
    var row = LiquidationRow(
      instrument: try values.instrument(bytes, places, &table, text),
      time: try values.time(bytes, .time, places[.time]), received: received,
      side: side,
      price: try FieldValues.positive(bytes, places[.price], values.name(.price)),
      priceKind: mapping.priceKind,
      orderID: places[.orderID])
    let stamp = places[.received]
    if !stamp.isEmpty { row.received = try values.time(bytes, .received, stamp) }
    row.quantity = try size(bytes, .quantity, places[.quantity])
    row.contracts = try size(bytes, .contracts, places[.contracts])
    row.notional = try size(bytes, .notional, places[.notional])
    if let sign, mapping.fields[.quantity] == nil, mapping.fields[.contracts] == nil {
      row.quantity = sign
    }
    guard !(row.quantity.isNaN && row.contracts.isNaN && row.notional.isNaN) else {
      throw RowProblem(values.name(.quantity), .missing)
    }
    rows.append(row, bytes)
  }

  /// The position closed and, where the side is a sign, the number without it.
  private func side(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(RowProblem) -> (LiquidationSide, Double?) {
    let field = values.name(.side)
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
    let name = values.name(target)
    guard mapping.side.isSign else { return try FieldValues.positive(bytes, range, name) }
    let value = abs(try FieldValues.number(bytes, range, name))
    guard value > 0 else { throw RowProblem(name, .zero, range) }
    return value
  }
}
