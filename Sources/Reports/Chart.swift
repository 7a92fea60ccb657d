/// One picture, as data: what is drawn, never how.
///
/// The same value becomes SVG inside a page and an SVG file that Markdown links.
package struct Chart: Sendable, Equatable {
  /// The name of its SVG file, unique in a report.
  package var name: String
  package var title: String
  package var x: Axis
  package var y: Axis
  package var marks: [Mark]

  package init(name: String, title: String, x: Axis, y: Axis, marks: [Mark]) {
    self.name = name
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
  }

  /// One axis: its label with the unit, and its scale.
  package struct Axis: Sendable, Equatable {
    package enum Scale: Sendable, Equatable {
      case linear
      case logarithmic
      /// Values are microseconds UTC.
      case time
      /// Values are 0, 1, 2, … and stand for these words.
      case categories([String])
    }

    package var label: String
    package var scale: Scale

    package init(_ label: String, scale: Scale = .linear) {
      self.label = label
      self.scale = scale
    }
  }

  /// One layer, drawn in order. NaN breaks a line and is skipped elsewhere.
  package enum Mark: Sendable, Equatable {
    case line(Series)
    case area(Series)
    case bars(Series)
    case scatter(Series)
    case step(Series)
    /// Between two curves: an interval of confidence, a null.
    case band(name: String, x: [Double], low: [Double], high: [Double])
    case candles(x: [Double], open: [Double], high: [Double], low: [Double], close: [Double])
    /// Cell (i, j) of `values` lies at `x[i]`, `y[j]`; row-major by y. `marked` cells get a dot.
    case heatmap(x: [Double], y: [Double], values: [Double], marked: [Bool])
    /// Bars between neighbouring edges; one edge more than counts.
    case histogram(name: String, edges: [Double], counts: [Double])
    /// A line across the picture at one value of y.
    case level(name: String, y: Double)
    /// A line up the picture at one value of x, with a few words.
    case note(text: String, x: Double)
  }

  /// Points in the order of x.
  package struct Series: Sendable, Equatable {
    package var name: String
    package var x: [Double]
    package var y: [Double]

    /// - Precondition: `x` and `y` have the same length.
    package init(_ name: String, x: [Double], y: [Double]) {
      precondition(x.count == y.count, "x has \(x.count) values, y has \(y.count)")
      self.name = name
      self.x = x
      self.y = y
    }
  }
}
