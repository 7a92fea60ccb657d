import Glibc

/// The bytes of a file or of standard input, in order, counted and hashed on the way.
///
/// Read with `read(2)`, not mapped: a file that shrinks is an error here and a crash there.
final class RawInput {
  /// How much is asked of the system at a time.
  private static let chunk = 512 << 10

  private let descriptor: Int32
  /// What the file held when it was opened; nil for pipes.
  let expected: Int?
  private var hasher = XXH3.Hasher()
  private(set) var byteCount = 0
  private(set) var isAtEnd = false
  /// Bytes read and not yet taken: `buffer[position..<filled]`.
  private(set) var buffer = [UInt8](repeating: 0, count: RawInput.chunk)
  private(set) var position = 0
  private(set) var filled = 0

  /// Opens `path`; `-` is standard input.
  init(path: String) throws(StreamError) {
    if path == "-" {
      (descriptor, expected) = (0, nil)
      return
    }
    // Soundness: the path is copied by the call and the result checked.
    let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw StreamError.system(errno == ENOENT ? .noSuchFile : .cannotOpen, errno)
    }
    descriptor = opened
    var status = stat()
    guard unsafe fstat(opened, &status) == 0 else { throw StreamError.system(.cannotOpen, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw StreamError(.cannotOpen, "it is a folder")
    }
    expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  /// The bytes read and not yet taken.
  var available: Int { filled - position }

  /// Marks `count` of the available bytes as taken.
  func take(_ count: Int) { position += count }

  /// Makes the last bytes that were taken available again.
  func putBack(_ bytes: [UInt8]) {
    if bytes.count <= position {
      position -= bytes.count
      return
    }
    // They came before what the buffer holds now.
    buffer.replaceSubrange(0..<position, with: bytes)
    filled += bytes.count - position
    position = 0
  }

  /// Makes at least one byte available, or finds the end.
  func fill() throws(StreamError) {
    guard available == 0, !isAtEnd else { return }
    position = 0
    filled = 0
    filled = try read(into: &buffer, 0..<Self.chunk)
    hash(0..<filled)
  }

  /// Makes `count` bytes available if there are as many; few, for headers.
  func gather(_ count: Int) throws(StreamError) {
    while available < count, !isAtEnd {
      buffer.replaceSubrange(0..<available, with: buffer[position..<filled])
      (position, filled) = (0, available)
      let added = try read(into: &buffer, filled..<Self.chunk)
      let start = filled
      filled += added
      hash(start..<filled)
    }
  }

  /// Fills `range` of `output` from the file itself; less at the end.
  func copy(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    guard available == 0 else {
      let count = min(available, range.count)
      output.replaceSubrange(
        range.lowerBound..<(range.lowerBound + count), with: buffer[position..<(position + count)])
      position += count
      return count
    }
    let count = try read(into: &output, range)
    hasher.update(output.span.extracting(range.lowerBound..<(range.lowerBound + count)))
    return count
  }

  /// Reads what is left, so that the hash covers the whole file, and gives the hash.
  func finish() throws(StreamError) -> String {
    while !isAtEnd {
      take(available)
      try fill()
    }
    return hasher.digest()
  }

  private func hash(_ range: Range<Int>) {
    let bytes = buffer
    hasher.update(bytes.span.extracting(range))
  }

  private func read(
    into output: inout [UInt8], _ range: Range<Int>
  ) throws(StreamError) -> Int {
    // Benefit: the system writes into the array. Soundness: `range` lies in it (checked by the
    // slice), and the call writes at most its length.
    let count = unsafe output.withUnsafeMutableBytes { all in
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: all[range])
      while true {
        let count = unsafe Glibc.read(descriptor, part.baseAddress, part.count)
        if count >= 0 || errno != EINTR { return count }
      }
    }
    guard count >= 0 else { throw StreamError.system(.cannotRead, errno) }
    byteCount += count
    if count == 0 {
      isAtEnd = true
      if let expected, byteCount < expected {
        throw StreamError(.changed, "it became shorter while it was read")
      }
    }
    return count
  }
}
