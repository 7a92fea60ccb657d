import Glibc

// Which encoding makes a chunk smallest. Prices on a coarse grid repeat and compress best as they
// are; wide mantissas compress only when their bytes are split; few distinct values want a
// dictionary. No rule of thumb tells the three apart, so a stretch of the chunk is encoded in each
// way and compressed: the same chunk always gets the same answer.

/// How many values in a row are tried.
private let sampleCount = 4096

/// The stretch in the middle of a chunk of `count` values.
func sampleRange(_ count: Int) -> Range<Int> {
  let start = max(0, (count - sampleCount) / 2)
  return start..<min(count, start + sampleCount)
}

/// How a chunk of numbers is to be encoded.
enum NumberEncoding<Value: FixedWidthValue> {
  case plain
  case byteStreamSplit
  /// With this dictionary, or with one that is yet to be made.
  case dictionary(NumberDictionary<Value>?)
}

/// PLAIN must come out this much smaller than the split bytes to be chosen: compressing it takes
/// five times as long, and reading it twice.
private let plainAdvantage = 0.8

/// The encoding of numbers, one of the writable ones, that comes out smallest under `compressor`.
///
/// - Parameters:
///   - values: All of the chunk.
///   - ready: Their dictionary, where it was found without effort.
///   - compressor: What the pages are compressed with.
/// - Returns: The encoding, with `ready` where a dictionary is best.
/// - Throws: What the compressor throws.
func chooseEncoding<Value: FixedWidthValue>(
  of values: Span<Value>, ready: NumberDictionary<Value>?, compressor: any PageCompressor
) throws(ParquetError) -> NumberEncoding<Value> {
  if values.isEmpty { return .plain }
  let sample = values.extracting(sampleRange(values.count))
  var page: [UInt8] = []
  appendBytes(of: sample, to: &page)
  let plain = try compressedCount(page, compressor)
  page.removeAll(keepingCapacity: true)
  withBytes(of: sample) { splitByteStreams($0, width: MemoryLayout<Value>.size, to: &page) }
  let split = try compressedCount(page, compressor)
  let dictionary = try dictionaryCount(of: values, sample: sample, ready: ready, compressor)
  if let dictionary, dictionary < min(plain, split) { return .dictionary(ready) }
  return Double(plain) < plainAdvantage * Double(split) ? .plain : .byteStreamSplit
}

/// How many bytes the sample would take with a dictionary, its share of the dictionary included;
/// nil when so many of its values are distinct that a dictionary cannot pay.
private func dictionaryCount<Value: FixedWidthValue>(
  of values: Span<Value>, sample: Span<Value>, ready: NumberDictionary<Value>?,
  _ compressor: any PageCompressor
) throws(ParquetError) -> Int? {
  if let ready {
    let codes = ready.codes.span.extracting(sampleRange(values.count))
    return try dictionaryCount(
      codes, ready.entries.span, distinct: ready.entries.count, of: values.count, compressor)
  }
  let distinct = estimatedDistinctCount(values)
  guard distinct < values.count / 2, let part = NumberDictionary(sample) else { return nil }
  return try dictionaryCount(
    part.codes.span, part.entries.span, distinct: max(distinct, part.entries.count),
    of: values.count, compressor)
}

private func dictionaryCount<Value: FixedWidthValue>(
  _ codes: Span<UInt32>, _ entries: Span<Value>, distinct: Int, of count: Int,
  _ compressor: any PageCompressor
) throws(ParquetError) -> Int {
  var page: [UInt8] = []
  encodeRuns(codes, bitWidth: codeWidth(distinct), to: &page)
  let codeCount = try compressedCount(page, compressor)
  page.removeAll(keepingCapacity: true)
  let some = entries.extracting(sampleRange(entries.count))
  appendBytes(of: some, to: &page)
  let entryCount = Double(try compressedCount(page, compressor))
  let all = entryCount * Double(distinct) / Double(max(1, some.count))
  return codeCount + Int(all * Double(codes.count) / Double(count))
}

/// About how many of `values` differ, by linear counting (Whang, Vander-Zanden and Taylor, 1990):
/// of m bits, each value sets one; n distinct values leave m·e^(−n/m) at zero. Far cheaper than a
/// table of the values, because the bits stay in the cache.
func estimatedDistinctCount<Value: FixedWidthValue>(_ values: Span<Value>) -> Int {
  let width = UInt64(max(10, Int.bitWidth - values.count.leadingZeroBitCount))
  var bitmap = [UInt64](repeating: 0, count: 1 << (width - 6))
  var words = bitmap.mutableSpan
  for row in values.indices {
    let hash = hashBits(values[row].bits) >> (64 - width)
    words[Int(hash >> 6)] |= 1 << (hash & 63)
  }
  var zeros = 0
  for word in bitmap { zeros += 64 - word.nonzeroBitCount }
  let bits = Double(bitmap.count * 64)
  return min(values.count, Int((bits * log(bits / Double(max(1, zeros)))).rounded()))
}

private func compressedCount(
  _ page: [UInt8], _ compressor: any PageCompressor
) throws(ParquetError) -> Int {
  var bytes: [UInt8] = []
  try compressor.compress(page.span, to: &bytes)
  return bytes.count
}

/// The dictionary of byte strings, unless over half of a sample's values are distinct.
func promisingDictionary(of values: ByteColumn) -> ByteDictionary? {
  let range = sampleRange(values.count)
  guard ByteDictionary(values, rows: range, limit: range.count / 2) != nil else { return nil }
  return ByteDictionary(values, rows: 0..<values.count, limit: values.count / 2)
}

/// The bits of a code of a dictionary of `count` entries: at least one, because readers have
/// stumbled over a width of zero.
func codeWidth(_ count: Int) -> Int {
  max(1, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
}
