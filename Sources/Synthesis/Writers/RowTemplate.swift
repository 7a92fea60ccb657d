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
}

extension [UInt8] {
  /// Appends a whole number in decimal digits.
  mutating func append(number: Int64) { append(number, decimals: 0) }

  /// Appends `units`·10^−`decimals` with exactly so many digits after the point; at most 18.
  mutating func append(_ units: Int64, decimals: Int) {
    var digits = InlineArray<24, UInt8>(repeating: UInt8(ascii: "0"))
    var rest = units.magnitude
    var start = 24
    var left = decimals
    while left > 0 {
      start -= 1
      let quotient = rest / 10
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest &- quotient &* 10)
      rest = quotient
      left -= 1
    }
    if decimals > 0 {
      start -= 1
      digits[start] = UInt8(ascii: ".")
    }
    repeat {
      start -= 1
      let quotient = rest / 10
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest &- quotient &* 10)
      rest = quotient
    } while rest > 0
    if units < 0 { append(UInt8(ascii: "-")) }
    for index in start..<24 { append(digits[index]) }
  }
}
