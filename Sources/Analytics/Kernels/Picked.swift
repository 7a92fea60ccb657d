/// The values at `rows`, in that order.
///
/// Here and not in another module, so that it is specialised for each kind of value: 1 ns a row
/// instead of 20.
func picked<Value>(_ values: [Value], _ rows: [Int32]) -> [Value] {
  let (source, order) = (values.span, rows.span)
  return [Value](capacity: rows.count) { output in
    for index in order.indices { output.append(source[Int(order[index])]) }
  }
}
