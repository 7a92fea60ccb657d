import Basics
import MarketData

/// From the bytes of a symbol to the number of its instrument in the batch.
///
/// An open-addressing table over the bytes themselves, so a row makes no string. It outlives the
/// block: what a symbol means is found out once, and a generation tells which instruments the
/// current block has used.
struct InstrumentTable: Sendable {
  /// What is needed to find an instrument: small, so that many stay in the cache.
  private struct Entry: Sendable {
    var hash: UInt64
    /// Where its bytes lie in `storage`.
    var start, count: Int32
    var tag: Int32
    /// The entry of the same instrument in its first spelling.
    var canonical: Int32
    /// The block that `index` belongs to.
    var generation: Int32 = 0
    var index: UInt32 = 0
  }

  /// What is known of an instrument.
  private struct Meaning: Sendable {
    var key: InstrumentKey
    var rules: ContractRules?
  }

  /// The bytes of an instrument that was looked for lately: of 8 to 32, in words that overlap.
  private struct Recent: Sendable {
    var first: UInt64 = 0, second: UInt64 = 0, third: UInt64 = 0, last: UInt64 = 0
    var count: Int32 = 0
    var tag: Int32 = -1
    var entry = 0
    /// The block that `index` belongs to.
    var generation: Int32 = 0
    var index: UInt32 = 0
  }

  /// More instruments than this are forgotten and found out again: a bound on memory.
  private static let most = 1 << 16

  let contractRules: InstrumentRules
  /// Added to every tag: tells the venues of one capture apart.
  var family = 0
  private var storage: [UInt8] = []
  private var entries: [Entry] = []
  private var meanings: [Meaning] = []
  /// Entry number + 1 at the place of its hash; 0 is free.
  private var places = [Int32](repeating: 0, count: 1_024)
  private var known: [InstrumentKey: Int32] = [:]
  private var generation: Int32 = 0
  private var last = -1
  /// At the place of its last eight bytes' hash.
  private var recent = [Recent](repeating: Recent(), count: 256)
  /// The entries that the current block has used, in the order of their first rows.
  private var used: [Int] = []

  init(_ contractRules: InstrumentRules) { self.contractRules = contractRules }

  /// Forgets which instruments were used, not what they mean.
  mutating func beginBlock() {
    if entries.count > Self.most || generation == .max { self = InstrumentTable(contractRules) }
    generation += 1
    used.removeAll(keepingCapacity: true)
    last = -1
  }

  /// The instruments of the block, in the order of their first rows.
  var keys: [InstrumentKey] { used.map { meanings[$0].key } }

  /// The rules of `keys`.
  var rules: [ContractRules?] { used.map { meanings[$0].rules } }

