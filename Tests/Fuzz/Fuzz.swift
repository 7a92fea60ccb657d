import Basics
import Importers
import MarketData

/// What libFuzzer calls with every input it thinks of; the first byte chooses the parser.
///
/// Built and run by `scripts/fuzz`. A trap is a finding, and so is a row that breaks the promises
/// of its columns.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  // Soundness: libFuzzer promises `count` bytes at `start` for the time of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let text = Array(input.dropFirst())
  switch input[0] {
  case 0: fuzzJSON(text)
  case 1: fuzzNumber(text)
  case 2: fuzzTime(text)
  case 3: _ = try? ColumnMapping(parsing: String(decoding: text, as: UTF8.self))
  default: fuzzFormat(Int(input[0]) - 4, text)
  }
  return 0
}

private func fuzzJSON(_ text: [UInt8]) {
  var tape = JSONTape(bytes: text + JSONTape.slack)
  guard let end = try? tape.scan(from: 0, to: text.count, lines: true) else { return }
  precondition(tape.count > 0 && end <= text.count)
  // The rest as a second line: the way that repeats the first.
  _ = try? tape.scan(from: end, to: text.count, lines: true)
}

private func fuzzNumber(_ text: [UInt8]) {
  let padded = text + JSONTape.slack
  guard let value = DecimalText.double(padded.span, 0..<text.count) else { return }
  let trimmed = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace }
  guard let expected = Double(trimmed) else { return }
  precondition(value.bitPattern == expected.bitPattern, "\(trimmed): \(value), not \(expected)")
}

private func fuzzTime(_ text: [UInt8]) {
  let padded = text + JSONTape.slack
  for unit in [nil, TimeUnit.seconds, .nanoseconds] {
    _ = TimeText.reading(padded.span, 0..<text.count, unit: unit, offset: 19_800_000_000)
  }
}

/// A format by its number, told from the content beyond the last.
private func fuzzFormat(_ number: Int, _ text: [UInt8]) {
  var options = ImportOptions(
    exchange: "binance-futures", symbol: "BTCUSDT", interval: .minute)
  if number < Formats.all.count { options.format = Formats.all[number].name }
  guard let result = try? importBytes(text, name: "x_liquidations_1m", options: options) else {
    return
  }
  switch result.chunk.rows {
  case .liquidations(let batch): precondition(batch.price.allSatisfy { $0 > 0 && $0.isFinite })
  case .candles(let batch): precondition(zip(batch.low, batch.high).allSatisfy { $0 <= $1 })
  case .aggregates(let batch): precondition((batch.long + batch.short).allSatisfy(\.isFinite))
  case .series(let batch): precondition(batch.value.allSatisfy(\.isFinite))
  }
}
