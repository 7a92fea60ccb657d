import Basics
import MarketData

/// Any JSON messages, read as `--columns` says.
struct MappedJSON<Kind: MappedKind>: JSONFormat {
  static var name: String { MappedName.name }
  static var kind: ImportKind { Kind.kind }
  static var venue: String { MappedName.venue }
  static var summary: String { MappedName.summary }
  static var sample: String { MappedName.sample }
  static var sideMeaning: String { MappedName.sideMeaning }

  /// One step into a value: a member, or an element by its 1-based number.
  private struct Step: Sendable {
    let keys: JSONKeys
    let element: Int?
  }

  private let rowKind: Kind
  private let paths: [(target: ColumnMapping.Target, steps: [Step])]

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim { .none }

  init(_ context: ImportContext) throws(ImportError) {
    guard let mapping = context.columns else {
      throw ImportError(.badMapping, "this format needs --columns")
    }
    rowKind = try Kind(context, MappedValues(context, mapping))
    paths = ColumnMapping.Target.allCases.compactMap { target in
      guard let path = mapping.fields[target] else { return nil }
      let steps = path.split(separator: ".").map { name in
        Step(
          keys: JSONKeys([String(name)]),
          element: Int(name).flatMap { $0 >= 1 && $0 <= 1_000 ? $0 - 1 : nil })
      }
      return (target, steps)
    }
  }

  func rows() -> Kind.Rows { rowKind.rows(capacity: 1_024) }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<Kind.Rows>
  ) {
    if readRow(message, json, into: &rows) { return }
    readLists(in: message, depth: 0, json, into: &rows)
  }

  /// Reads the objects in lists inside of a message that is none itself: an API's answer, such as
  /// `{"payload":{"data":[{…},{…}]}}`.
  private func readLists(
    in token: Int, depth: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<Kind.Rows>
  ) {
    guard json.kind(token) == .object, depth < Self.deepest else { return }
    var child = json.firstChild(of: token)
    while let place = child {
      if json.kind(place) == .array {
        json.forEachElement(of: place) { element in
          if json.kind(element) == .object { _ = readRow(element, json, into: &rows) }
        }
      } else {
        readLists(in: place, depth: depth + 1, json, into: &rows)
      }
      child = json.next(after: place, in: token)
    }
  }

  /// Lists that lie deeper are not rows.
  private static var deepest: Int { 4 }

  /// Reads a message if it has any of the fields.
  ///
  /// - Returns: Whether it has one.
  private func readRow(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<Kind.Rows>
  ) -> Bool {
    var places = TargetRanges()
    var isFound = false
    for (target, steps) in paths {
      guard let token = Self.follow(steps, from: message, json) else { continue }
      isFound = true
      switch json.kind(token) {
      case .string, .number: places[target] = json.range(token)
      case .null: break
      default:
        rows.refuse(RowProblem(target.name, .other("not a text or a number")))
        return true
      }
    }
    guard isFound else { return false }
    let received = rows.received
    rows.fill { (rows, table) throws(RowProblem) in
      try rowKind.append(
        json.bytes.span, places, received: received, &table, text: { json.unescaped($0) },
        into: &rows)
    }
    return true
  }

  private static func follow(
    _ steps: [Step], from message: Int, _ json: borrowing JSONTape
  ) -> Int? {
    var token = message
    for step in steps {
      let inner =
        step.element.flatMap { json.element($0, of: token) }
        ?? json.members(of: token, step.keys)[0]
      guard let inner else { return nil }
      token = inner
    }
    return token
  }
}
