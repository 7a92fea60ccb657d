import Basics

/// Where everything lies in a store, and which names may become folders.
///
///     catalog.sqlite, writer.lock, staging/
///     liquidations/exchange=binance-futures/month=2024-03/<segment-id>.parquet
///     candles/exchange=binance-futures/interval=1m/month=2024-03/<segment-id>.parquet
///     aggregates/exchange=coinalyze/interval=1h/month=2024-03/<segment-id>.parquet
///     series/exchange=binance-futures/name=funding_rate/month=2024-03/<segment-id>.parquet
struct StoreLayout: Sendable {
  let root: String

  var catalog: String { root + "/catalog.sqlite" }
  var lock: String { root + "/writer.lock" }
  var staging: String { root + "/staging" }

  /// The file of `path`, which is relative to the store.
  func absolute(_ path: String) -> String { root + "/" + path }

  /// The folder of a partition's segments, relative to the store.
  static func folder(of partition: PartitionKey) -> String {
    let kind = partition.kind
    let variant = partition.variant.map { "/\(kind.variantKey ?? "")=\($0)" } ?? ""
    return "\(kind.rawValue)/exchange=\(partition.exchange)\(variant)"
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
  /// Totals of liquidations per interval, which are no events.
  case aggregates
  /// Values over time beside the trades: funding, open interest.
  case series

  /// The folder key that divides an exchange further: `interval`, `name` or none.
  package var variantKey: String? {
    switch self {
    case .liquidations: nil
    case .candles, .aggregates: "interval"
    case .series: "name"
    }
  }

  /// The column that the rows are sorted by within a symbol.
  var timeColumn: String {
    switch self {
    case .liquidations, .series: "time"
    case .candles, .aggregates: "open_time"
    }
  }
}

/// Which segments lie together: the values of a segment's folder keys.
package struct PartitionKey: Hashable, Sendable {
  package let kind: SegmentKind
  package let exchange: String
  /// The value of the kind's `variantKey`: an interval such as `1m`, a series' name, or nil.
  package let variant: String?
  /// `2024-03`.
  package let month: String
}
