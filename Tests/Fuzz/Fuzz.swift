import Basics
import Glibc
import Importers
import MarketData
import ParquetFormat

/// What libFuzzer calls with every input it thinks of; `FUZZ_TARGET` chooses the parser.
///
/// Built and run by `scripts/fuzz`. A trap is a finding, and so is a row that breaks the promises
/// of its columns.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // Soundness: libFuzzer promises `count` bytes at `start` for the time of the call.
  target(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

private let targets: [String: ([UInt8]) -> Void] = [
  "json": fuzzJSON, "numbers": fuzzNumber, "times": fuzzTime, "mapping": fuzzMapping,
  "formats": fuzzFormat, "columns": fuzzColumns, "streams": fuzzStream, "parquet": fuzzParquet,
]

private let target: ([UInt8]) -> Void = {
  // Soundness: the environment does not change; the text is copied.
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    preconditionFailure("FUZZ_TARGET is one of \(targets.keys.sorted())")
  }
  return target
}()

/// One value after another: one that repeats the one before is scanned in another way, which must
/// find what a scan from nothing finds.
private func fuzzJSON(_ text: [UInt8]) {
  let bytes = text + JSONTape.slack
  var tape = JSONTape(bytes: bytes)
  var start = 0
  for _ in 0..<16 {
    var fresh = JSONTape(bytes: bytes)
    let end = try? tape.scan(from: start, to: text.count, lines: true)
    precondition(end == (try? fresh.scan(from: start, to: text.count, lines: true)))
    guard let end else { return }
    precondition(tape.count > 0 && tape.count == fresh.count && end <= text.count)
    for token in 0..<tape.count {
      precondition(tape.kind(token) == fresh.kind(token))
      precondition(tape.isEscaped(token) == fresh.isEscaped(token))
      precondition(bytes[tape.range(token)] == bytes[fresh.range(token)])
    }
    start = end
  }
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

private func fuzzMapping(_ text: [UInt8]) {
  _ = try? ColumnMapping(parsing: String(decoding: text, as: UTF8.self))
}

/// The format whose number is the first byte; told from the content beyond the last.
private func fuzzFormat(_ input: [UInt8]) {
  guard let number = input.first.map(Int.init) else { return }
  var options = ImportOptions(
    exchange: "binance-futures", symbol: "BTCUSDT", interval: .minute)
  if number < Formats.all.count { options.format = Formats.all[number].name }
  read(Array(input.dropFirst()), options)
}

/// Everything in front of the first line feed is the mapping.
private func fuzzColumns(_ input: [UInt8]) {
  let mapping = input.prefix { $0 != 0x0A }
  let options = ImportOptions(
    exchange: "bybit", symbol: "BTCUSD", interval: .hour,
    columns: try? ColumnMapping(parsing: String(decoding: mapping, as: UTF8.self)))
  guard options.columns != nil else { return }
  read(Array(input.dropFirst(mapping.count + 1)), options)
}

private func read(_ text: [UInt8], _ options: ImportOptions) {
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

/// Whatever is packed in the file: gzip members, zstd frames, a zip, or plain text.
private func fuzzStream(_ bytes: [UInt8]) {
  let path = "/dev/shm/liqtool-fuzz-\(getpid())"
  let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
  precondition(file >= 0)
  defer { close(file) }
  precondition(unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) } >= 0)
  guard let reader = try? TextBlockReader(path: path, blockSize: 4_096, longestLine: 8_192) else {
    return
  }
  var total = 0
  // A bomb of some kilobytes would take long; what it does is known after a few blocks.
  while total < 1 << 20, let block = try? reader.next(reusing: []) {
    precondition(block.range.upperBound + JSONTape.slack.count <= block.bytes.count)
    total += block.range.count + 1
  }
  _ = try? reader.finish()
}

private func fuzzParquet(_ bytes: [UInt8]) {
  guard let file = try? ParquetFile(MemorySource(bytes)) else { return }
  for group in file.rowGroups.indices {
    for column in file.schema.columns {
      guard let data = try? file.read(rowGroup: group, columns: [column.name]) else { continue }
      precondition(data.count == 1)
    }
  }
}
