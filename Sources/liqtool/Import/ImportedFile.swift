import Basics

/// What became of one file: an element of `imports` in `import --json`, and a line for people.
///
/// Always `read = accepted + duplicate + refused + skipped`.
struct ImportedFile {
  enum Status: String {
    case imported
    case alreadyImported = "already imported"
    case refused
    case skipped
  }

  var path: String
  var status: Status
  var format = ""
  var kind = ""
  /// Exchange → rows accepted.
  var exchanges: [String: Int64] = [:]
  var bytes: Int64 = 0
  var hash = ""
  var read: Int64 = 0
  var accepted: Int64 = 0
  var duplicate: Int64 = 0
  var refused: Int64 = 0
  var skipped: Int64 = 0
  /// Microseconds UTC of accepted rows.
  var firstTime: Int64?
  var lastTime: Int64?
  /// The bytes of a symbol → rows accepted: two spellings of one accent are two symbols, and one
  /// `String`.
  var symbols: [[UInt8]: Int64] = [:]
  /// Sum of the notionals that are known, in US dollars.
  var notional = 0.0
  var notionalMissing: Int64 = 0
  var segments: Int64 = 0
  /// Why the file was refused, or what to know about it.
  var error: String?
  var warnings: [String] = []

  init(path: String, status: Status) {
    self.path = path
    self.status = status
  }

  /// Whether its rows count in the totals.
  var isCounted: Bool { status == .imported }

  var json: JSONValue {
    let single = exchanges.count == 1 ? exchanges.keys.first : nil
    var members: [JSONMember] = [
      JSONMember("path", .string(path)),
      JSONMember("format", format.isEmpty ? .null : .string(format)),
      JSONMember("kind", kind.isEmpty ? .null : .string(kind)),
      JSONMember("exchange", single.map { .string($0) } ?? .null),
      JSONMember("exchanges", Self.counts(exchanges.map { (Array($0.utf8), $1) })),
      JSONMember("bytes", .integer(bytes)),
      JSONMember("hash", hash.isEmpty ? .null : .string(hash)),
    ]
    members += countMembers
    members.append(JSONMember("status", .string(status.rawValue)))
    if let error { members.append(JSONMember("error", .string(error))) }
    if !warnings.isEmpty {
      members.append(JSONMember("warnings", .array(warnings.map { .string($0) })))
    }
    return .object(members)
  }

  private var countMembers: [JSONMember] {
    [
      JSONMember("rows_read", .integer(read)),
      JSONMember("rows_accepted", .integer(accepted)),
      JSONMember("rows_duplicate", .integer(duplicate)),
      JSONMember("rows_refused", .integer(refused)),
      JSONMember("rows_skipped", .integer(skipped)),
      JSONMember("first_time", Self.time(firstTime)),
      JSONMember("last_time", Self.time(lastTime)),
      JSONMember("symbols", Self.counts(symbols.map { ($0, $1) })),
      JSONMember("notional_usd", JSONValue(notional)),
      JSONMember("notional_missing", .integer(notionalMissing)),
    ]
  }

  private static func time(_ time: Int64?) -> JSONValue {
    time.map { .string(TimeText.rfc3339($0)) } ?? .null
  }

  /// The counts by name, in the order of the names' bytes.
  private static func counts(_ counts: [(name: [UInt8], rows: Int64)]) -> JSONValue {
    let ordered = counts.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    return .object(
      ordered.map { JSONMember(String(decoding: $0.name, as: UTF8.self), .integer($0.rows)) })
  }
}
