/// The colours of pictures: after Okabe and Ito's, made for people of every colour vision, with
/// lighter ones for dark pages; heatmaps grow steadily darker (or, on dark, lighter).
enum Palette {
  /// Ink and paper of one scheme.
  struct Scheme {
    let paper: String
    let ink: String
    let faint: String
    let grid: String
    let quiet: String
    let series: [String]
    let low: [(Double, Double, Double)]
    let negative: (Double, Double, Double)
    let positive: (Double, Double, Double)
    let middle: (Double, Double, Double)
  }

  static let light = Scheme(
    paper: "#ffffff", ink: "#1b1f27", faint: "#5b6472", grid: "#e4e7ec", quiet: "#8791a0",
    series: [
      "#0072b2", "#d55e00", "#009e73", "#b5659b", "#a87400", "#3a9bd1", "#5f6b7a", "#7a4fbf",
    ],
    low: [(243, 246, 250), (158, 202, 225), (49, 130, 189), (8, 40, 98)],
    negative: (178, 75, 0), positive: (0, 84, 140), middle: (246, 246, 244))

  static let dark = Scheme(
    paper: "#14171c", ink: "#e8eaee", faint: "#9aa3b2", grid: "#2b313a", quiet: "#7d8797",
    series: [
      "#58b0e3", "#f28e4c", "#3cc79b", "#e19bc9", "#e0b341", "#9ad4f5", "#a7b1c0", "#b59cf0",
    ],
    low: [(27, 33, 42), (21, 84, 128), (63, 160, 205), (250, 228, 130)],
    negative: (244, 150, 80), positive: (98, 184, 238), middle: (38, 42, 49))

  /// The classes of the series at `index`.
  ///
  /// The first four are told apart by every colour vision. The others look like one of them to some
  /// readers, so their lines are dashed; when the colours are used up, dotted.
  static func names(_ index: Int) -> String {
    if index >= quietStart { return "quiet" }
    let count = light.series.count
    return index < 4 ? "s\(index)" : index < count ? "s\(index) more" : "s\(index % count) again"
  }

  /// Series from here on are drawn in grey.
  static let quietStart = 1_000

  /// How many colours a heatmap has.
  static let levels = 16

  /// The rules of one scheme for everything below `root`.
  static func css(_ scheme: Scheme, root: String = "", heatmap: Bool) -> String {
    let prefix = root.isEmpty ? "" : root + " "
    var rules = [
      "\(prefix).chart{color:\(scheme.ink)}", "\(prefix).paper{fill:\(scheme.paper)}",
      "\(prefix).chart text{fill:\(scheme.faint)}", "\(prefix).chart .title{fill:\(scheme.ink)}",
      "\(prefix).grid{stroke:\(scheme.grid)}", "\(prefix).axis{stroke:\(scheme.faint)}",
      "\(prefix).halo,\(prefix).rim,\(prefix).around,\(prefix).pin,\(prefix).solid"
        + "{stroke:\(scheme.paper)}",
      "\(prefix).hollow{fill:\(scheme.paper)}",
    ]
    rules.append("\(prefix).quiet{color:\(scheme.quiet)}")
    for (index, color) in scheme.series.enumerated() {
      rules.append("\(prefix).s\(index){color:\(color)}")
    }
    if heatmap {
      for level in 0..<levels {
        let part = Double(level) / Double(levels - 1)
        rules.append("\(prefix).q\(level){color:\(sequential(part, scheme))}")
        rules.append("\(prefix).d\(level){color:\(diverging(part, scheme))}")
      }
    }
    return rules.joined(separator: "\n")
  }

  /// The rules that do not depend on the scheme.
  static let shapes = """
    .chart text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    .chart .title{font-size:16px;font-weight:600}
    .grid,.axis{stroke-width:1;fill:none}
    .line{fill:none;stroke:currentColor;stroke-width:1.6;stroke-linejoin:round;\
    stroke-linecap:round;vector-effect:non-scaling-stroke}
    .quiet .line{stroke-width:1}
    .more .line{stroke-dasharray:7 3}
    .again .line{stroke-dasharray:2 3}
    .wick{fill:none;stroke:currentColor;stroke-width:1;vector-effect:non-scaling-stroke}
    .dash{fill:none;stroke:currentColor;stroke-width:1.2;stroke-dasharray:5 4;\
    vector-effect:non-scaling-stroke}
    .dots{fill:none;stroke:currentColor;stroke-width:5;stroke-linecap:round;stroke-opacity:.65;\
    vector-effect:non-scaling-stroke}
    .marked{fill:none;stroke:currentColor;stroke-width:4;stroke-linecap:round;\
    vector-effect:non-scaling-stroke}
    .around{stroke-width:7}
    .estimate{fill:none;stroke:currentColor;stroke-width:7;stroke-linecap:round;\
    vector-effect:non-scaling-stroke}
    .whisker,.joint{fill:none;stroke:currentColor;stroke-width:1.4;\
    vector-effect:non-scaling-stroke}
    .joint{stroke-opacity:.5}
    .bars,.key,.strip,.pin,.solid{fill:currentColor}
    .cell,.swatch{fill:currentColor}
    .row{fill:none;stroke:currentColor}
    .cell,.row{shape-rendering:crispEdges}
    .rim{fill:none;stroke-width:3;vector-effect:non-scaling-stroke}
    .hollow{stroke:currentColor;stroke-width:1;vector-effect:non-scaling-stroke}
    .solid{stroke-width:.6;vector-effect:non-scaling-stroke}
    .pin{stroke-width:1;paint-order:stroke}
    .tint{fill:currentColor;fill-opacity:.13}
    .muted{filter:grayscale(1);opacity:.6}
    .area{fill:currentColor;fill-opacity:.25}
    .band{fill:currentColor;fill-opacity:.16}
    .halo{stroke-width:3;stroke-linejoin:round;paint-order:stroke}
    """

  private static func sequential(_ part: Double, _ scheme: Scheme) -> String {
    let place = part * Double(scheme.low.count - 1)
    let index = min(scheme.low.count - 2, Int(place))
    return mix(scheme.low[index], scheme.low[index + 1], place - Double(index))
  }

  private static func diverging(_ part: Double, _ scheme: Scheme) -> String {
    part < 0.5
      ? mix(scheme.negative, scheme.middle, part * 2)
      : mix(scheme.middle, scheme.positive, part * 2 - 1)
  }

  private static func mix(
    _ a: (Double, Double, Double), _ b: (Double, Double, Double), _ part: Double
  ) -> String {
    let channels = [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map { pair in
      let value = String(Int((pair.0 + (pair.1 - pair.0) * part).rounded()), radix: 16)
      return value.utf8.count == 1 ? "0" + value : value
    }
    return "#" + channels.joined()
  }
}
