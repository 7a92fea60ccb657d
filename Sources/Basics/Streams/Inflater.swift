import CISAL

/// One deflate stream without a frame, as it lies in gzip members and zip entries.
///
/// ISA-L inflates three times as fast as zlib. It is not asked for the frames around a stream: its
/// reading of gzip's header forgets what it found where the input is cut. Nor for the CRC-32: its
/// leaves the upper halves of vector registers in use, which makes all code after it slower by more
/// than zlib's takes.
///
/// Unsafe inside, safe to use: the C state has one owner, its address never changes, and every
/// call is given buffers that outlive it.
@safe final class Inflater {
  enum State: Equatable {
    case more
    case ended
    case damaged(String)
  }

  private let stream: UnsafeMutablePointer<inflate_state>

  /// The CRC-32 of what was inflated.
  private(set) var checksum: UInt32 = 0
  /// The number of bytes that were inflated, modulo 2³².
  private(set) var count: UInt32 = 0

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe isal_inflate_init(stream)
  }

  deinit { unsafe stream.deallocate() }

  /// Begins the next stream.
  func reset() {
    unsafe isal_inflate_reset(stream)
    (checksum, count) = (0, 0)
  }

  /// Inflates from the available bytes of `input` into `range` of `output`.
  ///
  /// - Returns: The bytes written, and what is to come. When it has ended, the input goes on with
  ///   the first byte behind the stream; when it is damaged, nothing can follow.
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
        let code = unsafe isal_inflate(stream)
        return unsafe (
          from.count - Int(stream.pointee.avail_in), to.count - Int(stream.pointee.avail_out), code
        )
      }
    }
    input.take(taken)
    note(output.span.extracting(range.lowerBound..<(range.lowerBound + count)))
    if code != ISAL_DECOMP_OK { return (count, .damaged(Self.problem(code))) }
    guard unsafe stream.pointee.block_state == ISAL_BLOCK_FINISH else { return (count, .more) }
    giveBack(to: input)
    return (count, .ended)
  }

  private func note(_ inflated: Span<UInt8>) {
    checksum = crc32(inflated, after: checksum)
    count &+= UInt32(truncatingIfNeeded: inflated.count)
  }

  /// Gives back the whole bytes that were read ahead, at most eight.
  private func giveBack(to input: RawInput) {
    let bits = unsafe Int(stream.pointee.read_in_length)
    let ahead = unsafe stream.pointee.read_in >> UInt64(bits % 8)
    input.putBack((0..<bits / 8).map { UInt8(truncatingIfNeeded: ahead >> UInt64(8 * $0)) })
    unsafe stream.pointee.read_in_length = 0
  }

  private static func problem(_ code: Int32) -> String {
    switch code {
    case ISAL_INVALID_BLOCK: "invalid block"
    case ISAL_INVALID_SYMBOL: "invalid code"
    case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
    default: "ISA-L error \(code)"
    }
  }
}
