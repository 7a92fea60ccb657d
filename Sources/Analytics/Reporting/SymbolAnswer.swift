import Basics
import Reports

/// What one analysis says of one symbol.
protocol SymbolAnswer {
  var symbol: String { get }
  /// The members of `report.json`.
  var members: [JSONMember] { get }
}

extension AnalysisResult {
  /// A result whose own values are those of the largest symbol, with every symbol's below
  /// `symbols`.
  init(_ section: Section, of answers: [any SymbolAnswer]) {
    self.init(section)
    guard let first = answers.first else { return }
    values = [JSONMember("symbol", text: first.symbol)] + first.members
    values.append(JSONMember("symbols", answers.map { JSONMember($0.symbol, $0.members) }))
  }
}
