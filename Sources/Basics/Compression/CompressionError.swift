/// Why a compressed buffer could not be made or read.
package enum CompressionError: Error, Sendable, Equatable {
  /// The bytes are not what the format says; the library's own word for it.
  case malformed(format: String, reason: String)
  /// The input ends before the compressed data does.
  case truncated(format: String)
  /// More than `limit` bytes come out.
  case tooLong(format: String, limit: Int)
  /// The library could not work at all: out of memory, or a level it does not have.
  case failed(format: String, reason: String)
}

extension CompressionError: CustomStringConvertible {
  /// One sentence without the place, which the caller knows.
  package var description: String {
    switch self {
    case .malformed(let format, let reason): "the \(format) data is damaged: \(reason)"
    case .truncated(let format): "the \(format) data ends too early"
    case .tooLong(let format, let limit): "the \(format) data inflates to over \(limit) bytes"
    case .failed(let format, let reason): "\(format) failed: \(reason)"
    }
  }
}
