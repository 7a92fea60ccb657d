import Basics

/// Blocks of a strategy file that are read and checked but that no command carries out yet. They
/// are refused by name: a number that silently lacks what the file asked for would mislead.
enum UnsupportedBlocks {
  private static let validation = [
    "dsr", "pbo", "bootstrap", "placebo", "reality_check", "cost_stress", "latency_stress",
  ]

  /// - Throws: `Failure` (65) with the JSON path of the first one found.
  static func check(_ document: JSONValue, path: String) throws {
    if document["walk_forward"] != nil { throw refusal("$.walk_forward", path) }
    guard let block = document["validation"] else { return }
    for name in validation where block[name].map({ $0 != .bool(false) }) == true {
      throw refusal("$.validation.\(name)", path)
    }
  }

  private static func refusal(_ place: String, _ path: String) -> Failure {
    Failure(
      .badData, "\(path): \(place): is not supported yet; take the block out to run the rest.")
  }
}
