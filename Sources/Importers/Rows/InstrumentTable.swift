import Basics
import MarketData

/// From the bytes of a symbol to the number of its instrument in the batch.
///
/// An open-addressing table over the bytes themselves, so a row makes no string. It outlives the
/// block: what a symbol means is found out once, and a generation tells which instruments the
/// current block has used.
struct InstrumentTable: Sendable {
  private struct Entry: Sendable {
    var hash: UInt64
    var tag: Int
    /// Where its bytes lie in `storage`.
    var start, count: Int
    /// The entry of the same instrument in its first spelling.
    var canonical: Int
    var key: InstrumentKey
    var rules: ContractRules?
    /// The block that `index` belongs to.
    var generation = 0
    var index: UInt32 = 0
  }

  /// More instruments than this are forgotten and found out again: a bound on memory.
  private static let most = 1 << 16

  let contractRules: InstrumentRules
  private var storage: [UInt8] = []
  private var entries: [Entry] = []
  /// Entry number + 1 at the place of its hash; 0 is free.
  private var places = [Int32](repeating: 0, count: 1_024)
  private var known: [InstrumentKey: Int] = [:]
  private var generation = 0
  private var last = -1
  /// The entries that the current block has used, in the order of their first rows.
  private var used: [Int] = []

  init(_ contractRules: InstrumentRules) { self.contractRules = contractRules }

  /// Forgets which instruments were used, not what they mean.
  mutating func beginBlock() {
    generation += 1
    used.removeAll(keepingCapacity: true)
    last = -1
    if entries.count > Self.most { self = InstrumentTable(contractRules) }
  }

  /// The instruments of the block, in the order of their first rows.
  var keys: [InstrumentKey] { used.map { entries[$0].key } }

  /// The rules of `keys`.
  var rules: [ContractRules?] { used.map { entries[$0].rules } }

  /// Whether prices of `keys` are in dollars.
  var areInDollars: [Bool] { keys.map(contractRules.isInDollars) }

  /// The number of the instrument in the block.
  ///
  /// - Parameters:
  ///   - bytes: The text that holds the symbol.
  ///   - range: Where the symbol lies.
  ///   - tag: Tells instruments of different exchanges apart that are spelled alike.
  ///   - make: Says which instrument it is; asked once for each spelling and tag.
  /// - Returns: The index into `keys`.
  /// - Throws: What `make` throws.
  @inline(__always)
  mutating func index(
    _ bytes: Span<UInt8>, _ range: Range<Int>, tag: Int,
    _ make: (Span<UInt8>, Range<Int>) throws(RowProblem) -> InstrumentKey
  ) throws(RowProblem) -> UInt32 {
    if last >= 0, entries[last].tag == tag, isEqual(last, bytes, range) {
      return entries[entries[last].canonical].index
    }
    return try find(bytes, range, tag, make)
  }

  private mutating func find(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int,
    _ make: (Span<UInt8>, Range<Int>) throws(RowProblem) -> InstrumentKey
  ) throws(RowProblem) -> UInt32 {
    let hash = Self.hash(bytes, range, tag)
    var place = Int(truncatingIfNeeded: hash) & (places.count &- 1)
    while places[place] != 0 {
      let entry = Int(places[place]) &- 1
      if entries[entry].hash == hash, entries[entry].tag == tag, isEqual(entry, bytes, range) {
        return use(entry)
      }
      place = (place &+ 1) & (places.count &- 1)
    }
    let key = try make(bytes, range)
    return use(insert(key, hash, bytes, range, tag, at: place))
  }

  @inline(__always)
  private func isEqual(_ entry: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard entries[entry].count == range.count else { return false }
    let start = entries[entry].start
    var offset = 0
    // The storage has eight bytes behind the last symbol, as every text has.
    while offset < range.count {
      let left = ByteWords.load(storage.span, start &+ offset)
      let right = ByteWords.load(bytes, range.lowerBound &+ offset)
      let rest = range.count &- offset
      let mask: UInt64 = rest >= 8 ? .max : (1 << (UInt64(rest) &* 8)) &- 1
      guard (left ^ right) & mask == 0 else { return false }
      offset &+= 8
    }
    return true
  }

  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: tag) &+ UInt64(range.count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset < range.count {
      let rest = range.count &- offset
      let mask: UInt64 = rest >= 8 ? .max : (1 << (UInt64(rest) &* 8)) &- 1
      let word = ByteWords.load(bytes, range.lowerBound &+ offset) & mask
      let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
      offset &+= 8
    }
    return hash ^ hash >> 32
  }

  private mutating func use(_ entry: Int) -> UInt32 {
    let canonical = entries[entry].canonical
    if entries[canonical].generation != generation {
      entries[canonical].generation = generation
      entries[canonical].index = UInt32(used.count)
      used.append(canonical)
    }
    last = entry
    return entries[canonical].index
  }

  private mutating func insert(
    _ key: InstrumentKey, _ hash: UInt64, _ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int,
    at place: Int
  ) -> Int {
    let number = entries.count
    let start = max(0, storage.count - JSONTape.slack.count)
    storage.removeLast(storage.count - start)
    for index in range { storage.append(bytes[index]) }
    storage += JSONTape.slack
    entries.append(
      Entry(
        hash: hash, tag: tag, start: start, count: range.count,
        canonical: known[key] ?? number, key: key, rules: contractRules.rules(of: key)))
    known[key] = known[key] ?? number
    places[place] = Int32(truncatingIfNeeded: number &+ 1)
    if 2 * entries.count > places.count { grow() }
    return number
  }

  private mutating func grow() {
    places = [Int32](repeating: 0, count: 2 * places.count)
    for (number, entry) in entries.enumerated() {
      var place = Int(truncatingIfNeeded: entry.hash) & (places.count - 1)
      while places[place] != 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(number + 1)
    }
  }
}
