import Basics

/// Files that are no comma-separated text and no JSON, told by their first bytes, so that the
/// message says what they are and not which column they lack.
enum ForeignBytes {
  private static let kinds: [(start: [UInt8], advice: String)] = [
    (Array("PAR1".utf8), "this is Parquet; liqtool imports text files"),
    (
      [0x04, 0x22, 0x4D, 0x18],
      "this is lz4, which is not read; unpack it with lz4 -d, or use zstd"
    ),
    ([0x1F, 0x8B], "this is compressed twice; unpack it once"),
    ([0x28, 0xB5, 0x2F, 0xFD], "this is compressed twice; unpack it once"),
    ([0x50, 0x4B, 0x03, 0x04], "this is a zip inside another file; unpack it once"),
    (Array("BZh".utf8), "this is bzip2, which is not read; unpack it or use gzip, zstd or zip"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "this is xz, which is not read; unpack it or use zstd"),
    ([0x37, 0x7A, 0xBC, 0xAF], "this is a 7z archive; unpack it and import the folder"),
    (Array("Rar!".utf8), "this is a rar archive; unpack it and import the folder"),
    (Array("SQLite format 3".utf8), "this is an SQLite database; export its table as CSV"),
    (Array("%PDF".utf8), "this is a PDF"),
    (Array("<?xml".utf8), page), (Array("<Error".utf8), page), (Array("<!DOCTYPE".utf8), page),
    (Array("<!doctype".utf8), page), (Array("<html".utf8), page), (Array("<HTML".utf8), page),
  ]

  private static let page = "this is a web page or XML, no data: the download may have failed"

  /// What a file that begins like this block is, or nil when it may be text.
  static func problem(_ block: TextBlock) -> ImportError? {
    let head = Array(block.bytes[block.range].prefix(512))
    if let kind = kinds.first(where: { head.starts(with: $0.start) }) {
      let isTable = head.starts(with: Array("PAR1".utf8))
      return ImportError(isTable ? .otherKind("Parquet") : .notRecognised, kind.advice)
    }
    let digits = head.prefix { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    if digits.count == 64, head.dropFirst(64).starts(with: [0x20, 0x20]) {
      return ImportError(.otherKind("a checksum"), "this is a checksum, no data")
    }
    if head.count >= 16, (0..<16).allSatisfy({ (head[$0] == 0) == ($0 % 2 == 1) }) {
      return ImportError(
        .notRecognised,
        "every other byte is zero, as in UTF-16 without a mark; convert it to UTF-8, for example "
          + "with iconv -f UTF-16LE -t UTF-8")
    }
    // A tar archive begins with the name of its first file; its mark stands behind.
    guard head.count > 262, head[257..<262].elementsEqual("ustar".utf8) else { return nil }
    return ImportError(.notRecognised, "this is a tar archive; unpack it and import the folder")
  }

  /// Whether a table ends its lines by something else than line feeds.
  static func lineEnds(_ sample: CSVSample) -> ImportError? {
    guard sample.firstLine.contains(0x0D) else { return nil }
    return ImportError(
      .notRecognised,
      "its lines end in carriage returns alone; convert them, for example with tr '\\r' '\\n'")
  }
}
