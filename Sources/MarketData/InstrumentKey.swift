/// One instrument: an exchange and the exchange's own spelling of the symbol.
///
/// Ordered by the UTF-8 bytes of the exchange, then of the symbol: the order of every file and
/// table.
package struct InstrumentKey: Hashable, Comparable, Sendable, Codable {
  /// Tardis's spelling of the venue, such as `binance-futures`.
  package var exchange: String
  /// As the venue writes it, byte for byte.
  package var symbol: String

  package init(exchange: String, symbol: String) {
    self.exchange = exchange
    self.symbol = symbol
  }

  /// By bytes: a string's own `==` takes `é` for `e` with an accent behind it, and which of the two
  /// spellings stayed would depend on which was met first. Their hashes agree, which is allowed.
  package static func == (left: InstrumentKey, right: InstrumentKey) -> Bool {
    areSame(left.exchange, right.exchange) && areSame(left.symbol, right.symbol)
  }

  package static func < (left: InstrumentKey, right: InstrumentKey) -> Bool {
    if left.exchange != right.exchange { return precedes(left.exchange, right.exchange) }
    return precedes(left.symbol, right.symbol)
  }
}

/// Whether `left` comes before `right` in the order of their UTF-8 bytes.
///
/// Swift's own `<` orders by Unicode scalars after normalisation, which differs from the order of
/// bytes that files and other tools use.
package func precedes(_ left: String, _ right: String) -> Bool {
  let (left, right) = (left.utf8.span, right.utf8.span)
  for index in 0..<min(left.count, right.count) where left[index] != right[index] {
    return left[index] < right[index]
  }
  return left.count < right.count
}

/// Whether both have the same UTF-8 bytes, which `==` does not ask.
package func areSame(_ left: String, _ right: String) -> Bool {
  let (left, right) = (left.utf8.span, right.utf8.span)
  guard left.count == right.count else { return false }
  for index in left.indices where left[index] != right[index] { return false }
  return true
}