  /// The number of the instrument in the block.
  ///
  /// - Parameters:
  ///   - bytes: The text that holds the symbol, with slack behind it.
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
    let tag = tag &+ family
    let hash = Self.hash(bytes, range, tag)
    if let entry = find(hash, bytes, range, tag) { return use(entry) }
    let key = try make(bytes, range)
    return use(insert(key, hash, bytes, range, tag))
  }

  /// The number of the instrument that the user names, for files that do not.
  mutating func index(
    named symbol: String?, on exchange: String, _ bytes: Span<UInt8>
  ) throws(RowProblem) -> UInt32 {
    guard let symbol else { throw RowProblem("symbol", .other("missing; say --symbol")) }
    return try index(bytes, 0..<0, tag: 0) { (_, _) throws(RowProblem) in
      InstrumentKey(exchange: exchange, symbol: symbol)
    }
  }

  /// The number of an instrument that a format knows by other means than its bytes.
  mutating func index(of key: InstrumentKey) throws(RowProblem) -> UInt32 {
    let text = Array(key.exchange.utf8) + Array(key.symbol.utf8) + JSONTape.slack
    let count = text.count - JSONTape.slack.count
    return try index(text.span, 0..<count, tag: key.exchange.utf8.count) {
      (_, _) throws(RowProblem) in key
    }
  }

  /// The number of the instrument that two fields anywhere in `bytes` name: their copies, put
  /// together, are the key.
  mutating func index(
    _ bytes: Span<UInt8>, exchange: Range<Int>, symbol: Range<Int>,
    _ make: () throws(RowProblem) -> InstrumentKey
  ) throws(RowProblem) -> UInt32 {
    let pair = FieldValues.copy(bytes, exchange) + FieldValues.copy(bytes, symbol)
    let padded = pair + JSONTape.slack
    return try index(padded.span, 0..<pair.count, tag: 1 + exchange.count) {
      (_, _) throws(RowProblem) in try make()
    }
  }

  /// The number of the instrument if it is one that `index` has found before; never of one that is
  /// spelled with a quote, which means more in CSV.
  @inline(__always)
  mutating func known(_ bytes: Span<UInt8>, _ range: Range<Int>, tag: Int) -> UInt32? {
    let (start, count) = (range.lowerBound, range.count)
    guard count >= 8, count <= 32 else { return knownByHash(bytes, range, tag).map { use($0) } }
    let end = range.upperBound &- 8
    var sought = Recent()
    sought.first = ByteWords.load(bytes, start)
    sought.second = ByteWords.load(bytes, min(start &+ 8, end))
    sought.third = ByteWords.load(bytes, min(start &+ 16, end))
    sought.last = ByteWords.load(bytes, end)
    (sought.count, sought.tag) = (Int32(count), Int32(truncatingIfNeeded: tag))
    let place = Int(truncatingIfNeeded: (sought.last &* 0x9E37_79B9_7F4A_7C15) >> 56)
    let found = recent[place]
    let differences =
      (found.first ^ sought.first) | (found.second ^ sought.second)
      | (found.third ^ sought.third) | (found.last ^ sought.last)
    if differences == 0, found.count == sought.count, found.tag == sought.tag {
      if found.generation == generation {
        last = found.entry
        return found.index
      }
      sought.entry = found.entry
    } else {
      guard let entry = knownByHash(bytes, range, tag) else { return nil }
      sought.entry = entry
    }
    return remember(sought, at: place)
  }

  /// Uses the entry of `sought`, whose index in the block is then at hand.
  @inline(never)
  private mutating func remember(_ sought: Recent, at place: Int) -> UInt32 {
    let index = use(sought.entry)
    recent[place] = sought
    (recent[place].generation, recent[place].index) = (generation, index)
    return index
  }

  @inline(never)
  private func knownByHash(_ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int) -> Int? {
    let quote = ByteWords.index(
      of: UInt8(ascii: "\""), in: bytes, from: range.lowerBound, to: range.upperBound)
    guard quote == range.upperBound else { return nil }
    return find(Self.hash(bytes, range, tag), bytes, range, tag)
  }

  /// The tag of the instrument that was found last; −1 before the first.
  var lastTag: Int { last < 0 ? -1 : Int(entries[last].tag) }

  /// The rules of the instrument that was found last; nil also where there are none.
  var lastRules: ContractRules? { last < 0 ? nil : meanings[last].rules }

  @inline(__always)
  private func find(
    _ hash: UInt64, _ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int
  ) -> Int? {
    var place = Int(truncatingIfNeeded: hash) & (places.count &- 1)
    while places[place] != 0 {
      let entry = Int(places[place]) &- 1
      if isEntry(entry, hash, bytes, range, tag) { return entry }
      place = (place &+ 1) & (places.count &- 1)
    }
    return nil
  }

  @inline(__always)
  private func isEntry(
    _ number: Int, _ hash: UInt64, _ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int
  ) -> Bool {
    let entry = entries[number]
    guard entry.hash == hash, Int(entry.count) == range.count, Int(entry.tag) == tag else {
      return false
    }
    var offset = 0
    // The storage has eight bytes behind the last symbol, as every text has.
    while offset < range.count {
      let left = ByteWords.load(storage.span, Int(entry.start) &+ offset)
      let right = ByteWords.load(bytes, range.lowerBound &+ offset)
      guard (left ^ right) & Self.mask(range.count &- offset) == 0 else { return false }
      offset &+= 8
    }
    return true
  }

  /// Ones in the lowest `count` bytes, or everywhere.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 {
    count >= 8 ? .max : (1 << (UInt64(truncatingIfNeeded: count) &* 8)) &- 1
  }

  /// Folds 16 bytes at a time by one full multiplication, as wyhash does.
  @inline(__always)
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: range.count &+ tag << 32) ^ 0xA076_1D64_78BD_642F
    var offset = 0
    while offset < range.count {
      let rest = range.count &- offset
      let first = ByteWords.load(bytes, range.lowerBound &+ offset) & mask(rest)
      let second =
        rest > 8
        ? ByteWords.load(bytes, range.lowerBound &+ offset &+ 8) & mask(rest &- 8) : 0
      let product = (first ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: second ^ hash)
      hash = product.high ^ product.low
      offset &+= 16
    }
    return hash
  }

  @inline(__always)
  private mutating func use(_ entry: Int) -> UInt32 {
    last = entry
    let canonical = Int(entries[entry].canonical)
    if entries[canonical].generation == generation { return entries[canonical].index }
    entries[canonical].generation = generation
    entries[canonical].index = UInt32(used.count)
    used.append(canonical)
    return entries[canonical].index
  }

  private mutating func insert(
    _ key: InstrumentKey, _ hash: UInt64, _ bytes: Span<UInt8>, _ range: Range<Int>, _ tag: Int
  ) -> Int {
    let number = entries.count
    let start = max(0, storage.count - JSONTape.slack.count)
    storage.removeLast(storage.count - start)
    for index in range { storage.append(bytes[index]) }
    storage += JSONTape.slack
    let canonical = known[key] ?? Int32(number)
    entries.append(
      Entry(
        hash: hash, start: Int32(start), count: Int32(range.count), tag: Int32(tag),
        canonical: canonical))
    meanings.append(Meaning(key: key, rules: contractRules.rules(of: key)))
    known[key] = canonical
    if 2 * entries.count > places.count { grow() } else { putDown(number, hash) }
    return number
  }

  private mutating func putDown(_ number: Int, _ hash: UInt64) {
    var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
    while places[place] != 0 { place = (place + 1) & (places.count - 1) }
    places[place] = Int32(number + 1)
  }

  private mutating func grow() {
    places = [Int32](repeating: 0, count: 2 * places.count)
    for (number, entry) in entries.enumerated() { putDown(number, entry.hash) }
  }
}
