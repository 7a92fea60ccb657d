/// A piece of a text file: whole lines, or the place where lines could not be had.
package struct TextBlock: Sendable {
  package enum Content: Equatable, Sendable {
    /// Lines with their line feeds; only the last of the file may lack its own.
    case lines
    /// One line longer than `TextBlockReader.longestLine`; only its beginning is here.
    case longLine
    /// The compressed data are damaged here; nothing comes after.
    case damage(String)
  }

  package var content: Content
  /// The text and, behind it, bytes of no meaning: at least `JSONTape.slack`.
  package var bytes: [UInt8]
  /// Where the text lies in `bytes`.
  package var range: Range<Int>
  /// Where the last line before this block lies in `bytes`, without its line feed; empty in the
  /// first block and when it is over 64 KiB.
  package var previousLine: Range<Int>

  package init(
    content: Content, bytes: [UInt8], range: Range<Int>, previousLine: Range<Int>
  ) {
    self.content = content
    self.bytes = bytes
    self.range = range
    self.previousLine = previousLine
  }
}
