import Basics

/// Where everything lies in a store, and which names may become folders.
///
///     catalog.sqlite, writer.lock, staging/
///     liquidations/exchange=binance-futures/month=2024-03/<segment-id>.parquet
///     candles/exchange=binance-futures/interval=1m/month=2024-03/<segment-id>.parquet
struct StoreLayout: Sendable {
  let root: String

  var catalog: String { root + "/catalog.sqlite" }
  var lock: String { root + "/writer.lock" }
  var staging: String { root + "/staging" }

  /// The file of `path`, which is relative to the store.
  func absolute(_ path: String) -> String { root + "/" + path }

  /// The folder of a partition's segments, relative to the store.
  static func folder(of partition: PartitionKey) -> String {
    let interval = partition.interval.map { "/interval=\($0)" } ?? ""
    return "\(partition.kind.rawValue)/exchange=\(partition.exchange)\(interval)"
      + "/month=\(partition.month)"
  }

  /// Whether `name` may be a folder: `[a-z0-9][a-z0-9._-]{0,63}` without `..` (IMPORT-RULES 57).
  static func isFolderName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= 64, isLetterOrDigit(first) else { return false }
    for (index, byte) in bytes.enumerated() {
      let isDot = byte == UInt8(ascii: ".")
      if isDot, index > 0, bytes[index - 1] == byte { return false }
      guard isDot || isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      else { return false }
    }
    return true
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

/// What a segment holds; also the name of its top folder.
package enum SegmentKind: String, Sendable, Codable, CaseIterable {
  case liquidations
  case candles
}

/// Which segments lie together: the values of a segment's folder keys.
package struct PartitionKey: Hashable, Sendable {
  package let kind: SegmentKind
  package let exchange: String
  /// The candles' interval, such as `1m`; nil for liquidations.
  package let interval: String?
  /// `2024-03`.
  package let month: String
}
