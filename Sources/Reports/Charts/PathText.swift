/// The `d` of an SVG path, in tenths of a pixel and relative where that is shorter; free of drift,
/// because each step is the difference of two rounded places.
struct PathText {
  private(set) var text = ""
  private var lastX = 0
  private var lastY = 0
  private var startX = 0
  private var startY = 0
  private var lastCommand: Character = " "

  var isEmpty: Bool { text.isEmpty }

  mutating func move(_ x: Double, _ y: Double) {
    let (x, y) = (Self.tenths(x), Self.tenths(y))
    let place = "M" + Self.pair(x, y)
    let step = "m" + Self.pair(x - lastX, y - lastY)
    text += !text.isEmpty && step.utf8.count < place.utf8.count ? step : place
    (lastX, lastY, lastCommand) = (x, y, "M")
    (startX, startY) = (x, y)
  }

  mutating func line(_ x: Double, _ y: Double) {
    let (x, y) = (Self.tenths(x), Self.tenths(y))
    begin("l")
    let step = Self.pair(x - lastX, y - lastY)
    if text.last != "l", step.first != "-" { text += " " }
    text += step
    (lastX, lastY) = (x, y)
  }

  mutating func horizontal(_ x: Double) {
    let x = Self.tenths(x)
    begin("h")
    write(x - lastX, separated: text.last != "h")
    lastX = x
  }

  mutating func vertical(_ y: Double) {
    let y = Self.tenths(y)
    begin("v")
    write(y - lastY, separated: text.last != "v")
    lastY = y
  }

  /// Closes the shape; the next must start with `move`.
  mutating func close() {
    text += "z"
    (lastX, lastY, lastCommand) = (startX, startY, "z")
  }

  /// A closed rectangle between two corners.
  mutating func rectangle(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
    move(x0, y0)
    horizontal(x1)
    vertical(y1)
    horizontal(x0)
    close()
  }

  private mutating func begin(_ command: Character) {
    if lastCommand != command { text.append(command) }
    lastCommand = command
  }

  private static func tenths(_ value: Double) -> Int {
    Int((min(1e6, max(-1e6, value)) * 10).rounded())
  }

  private mutating func write(_ tenths: Int, separated: Bool = false) {
    if separated, tenths >= 0 { text += " " }
    text += Self.text(tenths)
  }

  /// Two numbers, with a blank between them unless a sign stands there.
  private static func pair(_ a: Int, _ b: Int) -> String {
    text(a) + (b < 0 ? "" : " ") + text(b)
  }

  /// A pixel as text: `12`, `-3.5`.
  static func text(_ value: Double) -> String { text(tenths(value)) }

  private static func text(_ tenths: Int) -> String {
    let magnitude = tenths.magnitude
    let sign = tenths < 0 ? "-" : ""
    let fraction = magnitude % 10 == 0 ? "" : ".\(magnitude % 10)"
    if magnitude < 10, !fraction.isEmpty { return sign + fraction }
    return sign + String(magnitude / 10) + fraction
  }
}
