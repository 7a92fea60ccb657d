import Basics
import MarketData

/// Any JSON messages, read as `--columns` says.
struct MappedJSON: JSONFormat {
  static let name = MappedCSV.name
  static let kind = MappedCSV.kind
  static let venue = MappedCSV.venue
  static let summary = MappedCSV.summary
  static let sample = MappedCSV.sample
  static let sideMeaning = MappedCSV.sideMeaning

  /// One step into a value: a member, or an element by its 1-based number.
  private struct Step: Sendable {
    let keys: JSONKeys
    let element: Int?
  }

  private let values: MappedValues
  private let paths: [(target: ColumnMapping.Target, steps: [Step])]

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim { .none }

  init(_ context: ImportContext) throws(ImportError) {
    guard let mapping = context.columns else {
      throw ImportError(.badMapping, "this format needs --columns")
    }
    values = try MappedValues(context, mapping)
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

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    var places = TargetRanges()
    var isFound = false
    for (target, steps) in paths {
      guard let token = Self.follow(steps, from: message, json) else { continue }
      isFound = true
      switch json.kind(token) {
      case .string, .number: places[target] = json.range(token)
      case .null: break
      default: return rows.refuse(RowProblem(target.rawValue, .other("not a text or a number")))
      }
    }
    guard isFound else { return }
    rows.add(json) { (table) throws(RowProblem) in
      try values.row(json.bytes.span, places, &table) { json.unescaped($0) }
    }
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
