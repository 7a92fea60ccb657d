/// Points with a shape. They lie outside the group that a zoom stretches, and the page's script
/// places them anew from the same shapes.
enum Markers {
  /// A marker around the origin as the rest of a path after the move to its place.
  static func shape(_ shape: Chart.Shape) -> String {
    switch shape {
    case .up: "m0-5.5l5 9h-10z"
    case .down: "m0 5.5l5-9h-10z"
    case .circle: "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
    case .cross:
      "m-5.3-3.3l2-2l3.3 3.3l3.3-3.3l2 2l-3.3 3.3l3.3 3.3l-2 2l-3.3-3.3l-3.3 3.3l-2-2"
        + "l3.3-3.3z"
    case .diamond: "m0-5.5l5 5.5l-5 5.5l-5-5.5z"
    }
  }

  /// The path of markers at `places`.
  static func path(_ places: [(x: Double, y: Double)], _ shape: Chart.Shape) -> String {
    let rest = self.shape(shape)
    return places.map { "M\(PathText.text($0.x)) \(PathText.text($0.y))\(rest)" }.joined()
  }

  /// At most so many are drawn; those that would cover each other are left out first.
  static let limit = 1_500
}

extension ChartMarks {
  /// The markers of all series, each in a group with its colour.
  func markers() -> String {
    let groups = chart.marks.compactMap { mark -> String? in
      guard case .markers(let series, let shape) = mark,
        let index = layout.colors[series.name]
      else { return nil }
      let xs = series.x.map { layout.x.position($0) }
      let ys = series.y.map { layout.y.position($0) }
      let kept = Reduction.cloud(x: xs, y: ys, limit: Markers.limit)
      guard !kept.isEmpty else { return nil }
      let path = Markers.path(kept.map { (xs[$0], ys[$0]) }, shape)
      return "<g class=\"\(Palette.names(index)) series\" data-series=\"\(index)\">"
        + "<path class=\"pin\" data-shape=\"\(shape.rawValue)\" d=\"\(path)\"/></g>"
    }
    return groups.joined(separator: "\n")
  }
}
