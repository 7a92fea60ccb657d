extension LiquidationBatch {
  /// Makes room for `capacity` rows.
  package mutating func reserveCapacity(_ capacity: Int) {
    instrument.reserveCapacity(capacity)
    time.reserveCapacity(capacity)
    received.reserveCapacity(capacity)
    side.reserveCapacity(capacity)
    price.reserveCapacity(capacity)
    priceKind.reserveCapacity(capacity)
    quantity.reserveCapacity(capacity)
    contracts.reserveCapacity(capacity)
    notional.reserveCapacity(capacity)
    importID.reserveCapacity(capacity)
  }

  /// Appends every row of `other`, translating its instruments into ours.
  package mutating func append(contentsOf other: LiquidationBatch) {
    let translation = intern(other.instruments)
    instrument.reserveCapacity(count + other.count)
    for index in other.instrument { instrument.append(translation[Int(index)]) }
    time += other.time
    received += other.received
    side += other.side
    price += other.price
    priceKind += other.priceKind
    quantity += other.quantity
    contracts += other.contracts
    notional += other.notional
    orderID.append(contentsOf: other.orderID)
    importID += other.importID
  }

  /// The index of each of `keys` in `instruments`, appending those that are new.
  package mutating func intern(_ keys: [InstrumentKey]) -> [UInt32] {
    var known: [InstrumentKey: UInt32] = [:]
    for (index, key) in instruments.enumerated() { known[key] = UInt32(index) }
    return keys.map { key in
      if let index = known[key] { return index }
      let index = UInt32(instruments.count)
      instruments.append(key)
      known[key] = index
      return index
    }
  }

  /// The rows at `rows`, in that order, with the same instrument table.
  package func gather(_ rows: [Int32]) -> LiquidationBatch {
    var result = LiquidationBatch()
    result.instruments = instruments
    result.instrument = MarketData.gather(instrument.span, rows.span)
    result.time = MarketData.gather(time.span, rows.span)
    result.received = MarketData.gather(received.span, rows.span)
    result.side = MarketData.gather(side.span, rows.span)
    result.price = MarketData.gather(price.span, rows.span)
    result.priceKind = MarketData.gather(priceKind.span, rows.span)
    result.quantity = MarketData.gather(quantity.span, rows.span)
    result.contracts = MarketData.gather(contracts.span, rows.span)
    result.notional = MarketData.gather(notional.span, rows.span)
    result.orderID = orderID.gather(rows.span)
    result.importID = MarketData.gather(importID.span, rows.span)
    return result
  }
}

/// The values at `rows`, in that order; none of a column that was not read.
///
/// - Complexity: O(`rows.count`), one random read a row; one copy of memory where the rows follow
///   each other.
@inlinable
package func gather<Value>(_ values: Span<Value>, _ rows: Span<Int32>) -> [Value] {
  if values.isEmpty || rows.isEmpty { return [] }
  if followEachOther(rows) {
    let start = Int(rows[0])
    return copy(values.extracting(start..<start + rows.count))
  }
  return [Value](capacity: rows.count) { output in
    for index in rows.indices { output.append(values[Int(rows[index])]) }
  }
}

/// Whether each row is the one after the row before it; without branches.
@usableFromInline
func followEachOther(_ rows: Span<Int32>) -> Bool {
  if rows.isEmpty { return true }
  let first = rows[0]
  var differences: Int32 = 0
  for index in rows.indices {
    differences |= rows[index] ^ (first &+ Int32(truncatingIfNeeded: index))
  }
  return differences == 0
}

/// The values as an array.
@inlinable
func copy<Value>(_ values: Span<Value>) -> [Value] {
  // Benefit: one copy of memory. Soundness: the buffer is read within the call only.
  unsafe values.withUnsafeBufferPointer { unsafe Array($0) }
}
