import Basics

/// What one `import` did: the record of each file and the totals of those that were imported.
struct ImportResult {
  var records: [ImportedFile] = []
  var elapsed = 0.0
  /// Set when nothing could be read at all.
  var error: String?

  var json: JSONValue {
    var members: [JSONMember] = [
      JSONMember("imports", .array(records.map(\.json))),
      JSONMember("rows_read", .integer(total(\.read))),
      JSONMember("rows_accepted", .integer(total(\.accepted))),
      JSONMember("rows_duplicate", .integer(total(\.duplicate))),
      JSONMember("rows_refused", .integer(total(\.refused))),
      JSONMember("rows_skipped", .integer(total(\.skipped))),
      JSONMember("segments_written", .integer(total(\.segments))),
      JSONMember("elapsed_s", JSONValue((elapsed * 1_000).rounded() / 1_000)),
    ]
    if let error { members.append(JSONMember("error", .string(error))) }
    return .object(members)
  }

  /// The sum of a count over the files that were imported.
  func total(_ count: KeyPath<ImportedFile, Int64>) -> Int64 {
    records.filter(\.isCounted).reduce(0) { $0 + $1[keyPath: count] }
  }
}
