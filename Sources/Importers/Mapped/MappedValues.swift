import Basics
import MarketData

/// What mapped rows of every kind share: times, symbols and exchanges.
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

  /// How the file calls the field.
  func name(_ target: ColumnMapping.Target) -> String {
    mapping.fields[target] ?? target.name
  }

  /// The time in `range`, in the style that the mapping says.
  func time(
    _ bytes: Span<UInt8>, _ target: ColumnMapping.Target, _ range: Range<Int>
  ) throws(RowProblem) -> Int64 {
    let style = mapping.times[target] ?? ColumnMapping.TimeStyle()
    return try FieldValues.anyTime(
      bytes, range, name(target), unit: style.unit, offset: style.offset)
  }

  /// The instrument that the row, or the user, names.
  func instrument(
    _ bytes: Span<UInt8>, _ range: TargetRanges, _ table: inout InstrumentTable,
    _ text: (Range<Int>) -> [UInt8]
  ) throws(RowProblem) -> UInt32 {
    let (exchange, symbol) = (range[.exchange], range[.symbol])
    if mapping.fields[.exchange] == nil {
      return try table.index(bytes, symbol, tag: 0) { (_, _) throws(RowProblem) in
        try key(self.exchange ?? "", symbol, text)
      }
    }
    return try table.index(bytes, exchange: exchange, symbol: symbol) { () throws(RowProblem) in
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
