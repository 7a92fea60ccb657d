import Basics

/// Names that a command accepts, with one line each: what `--list` prints.
struct NameList {
  private let items: [(name: String, summary: String)]

  init(_ items: [(name: String, summary: String)]) { self.items = items }

  /// Prints the names in a column, or as one JSON array.
  func show(_ common: CommonOptions) {
    if common.json { return Console.line(json.text(indented: true)) }
    let width = items.map(\.name.count).max() ?? 0
    for (name, summary) in items {
      Console.line("\(name)\(String(repeating: " ", count: width - name.count))  \(summary)")
    }
  }

  private var json: JSONValue {
    .array(
      items.map { name, summary in
        .object([JSONMember("name", .string(name)), JSONMember("summary", .string(summary))])
      })
  }
}
