/// Gives the text of a file, whatever it is packed in.
protocol Decoder: AnyObject {
  /// Writes the next bytes into `range` of `output`.
  ///
  /// - Returns: How many; 0 at the end.
  /// - Throws: `StreamError`, of kind `damaged` when what came before is all that can be had.
  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int
}

/// How a file is packed: told by its first bytes, never by its name.
package enum Packing: String, Sendable {
  case plain, gzip, zstd, zip

  /// The packing of a file that begins with `head` (four bytes are enough).
  static func of(_ head: Span<UInt8>) -> Packing {
    guard head.count >= 4 else {
      return head.count >= 2 && head[0] == 0x1F && head[1] == 0x8B ? .gzip : .plain
    }
    switch (head[0], head[1], head[2], head[3]) {
    case (0x1F, 0x8B, _, _): return .gzip
    case (0x28, 0xB5, 0x2F, 0xFD), (0x50...0x5F, 0x2A, 0x4D, 0x18): return .zstd
    case (0x50, 0x4B, 0x03, 0x04), (0x50, 0x4B, 0x05, 0x06): return .zip
    default: return .plain
    }
  }
}

/// A file that is not packed.
final class PlainDecoder: Decoder {
  private let input: RawInput

  init(_ input: RawInput) { self.input = input }

  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    try input.copy(into: &output, range)
  }
}
