import CZlib

/// One deflate stream, with or without gzip's frame around it.
///
/// Unsafe inside, safe to use: the C state has one owner, its address never changes, and every
/// call is given buffers that outlive it.
@safe final class Inflater {
  enum Frame {
    /// gzip's header and trailer; its CRC-32 and length are checked.
    case gzip
    /// None, as in zip.
    case none
  }

  enum State: Equatable {
    case more
    case ended
    case damaged(String)
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init(_ frame: Frame) throws(StreamError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: unsafe z_stream())
    let bits: Int32 = frame == .gzip ? 15 + 16 : -15
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, bits, ZLIB_VERSION, size) == Z_OK else {
      throw StreamError(.cannotRead, "no memory to inflate")
    }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Begins the next stream of the same frame.
  func reset() { _ = unsafe inflateReset(stream) }

  /// Inflates from the available bytes of `input` into `range` of `output`.
  ///
  /// - Returns: The bytes written, and what is to come.
  func step(
    _ input: RawInput, into output: inout [UInt8], _ range: Range<Int>
  ) -> (count: Int, state: State) {
    let (taken, count, code) = unsafe input.buffer.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        let from = unsafe UnsafeMutableBufferPointer(
          mutating: UnsafeBufferPointer(rebasing: source[input.position..<input.filled]))
        let to = unsafe UnsafeMutableBufferPointer(rebasing: target[range])
        unsafe stream.pointee.next_in = from.baseAddress
        unsafe stream.pointee.avail_in = UInt32(from.count)
        unsafe stream.pointee.next_out = to.baseAddress
        unsafe stream.pointee.avail_out = UInt32(to.count)
        let code = unsafe inflate(stream, Z_NO_FLUSH)
        return unsafe (
          from.count - Int(stream.pointee.avail_in), to.count - Int(stream.pointee.avail_out), code
        )
      }
    }
    input.take(taken)
    return (count, state(of: code))
  }

  private func state(of code: Int32) -> State {
    switch code {
    case Z_OK, Z_BUF_ERROR: return .more
    case Z_STREAM_END: return .ended
    default:
      let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      return .damaged(message ?? "zlib error \(code)")
    }
  }
}

/// gzip, one member or several after each other; zeros after the last are padding.
final class GzipDecoder: Decoder {
  private let input: RawInput
  private let inflater: Inflater
  private var isInside = true

  init(_ input: RawInput) throws(StreamError) {
    self.input = input
    inflater = try Inflater(.gzip)
  }

  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    while true {
      if !isInside, try !findMember() { return 0 }
      try input.fill()
      let isLast = input.available == 0
      let (count, state) = inflater.step(input, into: &output, range)
      if case .damaged(let message) = state, count == 0 {
        throw StreamError(.damaged, "gzip stream is damaged: \(message)")
      }
      if state == .ended { isInside = false }
      if count > 0 { return count }
      if isLast, state == .more { throw StreamError(.damaged, "gzip stream ends early") }
    }
  }

  /// Whether another member begins after the one that ended.
  private func findMember() throws(StreamError) -> Bool {
    while true {
      try input.fill()
      guard input.available > 0 else { return false }
      let byte = input.buffer[input.position]
      if byte == 0 {
        input.take(1)
        continue
      }
      guard byte == 0x1F else {
        throw StreamError(.damaged, "gzip stream is followed by something else")
      }
      inflater.reset()
      isInside = true
      return true
    }
  }
}
