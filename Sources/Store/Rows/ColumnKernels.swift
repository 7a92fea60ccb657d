import MarketData
import ParquetFormat

/// The values at `rows`, where NaN is null.
func optionalColumn(_ values: Span<Double>, _ rows: Span<Int32>) -> ColumnData {
  let gathered = gather(values, rows)
  var missing = 0
  for value in gathered where value.isNaN { missing += 1 }
  if missing == 0 { return ColumnData(.double(gathered)) }
  return ColumnData(
    .double(missing == gathered.count ? [] : gathered.filter { !$0.isNaN }),
    present: gathered.map { !$0.isNaN })
}

/// The values at `rows`, where `null` is null.
func optionalColumn(_ values: Span<Int64>, _ rows: Span<Int32>, null: Int64) -> ColumnData {
  let gathered = gather(values, rows)
  var missing = 0
  for value in gathered where value == null { missing += 1 }
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
  var distinct = ByteColumn()
  var last: UInt32?
  let codes = [UInt32](capacity: rows.count) { output in
    for index in rows.indices {
      let current = instrument[Int(rows[index])]
      if current != last {
        distinct.append(instruments[Int(current)].symbol)
        last = current
      }
      output.append(UInt32(distinct.count - 1))
    }
  }
  return ColumnData(.dictionary(codes: codes, values: distinct))
}

/// Words given by number: `numbers[row]` is `names[number]`. Only words that occur enter the
/// dictionary, so that its bounds are those of the rows.
func wordColumn(_ numbers: [UInt8], names: [String]) -> ColumnData {
  var counts = [Int](repeating: 0, count: names.count)
  for number in numbers { counts[Int(number)] += 1 }
  var codes = [UInt32](repeating: 0, count: names.count)
  var distinct = ByteColumn()
  for number in names.indices where counts[number] > 0 {
    codes[number] = UInt32(distinct.count)
    distinct.append(names[number])
  }
  return ColumnData(.dictionary(codes: numbers.map { codes[Int($0)] }, values: distinct))
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
