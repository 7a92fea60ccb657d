import MarketData
import ParquetFormat

/// The values at `rows`, where NaN is null.
///
/// Most columns have all values or none, and of the latter nothing need be gathered.
func optionalColumn(_ values: Span<Double>, _ rows: Span<Int32>) -> ColumnData {
  if areNull(values, rows) {
    return ColumnData(.double([]), present: [Bool](repeating: false, count: rows.count))
  }
  let gathered = gather(values, rows)
  var missing = 0
  for value in gathered { missing &+= value.isNaN ? 1 : 0 }
  if missing == 0 { return ColumnData(.double(gathered)) }
  return ColumnData(
    .double(gathered.filter { !$0.isNaN }), present: gathered.map { !$0.isNaN })
}

/// Whether there are rows and all values at them are NaN; a column without values has none.
private func areNull(_ values: Span<Double>, _ rows: Span<Int32>) -> Bool {
  if values.isEmpty { return rows.count > 0 }
  for index in rows.indices where !values[Int(rows[index])].isNaN { return false }
  return rows.count > 0
}

/// The values at `rows`, where `null` is null.
func optionalColumn(_ values: Span<Int64>, _ rows: Span<Int32>, null: Int64) -> ColumnData {
  let gathered = gather(values, rows)
  var missing = 0
  for value in gathered { missing &+= value == null ? 1 : 0 }
  if missing == 0 { return ColumnData(.int64(gathered)) }
  return ColumnData(
    .int64(missing == gathered.count ? [] : gathered.filter { $0 != null }),
    present: gathered.map { $0 != null })
}

/// The strings at `rows`, where an empty one is null.
func optionalColumn(_ strings: StringColumn, _ rows: Span<Int32>) -> ColumnData {
  if strings.isAllNull {
    return ColumnData(
      .bytes(ByteColumn()), present: [Bool](repeating: false, count: rows.count))
  }
  var present = [Bool](repeating: true, count: rows.count)
  var values = ByteColumn()
  for index in rows.indices {
    let range = strings.range(at: Int(rows[index]))
    if range.isEmpty { present[index] = false } else { values.append(strings.bytes[range]) }
  }
  return ColumnData(.bytes(values), present: values.count == rows.count ? nil : present)
}

/// The symbols of `rows`, which are sorted by instrument: each run of one is one dictionary entry.
func symbolColumn(
  _ instrument: Span<UInt32>, _ rows: Span<Int32>, _ instruments: [InstrumentKey]
) -> ColumnData {
  let gathered = gather(instrument, rows)
  var distinct = ByteColumn()
  var codes: [UInt32] = []
  codes.reserveCapacity(gathered.count)
  var start = 0
  while start < gathered.count {
    let current = gathered[start]
    var end = start
    while end < gathered.count, gathered[end] == current { end += 1 }
    codes.append(contentsOf: repeatElement(UInt32(distinct.count), count: end - start))
    distinct.append(instruments[Int(current)].symbol)
    start = end
  }
  return ColumnData(.dictionary(codes: codes, values: distinct))
}

/// The words of values that are numbered from 0: value *n* is `names[n]`. Only words that occur
/// enter the dictionary, so that its bounds are those of the rows.
func wordColumn<Value: RawRepresentable<UInt8>>(
  _ values: Span<Value>, _ rows: Span<Int32>, names: [String]
) -> ColumnData {
  let gathered = gather(values, rows)
  var occurring: UInt64 = 0
  for value in gathered { occurring |= 1 << UInt64(value.rawValue & 63) }
  var distinct = ByteColumn()
  var codes = [UInt32](repeating: 0, count: names.count)
  for number in names.indices where occurring & 1 << UInt64(number) != 0 {
    codes[number] = UInt32(distinct.count)
    distinct.append(names[number])
  }
  if distinct.count == 1 {
    let zeros = [UInt32](repeating: 0, count: gathered.count)
    return ColumnData(.dictionary(codes: zeros, values: distinct))
  }
  return ColumnData(
    .dictionary(codes: gathered.map { codes[Int($0.rawValue)] }, values: distinct))
}

/// The imports that the rows came from: the one given for all, else each row's.
func importColumn(_ ids: [Int64], _ rows: Span<Int32>, all: Int64?) -> ColumnData {
  if let all { return ColumnData(.int64([Int64](repeating: all, count: rows.count))) }
  return ColumnData(.int64(gather(ids.span, rows)))
}

/// The values of all parts, one after another, with one allocation.
func concatenated<Value>(_ parts: [[Value]]) -> [Value] {
  var all: [Value] = []
  all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
  for part in parts { all += part }
  return all
}

/// The instruments of several batches as one table, and the rows' places in it.
func joinedInstruments(
  _ batches: [(keys: [InstrumentKey], rows: [UInt32])]
) -> (keys: [InstrumentKey], rows: [UInt32]) {
  var table = LiquidationBatch()
  var rows: [UInt32] = []
  rows.reserveCapacity(batches.reduce(0) { $0 + $1.rows.count })
  for batch in batches {
    let places = table.intern(batch.keys)
    for index in batch.rows { rows.append(places[Int(index)]) }
  }
  return (table.instruments, rows)
}

/// The values of a column that was read, with `null` for each null.
///
/// - Complexity: O(rows); no work when there are no nulls.
func spread<Value>(_ values: [Value], _ present: [Bool]?, null: Value) -> [Value] {
  guard let present else { return values }
  var next = 0
  return [Value](capacity: present.count) { output in
    for isPresent in present {
      output.append(isPresent ? values[next] : null)
      if isPresent { next += 1 }
    }
  }
}
