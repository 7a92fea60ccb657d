import MarketData

/// Puts the rows of several batches together instrument by instrument, in the order of the
/// instruments; the rows of one stay in the order of input.
///
/// Files have their rows by time, segments by instrument and time. Moving each value to its place
/// while the batches are joined costs no more than joining them as they are, and what comes after
/// finds the rows in order.
struct GroupedJoin {
  /// The instruments of all batches, ascending.
  let instruments: [InstrumentKey]
  /// The joined column of the indexes into `instruments`.
  let instrument: [UInt32]
  /// For each batch: row → its place among the joined rows.
  private let places: [[Int32]]

  /// The number of joined rows.
  var count: Int { instrument.count }

  /// - Parameter batches: The instruments of each and its rows' indexes into them.
  init(_ batches: [(keys: [InstrumentKey], rows: [UInt32])]) {
    let (keys, tables) = Self.numbered(batches.map(\.keys))
    var ends = [Int](repeating: 0, count: keys.count)
    for (batch, table) in zip(batches, tables) {
      for (index, count) in Self.counts(batch.rows, of: table.count).enumerated() {
        ends[table[index]] += count
      }
    }
    var joined: [UInt32] = []
    joined.reserveCapacity(ends.reduce(0, +))
    for (number, count) in ends.enumerated() {
      ends[number] = joined.count
      joined.append(contentsOf: repeatElement(UInt32(number), count: count))
    }
    places = zip(batches, tables).map { Self.places($0.rows, $1, &ends) }
    (instruments, instrument) = (keys, joined)
  }

  /// All different keys, ascending, and for each batch: its keys' places among them.
  ///
  /// By sorting, because a million keys in a dictionary take a hundred megabytes.
  private static func numbered(
    _ batches: [[InstrumentKey]]
  ) -> (keys: [InstrumentKey], tables: [[Int]]) {
    let all = batches.flatMap(\.self)
    let order = all.indices.map { Int32($0) }.sorted { all[Int($0)] < all[Int($1)] }
    var keys: [InstrumentKey] = []
    var numbers = [Int](repeating: 0, count: all.count)
    for place in order {
      // Different in their bytes, as they are ordered.
      if keys.last.map({ $0 < all[Int(place)] }) ?? true { keys.append(all[Int(place)]) }
      numbers[Int(place)] = keys.count - 1
    }
    var start = 0
    let tables = batches.map { batch in
      defer { start += batch.count }
      return Array(numbers[start..<(start + batch.count)])
    }
    return (keys, tables)
  }

  private static func counts(_ rows: [UInt32], of instruments: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: instruments)
    for index in rows { counts[Int(index)] += 1 }
    return counts
  }

  /// The next free place of each row's instrument.
  private static func places(_ rows: [UInt32], _ table: [Int], _ next: inout [Int]) -> [Int32] {
    var local = table.map { Int32(next[$0]) }
    let places = [Int32](capacity: rows.count) { output in
      for index in rows {
        output.append(local[Int(index)])
        local[Int(index)] += 1
      }
    }
    for (index, number) in table.enumerated() { next[number] = Int(local[index]) }
    return places
  }

  /// The joined column of the batches' columns.
  ///
  /// - Parameters:
  ///   - parts: One column a batch.
  ///   - null: What the column is filled with at first; all there is when no part has another.
  /// - Returns: One value a joined row.
  func column<Value>(_ parts: [[Value]], null: Value) -> [Value] {
    var joined = [Value](repeating: null, count: count)
    var target = joined.mutableSpan
    for (part, places) in zip(parts, places) { put(part.span, at: places.span, into: &target) }
    return joined
  }

  /// The joined column of measurements, which few formats have: empty when no part has any.
  func optionalColumn(_ parts: [[Double]]) -> [Double] {
    let isNull = parts.allSatisfy { $0.allSatisfy(\.isNaN) }
    return isNull ? [] : column(parts, null: .nan)
  }

  /// The joined column of ids.
  func column(_ parts: [StringColumn]) -> StringColumn {
    if parts.allSatisfy(\.isAllNull) { return StringColumn(nulls: count) }
    var all = StringColumn()
    for part in parts { all.append(contentsOf: part) }
    var order = [Int32](repeating: 0, count: count)
    for (row, place) in places.joined().enumerated() { order[Int(place)] = Int32(row) }
    return all.gather(order.span)
  }
}

private func put<Value>(
  _ values: Span<Value>, at places: Span<Int32>, into target: inout MutableSpan<Value>
) {
  for row in places.indices { target[Int(places[row])] = values[row] }
}
