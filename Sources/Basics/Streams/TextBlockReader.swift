/// Cuts a file into blocks at line ends.
///
/// Whatever the file holds, no more than one block of about 16 MiB and the decompressor's window
/// are held here.
package final class TextBlockReader {
  /// Longer lines are refused without being kept: 16 MiB.
  package static let longestLine = 16 << 20
  /// How long a block is when its lines are not longer.
  package static let blockSize = 4 << 20
  private static let longestPreviousLine = 64 << 10

  /// How the file is packed.
  package let packing: Packing
  /// The name of the file inside a zip.
  package let entryName: String?
  private let input: RawInput
  private var decoder: any Decoder
  private let blockSize: Int
  private let longestLine: Int
  /// The beginning of a line whose end has not been read.
  private var carry: [UInt8] = []
  private var lastLine: [UInt8] = []
  /// Why nothing comes after what has been read, until that has been told.
  private var damage: String?
  private var isAtEnd = false
  private var isFirst = true
  private var isInsideLongLine = false

  /// Opens `path`, `-` for standard input, and looks how it is packed.
  package init(
    path: String, blockSize: Int = TextBlockReader.blockSize,
    longestLine: Int = TextBlockReader.longestLine
  ) throws(StreamError) {
    self.longestLine = longestLine
    input = try RawInput(path: path)
    try input.gather(4)
    let head = Array(input.buffer[input.position..<min(input.filled, input.position + 4)])
    let packing = Packing.of(head.span)
    self.packing = packing
    // A small file needs no large buffer; a packed one may hold a hundred times its length.
    let mostText = input.expected.map { $0 * (packing == .plain ? 1 : 100) + 1 }
    self.blockSize = min(blockSize, mostText ?? blockSize)
    switch packing {
    case .plain: (decoder, entryName) = (PlainDecoder(input), nil)
    case .gzip: (decoder, entryName) = (GzipDecoder(input), nil)
    case .zstd: (decoder, entryName) = (try ZstdDecoder(input), nil)
    case .zip:
      let zip = try ZipDecoder(input)
      (decoder, entryName) = (zip, zip.entryName)
    }
  }

  /// The bytes read from the file so far, as they are on disk.
  package var byteCount: Int { input.byteCount }

  /// Reads the rest of the file and gives the XXH3-128 of all its bytes, as they are on disk.
  package func finish() throws(StreamError) -> String { try input.finish() }

  /// The next block, or nil at the end.
  ///
  /// - Parameter reused: An array to use again; its contents do not matter.
  /// - Returns: Lines, or the one place where a line was too long or the data are damaged.
  /// - Throws: `StreamError` when the file cannot be read.
  package func next(reusing reused: consuming [UInt8]) throws(StreamError) -> TextBlock? {
    var buffer = reused
    if isInsideLongLine { try skipLongLine(&buffer) }
    let previous = begin(&buffer)
    var start = previous.upperBound
    var filled = start + carry.count
    while true {
      filled = try fill(&buffer, filled, from: start)
      if isFirst, decodesUTF16(buffer[start..<filled]) {
        filled = start
        continue
      }
      skipByteOrderMark(buffer, &start, filled)
      let newline = ByteWords.lastIndex(of: 0x0A, in: buffer.span, from: start, to: filled)
      if isAtEnd, damage == nil { return last(buffer, start..<filled, previous) }
      if let newline { return cut(buffer, start..<(newline + 1), filled, previous) }
      if let damage { return tell(damage, buffer) }
      if filled - start > longestLine { return beginLongLine(buffer, start) }
    }
  }

  /// Puts the last line and the carry at the beginning of `buffer`; where the last line lies.
  private func begin(_ buffer: inout [UInt8]) -> Range<Int> {
    let text = max(blockSize, carry.count)
    let needed = lastLine.count + text + JSONTape.slack.count
    if buffer.count < needed { buffer = [UInt8](repeating: 0, count: needed) }
    let start = lastLine.count
    buffer.replaceSubrange(0..<start, with: lastLine)
    buffer.replaceSubrange(start..<(start + carry.count), with: carry)
    return 0..<start
  }

  /// Reads a block's length, or twice as much as before when that held no whole line.
  ///
  /// The length does not depend on how large the buffer happens to be: blocks are the same in every
  /// run.
  private func fill(
    _ buffer: inout [UInt8], _ filled: Int, from start: Int
  ) throws(StreamError) -> Int {
    let slack = JSONTape.slack.count
    let text = filled - start
    let limit = start + (text < blockSize ? blockSize : min(2 * text, longestLine + 1))
    if limit + slack > buffer.count {
      buffer += [UInt8](repeating: 0, count: limit + slack - buffer.count)
    }
    return try read(into: &buffer, filled..<max(filled, limit))
  }

  /// Fills `range` as far as there are data; where what was read ends.
  private func read(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(StreamError) -> Int {
    var filled = range.lowerBound
    do throws(StreamError) {
      while filled < range.upperBound, !isAtEnd {
        let count = try decoder.read(into: &buffer, filled..<range.upperBound)
        filled += count
        isAtEnd = count == 0
      }
    } catch {
      guard error.kind == .damaged else { throw error }
      damage = error.problem
      isAtEnd = true
    }
    return filled
  }

  /// Whether the text begins as UTF-16 does; then it is decoded from its beginning.
  private func decodesUTF16(_ head: ArraySlice<UInt8>) -> Bool {
    let isBigEndian = head.starts(with: [0xFE, 0xFF])
    guard isBigEndian || head.starts(with: [0xFF, 0xFE]) else { return false }
    decoder = UTF16Decoder(
      Array(head.dropFirst(2)), then: isAtEnd ? nil : decoder,
      damage.map { StreamError(.damaged, $0) }, isBigEndian: isBigEndian)
    (isFirst, isAtEnd, damage) = (false, false, nil)
    return true
  }

  private func skipByteOrderMark(_ buffer: [UInt8], _ start: inout Int, _ filled: Int) {
    guard isFirst else { return }
    isFirst = false
    let hasMark =
      filled - start >= 3 && buffer[start] == 0xEF && buffer[start + 1] == 0xBB
      && buffer[start + 2] == 0xBF
    if hasMark { start += 3 }
  }

  private func last(
    _ buffer: consuming [UInt8], _ range: Range<Int>, _ previous: Range<Int>
  ) -> TextBlock? {
    carry = []
    lastLine = []
    guard !range.isEmpty else { return nil }
    return TextBlock(content: .lines, bytes: buffer, range: range, previousLine: previous)
  }

  private func cut(
    _ buffer: consuming [UInt8], _ range: Range<Int>, _ filled: Int, _ previous: Range<Int>
  ) -> TextBlock {
    carry = Array(buffer[range.upperBound..<filled])
    let end = range.upperBound - 1
    let before = ByteWords.lastIndex(of: 0x0A, in: buffer.span, from: range.lowerBound, to: end)
    let line = (before.map { $0 + 1 } ?? range.lowerBound)..<end
    lastLine = line.count <= Self.longestPreviousLine ? Array(buffer[line]) : []
    return TextBlock(content: .lines, bytes: buffer, range: range, previousLine: previous)
  }

  private func tell(_ problem: String, _ buffer: consuming [UInt8]) -> TextBlock {
    damage = nil
    carry = []
    return TextBlock(
      content: .damage(problem), bytes: buffer, range: 0..<0, previousLine: 0..<0)
  }

  private func beginLongLine(_ buffer: consuming [UInt8], _ start: Int) -> TextBlock {
    isInsideLongLine = true
    carry = []
    lastLine = []
    return TextBlock(
      content: .longLine, bytes: buffer, range: start..<(start + min(1_024, longestLine)),
      previousLine: 0..<0)
  }

  /// Reads to the end of a line that is too long; what follows it becomes the carry.
  private func skipLongLine(_ buffer: inout [UInt8]) throws(StreamError) {
    isInsideLongLine = false
    if buffer.count < blockSize { buffer = [UInt8](repeating: 0, count: blockSize) }
    while !isAtEnd {
      let filled = try read(into: &buffer, 0..<blockSize)
      let newline = ByteWords.index(of: 0x0A, in: buffer.span, from: 0, to: filled)
      guard newline == filled else {
        carry = Array(buffer[(newline + 1)..<filled])
        return
      }
    }
  }
}
