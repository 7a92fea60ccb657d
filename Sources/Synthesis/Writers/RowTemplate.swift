/// A row of a text format as it stands in the format's documentation, with the fields' names in
/// angle brackets: `<exchange>,<symbol>,<time_us>,…`.
///
/// It is taken apart once; writing a row copies the text between the fields and prints these.
struct RowTemplate<Field: RawRepresentable & Sendable>: Sendable where Field.RawValue == String {
  enum Piece: Sendable {
    /// A range of `text`.
    case literal(Range<Int>)
    case field(Field)
  }

  let text: [UInt8]
  let pieces: [Piece]

  /// A name that is not a field is a mistake in a format's source.
  init(_ template: String) {
    text = Array(template.utf8)
    var pieces: [Piece] = []
    var start = 0
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: "<") {
        if index > start { pieces.append(.literal(start..<index)) }
        start = index + 1
      } else if byte == UInt8(ascii: ">") {
        let name = String(decoding: text[start..<index], as: UTF8.self)
        guard let field = Field(rawValue: name) else {
          preconditionFailure("<\(name)> is no field of a row")
        }
        pieces.append(.field(field))
        start = index + 1
      }
    }
    if start < text.count { pieces.append(.literal(start..<text.count)) }
    self.pieces = pieces
  }

  /// The most bytes that a row takes when no field takes more than `field`.
  func longestRow(field: Int) -> Int { text.count + pieces.count * field }
}
