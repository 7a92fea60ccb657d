package import Basics
import Reports

extension Study {
  /// Compares two studies of the same inputs file by file (`--verify`).
  ///
  /// - Parameters:
  ///   - other: The same study made once more.
  ///   - run: The same description for both.
  /// - Returns: The name of the first file whose bytes differ, or nil.
  package func firstDifference(from other: Study, run: JSONValue) -> String? {
    let renderers: [any ReportRenderer] = [.json, .csv, .markdown]
    let mine = renderers.flatMap { $0.files(of: report(run: run)) }
    let theirs = renderers.flatMap { $0.files(of: other.report(run: run)) }
    for (left, right) in zip(mine, theirs) where left != right { return left.name }
    return mine.count == theirs.count ? nil : "the list of files"
  }
}
