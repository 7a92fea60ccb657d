import Basics
import MarketData

/// A format of JSON messages: one a line, elements of an array, or one document.
protocol JSONFormat: ImportFormat {
  associatedtype Rows: BlockRows

  /// What the format thinks of a file that holds this message.
  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim

  /// Words by which the name of a file tells the format from others of the same shape.
  static var nameWords: [String] { get }

  /// Whether an array in a recorder's envelope is one message, and not several.
  static var hasArrayMessages: Bool { get }

  /// Throws `ImportError` when an option is missing.
  init(_ context: ImportContext) throws(ImportError)

  /// Empty rows for one block.
  func rows() -> Rows

  /// Adds every row that the message holds, or nothing when it holds none to import.
  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<Rows>)

  /// Reads a block; given by the extension below and compiled for each format.
  func parse(
    _ block: TextBlock, _ layout: JSONLayout, _ workspace: inout Workspace
  ) -> ParsedBlock
}

/// One venue's own liquidation messages, which may lie in one file with those of other venues.
protocol VenueMessages: JSONFormat where Rows == LiquidationRows {}

/// How messages lie in a file.
struct JSONLayout: Sendable {
  /// Whether the file is one document over many lines, or one value a line.
  var isDocument = false
  /// Whether messages lie in `{"local_timestamp":…,"message":…}`.
  var isWrapped = false
}

extension JSONFormat {
  static var nameWords: [String] { [] }
  static var hasArrayMessages: Bool { false }

  func parse(
    _ block: TextBlock, _ layout: JSONLayout, _ workspace: inout Workspace
  ) -> ParsedBlock {
    JSONMessageReader(self, layout).read(block, &workspace)
  }
}

/// A JSON format and how its messages lie in the file.
struct JSONBlockParser: BlockParser {
  let format: any JSONFormat
  let layout: JSONLayout

  func parse(_ block: TextBlock, _ workspace: inout Workspace) -> ParsedBlock {
    format.parse(block, layout, &workspace)
  }
}

extension JSONFormat where Rows == LiquidationRows {
  func rows() -> LiquidationRows { LiquidationRows(capacity: 1_024) }
}

/// The rows and refusals of the messages of a block.
struct JSONRows<Rows: BlockRows> {
  var rows: Rows
  var table: InstrumentTable
  /// When the recorder saw the message that is being read.
  var received = LiquidationBatch.noTime
  /// What is wrong with rows of the message that is being read.
  private(set) var problems: [RowProblem] = []
  /// In which object members were looked for, by the number of the set of keys, and where they
  /// were: `JSONKeys.most` tokens a set, 0 for none. The tokens are the same in every message of
  /// the shape. Arrays, because whatever holds many values in itself is copied to be read.
  private var found = [(shape: Int, object: Int)](repeating: (-1, -1), count: 4)
  private var places = [Int32](repeating: 0, count: 4 * JSONKeys.most)

  init(_ rows: Rows, _ table: InstrumentTable) {
    self.rows = rows
    self.table = table
  }

  /// Finds the members of `object` that `keys` names, looked for again only when the messages
  /// change their shape. `number`, 0 to 3, tells the format's sets of keys apart, and asks for what
  /// was found until the next time.
  @inline(__always)
  mutating func find(
    _ keys: JSONKeys, of object: Int, number: Int, _ json: borrowing JSONTape
  ) {
    if found[number] == (json.shape, object) { return }
    found[number] = (json.shape, object)
    let members = json.members(of: object, keys)
    for key in 0..<JSONKeys.most {
      places[number * JSONKeys.most + key] = Int32(truncatingIfNeeded: members[key] ?? 0)
    }
  }

  /// The value of key number `key` of the set `number`, or nil when there is no such member.
  @inline(__always)
  subscript(number: Int, key: Int) -> Int? {
    let place = places[number &* JSONKeys.most &+ key]
    return place == 0 ? nil : Int(place)
  }

  /// Notes a row that cannot be accepted.
  mutating func refuse(_ problem: RowProblem) { problems.append(problem) }

  /// Forgets the refusals of the message.
  mutating func forgetProblems() { problems.removeAll() }
}

extension JSONRows where Rows == LiquidationRows {
  /// Adds the row that `make` finds, if any, or refuses it.
  @inline(__always)
  mutating func add(
    _ json: borrowing JSONTape,
    _ make: (inout InstrumentTable) throws(RowProblem) -> LiquidationRow?
  ) {
    do throws(RowProblem) {
      guard let row = try make(&table) else { return }
      add(row, json)
    } catch {
      refuse(error)
    }
  }

