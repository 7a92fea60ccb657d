/// The few colours of a terminal, which every scheme of a terminal makes readable.
struct TerminalInk {
  /// Select Graphic Rendition parameters (ECMA-48, 8.3.117).
  enum Color: String {
    case heading = "1"
    case faint = "2"
    case accent = "36"
    case warning = "33"
  }

  let isOn: Bool

  /// `text`, which holds no escapes of its own, in `color`.
  func drawn(_ text: String, _ color: Color) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}
