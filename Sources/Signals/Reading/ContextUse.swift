package import Basics

/// Whether a strategy, or a model put into it, reads totals per interval or series: only then need
/// they be read from the store.
package enum ContextUse {
  private static let names: Set<String> = [LiqTotal.name, Series.name]

  package static func isIn(_ document: JSONValue) -> Bool {
    switch document {
    case .array(let elements): elements.contains(where: isIn)
    case .object(let members):
      members.contains { member in
        names.contains(member.key) || isIn(member.value)
          || (member.key == Price.name && Price.readsSeries(member.value))
      }
    default: false
    }
  }
}