  /// Adds the row, received when its message was.
  @inline(__always)
  mutating func add(_ row: LiquidationRow, _ json: borrowing JSONTape) {
    var row = row
    if row.received == LiquidationBatch.noTime { row.received = received }
    rows.append(row, json.bytes.span)
  }
}

extension JSONRows {
  /// Appends what `make` finds, or refuses it.
  mutating func fill(_ make: (inout Rows, inout InstrumentTable) throws(RowProblem) -> Void) {
    do throws(RowProblem) { try make(&rows, &table) } catch { refuse(error) }
  }
}

extension JSONTape {
  /// Whether the value is an array of messages: its first element is an object or an array.
  func isList(_ token: Int) -> Bool {
    guard kind(token) == .array, let first = firstChild(of: token) else { return false }
    return kind(first) == .object || kind(first) == .array
  }

  /// A finite number above zero, written as a number or in a string.
  func positive(_ token: Int?, _ field: @autoclosure () -> String) throws(RowProblem) -> Double {
    try FieldValues.positive(bytes.span, try scalar(token, field()), field())
  }

  /// A volume: finite, not negative, written as a number or in a string.
  func size(_ token: Int?, _ field: String) throws(RowProblem) -> Double {
    try FieldValues.size(bytes.span, try scalar(token, field), field)
  }

  /// A value of a series, written as a number or in a string.
  func value(_ token: Int?, _ field: String, of series: SeriesName) throws(RowProblem) -> Double {
    try FieldValues.value(bytes.span, try scalar(token, field), field, of: series)
  }

  /// A count: whole, not negative, written as a number or in a string.
  func count(_ token: Int?, _ field: String) throws(RowProblem) -> Int64 {
    try FieldValues.count(bytes.span, try scalar(token, field), field)
  }

  /// A finite number, written as a number or in a string.
  func number(_ token: Int?, _ field: @autoclosure () -> String) throws(RowProblem) -> Double {
    if let token, kind(token) == .string || kind(token) == .number,
      let plain = DecimalText.plainDouble(bytes.span, range(token))
    {
      return plain
    }
    return try FieldValues.number(bytes.span, try scalar(token, field()), field())
  }

  /// A time that counts `unit`s.
  func time(
    _ token: Int?, _ field: @autoclosure () -> String, unit: TimeUnit?
  ) throws(RowProblem) -> Int64 {
    try FieldValues.time(bytes.span, try scalar(token, field()), field(), unit: unit)
  }

  /// A time in any spelling.
  func anyTime(
    _ token: Int?, _ field: @autoclosure () -> String, unit: TimeUnit? = nil
  ) throws(RowProblem) -> Int64 {
    try FieldValues.anyTime(bytes.span, try scalar(token, field()), field(), unit: unit)
  }

  /// When the message says it was sent, or nil when it does not or not readably.
  func instant(_ token: Int?, unit: TimeUnit?) -> Int64? {
    guard let token, kind(token) == .string || kind(token) == .number else { return nil }
    let time = TimeText.number(bytes.span, range(token), unit: unit)
    return time.flatMap { FieldValues.times.contains($0) ? $0 : nil }
  }

