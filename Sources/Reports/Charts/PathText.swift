/// The `d` of an SVG path, in tenths of a pixel and relative moves: short, and free of drift,
/// because each move is the difference of two rounded places.
struct PathText {
  private(set) var text = ""
  private var lastX = 0
  private var lastY = 0
  private var lastCommand: Character = " "

  var isEmpty: Bool { text.isEmpty }

  mutating func move(_ x: Double, _ y: Double) {
    let (x, y) = (Self.tenths(x), Self.tenths(y))
    text += "M"
    write(x)
    write(y, separated: true)
    (lastX, lastY, lastCommand) = (x, y, "M")
  }

  mutating func line(_ x: Double, _ y: Double) {
    let (x, y) = (Self.tenths(x), Self.tenths(y))
    begin("l")
    write(x - lastX, separated: text.last != "l")
    write(y - lastY, separated: true)
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
    lastCommand = "z"
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
