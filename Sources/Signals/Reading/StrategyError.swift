/// Why a strategy file is refused: where, what, and the nearest right name when one was misspelt.
package struct StrategyError: Error, Equatable, CustomStringConvertible {
  /// The JSON path of the value: `$.entry.long.when.and[1]`.
  package let path: String
  /// What is wrong with it, without a full stop.
  package let problem: String
  /// The known name nearest to an unknown one.
  package let suggestion: String?

  package init(path: String, problem: String, suggestion: String? = nil) {
    self.path = path
    self.problem = problem
    self.suggestion = suggestion
  }

  package var description: String {
    let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
    return "\(path): \(problem)\(hint)"
  }
}
