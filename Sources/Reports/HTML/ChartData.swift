import Basics

/// The numbers of a chart for the page's script, no finer than the picture and to six digits.
enum ChartData {
  /// What the script reads: for each plot the axes' kinds and, for each mark, its columns.
  static func document(_ chart: Chart) -> JSONValue {
    let plots = ChartPlots(chart, .page).plots.map { plot in
      JSONValue([
        "x": axis(plot.chart.x), "y": axis(plot.chart.y),
        "marks": .array(plot.chart.marks.compactMap { mark($0, plot.layout) }),
      ])
    }
    return JSONValue(["plots": .array(plots)])
  }

  private static func mark(_ mark: Chart.Mark, _ layout: ChartLayout) -> JSONValue? {
    guard var members = columns(mark, layout) else { return nil }
    if let name = mark.seriesName {
      members.append(JSONMember("name", .string(PlainText.oneLine(name))))
      let index = layout.colors[name] ?? 0
      members.append(JSONMember("series", .integer(Int64(index))))
    }
    return .object(members)
  }

  private static func axis(_ axis: Chart.Axis) -> JSONValue {
    let label = JSONMember("label", .string(PlainText.oneLine(axis.label)))
    switch axis.scale {
    case .linear: return .object([label, JSONMember("kind", .string("linear"))])
    case .logarithmic: return .object([label, JSONMember("kind", .string("log"))])
    case .time: return .object([label, JSONMember("kind", .string("time"))])
    case .categories(let names):
      let words = names.map { JSONValue.string(PlainText.oneLine($0)) }
      return .object([
        label, JSONMember("kind", .string("words")), JSONMember("words", .array(words)),
      ])
    }
  }

  private static func columns(_ mark: Chart.Mark, _ layout: ChartLayout) -> [JSONMember]? {
    switch mark {
    case .line(let series), .area(let series), .bars(let series), .step(let series):
      return reduced("points", [("y", series.y)], x: series.x, series.y, series.y, layout)
    case .band(_, let x, let low, let high):
      return reduced("band", [("low", low), ("high", high)], x: x, low, high, layout)
    case .candles(let x, let open, let high, let low, let close):
      let all = Candles(x: x, open: open, high: high, low: low, close: close)
      let shown = all.merged(to: Candles.limit(Int(layout.right - layout.left)))
      return [
        kind("candles"), list("x", shown.x), list("open", shown.open), list("high", shown.high),
        list("low", shown.low), list("close", shown.close),
      ]
    case .heatmap(let x, let y, let values, _, let label, _): return cells(x, y, values, label)
    case .scatter(let series): return cloud(series, limit: ChartMarks.cloudLimit, layout)
    case .markers(let series, let shape):
      return [JSONMember("shape", .string(Markers.shape(shape)))]
        + cloud(series, limit: Markers.limit, layout)
    case .intervals(_, let x, let y, let low, let high):
      return [
        kind("intervals"), list("x", x), list("y", y), list("low", low), list("high", high),
      ]
    case .waterfall(let changes, let totals):
      let steps = Waterfall(changes: changes, totals: totals).steps
      return [
        kind("points"), list("x", steps.indices.map(Double.init)), list("y", steps.map(\.value)),
        JSONMember("name", .string("")),
      ]
    case .spans(_, let from, let to, let rows):
      guard rows.count <= 20_000 else { return nil }
      return [kind("spans"), list("from", from), list("to", to), list("rows", rows)]
    case .shade(_, let from, let to):
      return [kind("shade"), list("from", from), list("to", to)]
    case .histogram(_, let edges, let counts):
      return [kind("histogram"), list("edges", edges), list("y", counts)]
    case .level(_, let y): return [kind("level"), list("y", [y])]
    case .note: return nil
    }
  }

  /// No more cells than a pointer can tell apart; blocks of them have the largest.
  private static func cells(
    _ x: [Double], _ y: [Double], _ values: [Double], _ label: String
  ) -> [JSONMember] {
    let grid = HeatmapGrid(x: x, y: y, values: values, marked: [], columns: 160, rows: 60)
    let words = grid.values.count < values.count ? "largest " + label : label
    return [
      kind("cells"), list("x", grid.x), list("y", grid.y),
      list("values", grid.values, digits: 4),
      JSONMember("label", .string(PlainText.oneLine(words))),
    ]
  }

  /// The points of a cloud from left to right.
  private static func cloud(
    _ series: Chart.Series, limit: Int, _ layout: ChartLayout
  ) -> [JSONMember] {
    let kept = Reduction.cloud(
      x: series.x.map { layout.x.position($0) }, y: series.y.map { layout.y.position($0) },
      limit: limit
    ).sorted { series.x[$0] < series.x[$1] }
    return [
      kind("cloud"), list("x", kept.map { series.x[$0] }), list("y", kept.map { series.y[$0] }),
    ]
  }

  private static func reduced(
    _ name: String, _ columns: [(String, [Double])], x: [Double], _ low: [Double],
    _ high: [Double], _ layout: ChartLayout
  ) -> [JSONMember] {
    let kept = Reduction.indices(
      position: x.map { layout.x.position($0) }, low: low, high: high,
      pixels: Int(layout.right - layout.left))
    return [kind(name), list("x", kept.map { x[$0] })]
      + columns.map { column in list(column.0, kept.map { column.1[$0] }) }
  }

  private static func kind(_ name: String) -> JSONMember { JSONMember("kind", .string(name)) }

  /// Whole numbers as they are, others to so many digits; undefined is null.
  ///
  /// Whole numbers on a grid, as times are, are an object: the first, the unit of the grid, and
  /// the steps between neighbours in that unit.
  private static func list(_ name: String, _ values: [Double], digits: Int = 6) -> JSONMember {
    JSONMember(name, steps(values) ?? .array(values.map { number($0, digits) }))
  }

  private static func number(_ value: Double, _ digits: Int) -> JSONValue {
    let short = rounded(value, digits)
    if let whole = Int64(exactly: short) { return .integer(whole) }
    return JSONValue(short)
  }

  private static func steps(_ values: [Double]) -> JSONValue? {
    let whole = values.compactMap { Int64(exactly: $0) }
    guard whole.count == values.count, whole.count > 2, let first = whole.first,
      first.magnitude > 1_000_000, whole.allSatisfy({ $0.magnitude < 1 << 60 })
    else { return nil }
    let steps = zip(whole.dropFirst(), whole).map { $0 - $1 }
    let unit = steps.reduce(0) { gcd($0, $1) }
    return JSONValue([
      "first": .integer(first), "unit": .integer(unit),
      "steps": .array(steps.map { .integer(unit == 0 ? 0 : $0 / unit) }),
    ])
  }

  /// The greatest common divisor; 0 of zeros.
  private static func gcd(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  private static func rounded(_ value: Double, _ count: Int) -> Double {
    guard value.isFinite else { return .nan }
    if count >= 6, value == value.rounded() { return value }
    var digits = DecimalDigits(value)
    digits.round(toSignificant: count)
    guard let magnitude = Double(digits.scientific) else { return value }
    return value < 0 ? -magnitude : magnitude
  }
}

/// JSON inside a `<script>` of a page: nothing in it ends the element or turns the source around.
enum JSONBlock {
  static func text(_ value: JSONValue) -> String {
    let json = value.text()
    let isSafe = json.utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
    }
    if isSafe { return json }
    var text = ""
    for scalar in json.unicodeScalars {
      if scalar != "<", scalar != ">", PlainText.isPlain(scalar) {
        text.unicodeScalars.append(scalar)
        continue
      }
      for unit in scalar.utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      }
    }
    return text
  }
}
