import Basics

extension Chart {
  /// What the picture shows, in words, for readers who do not see it: each series with its least,
  /// largest and last value, and what else is marked. O(points).
  package var words: String {
    let plots = [(y, marks)] + panels.map { ($0.y, $0.marks) }
    let parts = plots.flatMap { axis, marks in marks.compactMap { words($0, axis) } }
    let shown = parts.prefix(12)
    let rest = parts.count - shown.count
    return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "; ")
  }

  private func words(_ mark: Mark, _ axis: Axis) -> String? {
    switch mark {
    case .line(let series), .area(let series), .bars(let series), .step(let series):
      return range(series.name, series.y, last: series.y, axis)
    case .scatter(let series), .markers(let series, _):
      return range("\(series.y.count) points of \(series.name)", series.y, last: [], axis)
    case .intervals(let name, _, let y, _, _): return range(name, y, last: [], axis)
    case .band(let name, _, let low, let high): return range(name, low + high, last: [], axis)
    case .candles(_, _, let high, let low, let close):
      return range("price", low + high, last: close, axis)
    case .heatmap(let x, let y, let values, _, let label, _):
      return words(cellsOf: x, y, values, label)
    case .histogram(let name, let edges, let counts):
      return words(histogram: name, edges, counts)
    case .waterfall(let changes, let totals): return words(ledger: changes, totals)
    case .spans(let name, let from, _, _): return "\(from.count) spans of \(name)"
    case .shade(let name, let from, _): return "\(from.count) shaded spans: \(name)"
    case .level(let name, let value): return "\(name) at \(text(value, axis))"
    case .note(let words, let value): return "\(words) at \(text(value, x))"
    }
  }

  private func range(
    _ name: String, _ values: [Double], last: [Double], _ axis: Axis
  ) -> String? {
    let finite = values.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    let end = last.last { $0.isFinite }.map { ", last \(text($0, axis))" } ?? ""
    return "\(name) from \(text(low, axis)) to \(text(high, axis))\(end)"
  }

  private func words(
    cellsOf xs: [Double], _ ys: [Double], _ values: [Double], _ label: String
  ) -> String? {
    let finite = values.prefix(xs.count * ys.count).enumerated().filter { $1.isFinite }
    guard let largest = finite.max(by: { $0.element < $1.element }) else { return nil }
    let place =
      "\(text(xs[largest.offset % xs.count], x)), \(text(ys[largest.offset / xs.count], y))"
    return "\(xs.count) by \(ys.count) cells\(label.isEmpty ? "" : " of \(label)"), the largest "
      + "\(NumberText.text(largest.element, .significant(4))) at \(place)"
  }

  private func words(histogram name: String, _ edges: [Double], _ counts: [Double]) -> String? {
    guard let top = counts.indices.max(by: { counts[$0] < counts[$1] }), top + 1 < edges.count
    else { return nil }
    return "\(name) in \(counts.count) bins, the fullest from \(text(edges[top], x)) to "
      + "\(text(edges[top + 1], x)) with \(NumberText.text(counts[top], .significant(4)))"
  }

  private func words(ledger changes: [Double], _ totals: [Bool]) -> String {
    Waterfall(changes: changes, totals: totals).steps.enumerated().map { index, step in
      "\(text(Double(index), x)) \(NumberText.text(step.value, .significant(4)))"
    }.joined(separator: ", ")
  }

  /// A value as its axis reads it.
  private func text(_ value: Double, _ axis: Axis) -> String {
    switch axis.scale {
    case .time: Int64(exactly: value.rounded()).map(TimeText.csv) ?? NumberText.undefined
    case .categories(let names):
      Int(exactly: value.rounded()).flatMap { names.indices.contains($0) ? names[$0] : nil }
        ?? NumberText.undefined
    case .linear, .logarithmic: NumberText.text(value, .significant(4))
    }
  }
}