  /// The position that an order of the token's side closes.
  func sideOfOrder(
    _ token: Int?, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> LiquidationSide {
    try .ofOrder(bytes.span, try scalar(token, field()), field())
  }

  /// Whether the token names a position: `long` or `short` in any case.
  func isPosition(_ token: Int?) -> Bool {
    guard let token, kind(token) == .string else { return false }
    let word = SideWord(bytes.span, range(token))
    return word == .long || word == .short
  }

  /// The position that the token names.
  func sideOfPosition(
    _ token: Int?, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> LiquidationSide {
    try .ofPosition(bytes.span, try scalar(token, field()), field())
  }

  /// Where an id lies: a string's text or a number; empty for anything else.
  func id(_ token: Int?) -> Range<Int> {
    guard let token, kind(token) == .string || kind(token) == .number else { return 0..<0 }
    return range(token)
  }

  /// Visits the elements of an array; an object is visited itself, anything else not at all.
  @inline(__always)
  func forEach(in token: Int?, _ visit: (Int) -> Void) {
    guard let token else { return }
    guard kind(token) == .array else {
      if kind(token) == .object { visit(token) }
      return
    }
    var element = firstChild(of: token)
    while let place = element {
      visit(place)
      element = next(after: place, in: token)
    }
  }

  /// Visits the elements of an array; anything else not at all.
  func forEachElement(of token: Int?, _ visit: (Int) -> Void) {
    guard let token, kind(token) == .array else { return }
    forEach(in: token, visit)
  }

  /// Whether some element of an array, or the object itself, is as `test` says.
  func contains(in token: Int?, _ test: (Int) -> Bool) -> Bool {
    var isFound = false
    forEach(in: token) { if !isFound { isFound = test($0) } }
    return isFound
  }

  /// Whether the token is a string that begins with `prefix`.
  func hasPrefix(_ token: Int?, _ prefix: String) -> Bool {
    guard let token, kind(token) == .string else { return false }
    if isEscaped(token) { return text(token)?.utf8.starts(with: prefix.utf8) ?? false }
    let range = range(token)
    var index = range.lowerBound
    for byte in prefix.utf8 {
      guard index < range.upperBound, bytes[index] == byte else { return false }
      index &+= 1
    }
    return true
  }

  /// Whether the token is there and a string with the text `text`.
  func isText(_ token: Int?, _ text: StaticString) -> Bool {
    token.map { equals($0, text) } ?? false
  }

  /// Whether the member is there and not null.
  func isPresent(_ token: Int?) -> Bool { token.map { kind($0) != .null } ?? false }

  /// The number of the instrument that a string, or a number, names.
  ///
  /// `make` says which instrument a symbol means; `tag` tells apart what is spelled alike.
  @inline(__always)
  func instrument(
    _ token: Int?, _ field: @autoclosure () -> String, tag: Int = 0,
    _ table: inout InstrumentTable,
    _ make: (String) throws(RowProblem) -> InstrumentKey
  ) throws(RowProblem) -> UInt32 {
    let range = try scalar(token, field())
    let escaped = token.map(isEscaped) ?? false
    return try table.index(bytes.span, range, tag: 2 * tag + (escaped ? 1 : 0)) {
      (span, range) throws(RowProblem) in
      let text = escaped ? unescaped(range) : FieldValues.copy(span, range)
      do throws(RowProblem) {
        return try make(try FieldValues.symbol(text, field()))
      } catch {
        throw RowProblem(error.field, error.reason, range)
      }
    }
  }

  /// The number of the instrument of `exchange` that a string or a number names.
  func instrument(
    _ token: Int?, _ field: @autoclosure () -> String, on exchange: String,
    _ table: inout InstrumentTable
  ) throws(RowProblem) -> UInt32 {
    try instrument(token, field(), &table) { (symbol) throws(RowProblem) in
      InstrumentKey(exchange: exchange, symbol: symbol)
    }
  }

  /// The number of the instrument whose exchange the message names, too.
  func instrument(
    _ token: Int?, _ field: @autoclosure () -> String, exchange: Int?,
    _ exchangeField: @autoclosure () -> String, _ table: inout InstrumentTable
  ) throws(RowProblem) -> UInt32 {
    let (symbol, venue) = (try scalar(token, field()), try scalar(exchange, exchangeField()))
    return try table.index(bytes.span, exchange: venue, symbol: symbol) {
      () throws(RowProblem) in
      let name = String(decoding: unescaped(venue), as: UTF8.self)
      guard FieldValues.isExchange(name) else {
        throw RowProblem(exchangeField(), .badExchange, venue)
      }
      do throws(RowProblem) {
        return InstrumentKey(
          exchange: name, symbol: try FieldValues.symbol(unescaped(symbol), field()))
      } catch {
        throw RowProblem(error.field, error.reason, symbol)
      }
    }
  }

  /// The text of a string; nil for anything else, and for nothing.
  func text(_ token: Int?) -> String? { token.flatMap { (token: Int) in text(token) } }

  @inline(__always)
  private func scalar(
    _ token: Int?, _ field: @autoclosure () -> String
  ) throws(RowProblem) -> Range<Int> {
    guard let token else { throw RowProblem(field(), .missing) }
    switch kind(token) {
    case .string, .number: return range(token)
    case .null: throw RowProblem(field(), .missing)
    default: throw RowProblem(field(), .notNumber, range(token))
    }
  }
}
