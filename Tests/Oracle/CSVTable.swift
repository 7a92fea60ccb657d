import Foundation

/// A small reader of the fixture's plain CSV files: no quotes, one header line.
struct CSVTable {
  private let columns: [String: [Substring]]

  init(_ url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let names = (lines.first ?? "").split(separator: ",")
    var columns = [[Substring]](repeating: [], count: names.count)
    for line in lines.dropFirst() {
      for (index, cell) in line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
      where index < columns.count {
        columns[index].append(cell)
      }
    }
    self.columns = Dictionary(uniqueKeysWithValues: zip(names.map(String.init), columns))
  }

  func texts(_ name: String) -> [String] { (columns[name] ?? []).map(String.init) }
  func numbers(_ name: String) -> [Double] { (columns[name] ?? []).map { Double($0) ?? .nan } }
  func integers(_ name: String) -> [Int64] { (columns[name] ?? []).map { Int64($0) ?? 0 } }
}
