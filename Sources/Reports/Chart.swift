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
  /// From above to below.
  package var panels: [Panel] = []
  /// The names of series that are there to compare with, such as single hours behind their mean or
  /// the line of no skill: drawn in grey, so that what the picture says stands out.
  package var quiet: Set<String> = []

  package init(
    name: String, title: String, x: Axis, y: Axis, marks: [Mark], quiet: Set<String> = []
  ) {
    self.name = name
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
    self.quiet = quiet
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

  /// Further plots below the first that share its x axis, crosshair and zoom: a drawdown below
  /// its equity, a volume below its price.
  package struct Panel: Sendable, Equatable {
    package var y: Axis
    package var marks: [Mark]
    /// Its height in parts of the first plot's.
    package var height: Double

    package init(y: Axis, marks: [Mark], height: Double = 0.5) {
      self.y = y
      self.marks = marks
      self.height = height
    }
  }

  /// One layer, drawn in order. NaN breaks a line and is skipped elsewhere.
  package enum Mark: Sendable, Equatable {
    case line(Series)
    case area(Series)
    case bars(Series)
    case scatter(Series)
    case step(Series)
    /// Points with a shape, which keep it under zoom: entries and exits on a price.
    case markers(Series, Shape)
    /// Between two curves: an interval of confidence, a null.
    case band(name: String, x: [Double], low: [Double], high: [Double])
    /// Points with a whisker from `low` to `high`: estimates with their intervals.
    case intervals(name: String, x: [Double], y: [Double], low: [Double], high: [Double])
    /// Over a heatmap they are drawn in ink, elsewhere in two colours.
    case candles(x: [Double], open: [Double], high: [Double], low: [Double], close: [Double])
    /// Cell (i, j) of `values` lies at `x[i]`, `y[j]`; row-major by y. `marked` cells get a dot.
    /// `label` says what the values are, with their unit. `isMuted` draws the cells in grey: a map
    /// that has shown no use.
    case heatmap(
      x: [Double], y: [Double], values: [Double], marked: [Bool] = [], label: String = "",
      isMuted: Bool = false)
    /// Bars between neighbouring edges; one edge more than counts.
    case histogram(name: String, edges: [Double], counts: [Double])
    /// From the first bar to the last, each starts where the one before ended: a ledger. Bar i
    /// stands at x = i and is as long as `changes[i]`; where `totals[i]`, it shows the sum so far
    /// from zero instead and its change is not read.
    case waterfall(changes: [Double], totals: [Bool])
    /// Strips from `from[i]` to `to[i]` along the x axis in the row y = `rows[i]`, 0.7 high: what
    /// was covered when, folds of a walk-forward. The y axis usually has categories.
    case spans(name: String, from: [Double], to: [Double], rows: [Double])
    /// The whole height of the plot is tinted from `from[i]` to `to[i]`: regimes, test windows.
    case shade(name: String, from: [Double], to: [Double])
    /// A line across the picture at one value of y.
    case level(name: String, y: Double)
    /// A line up the picture at one value of x, with a few words.
    case note(text: String, x: Double)
  }

  /// What a marker looks like; told apart without colour.
  package enum Shape: String, Sendable, CaseIterable {
    case up, down, circle, cross, diamond
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
