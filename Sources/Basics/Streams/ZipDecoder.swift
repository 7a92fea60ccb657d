/// A zip archive of one file, read from its beginning to its end.
///
/// Folders have entries of their own, and a Mac writes `__MACOSX/._name` beside each file, which
/// holds its icon and labels: such entries, and those whose names begin with a dot, are no files to
/// import, here as in folders. They are inflated, checked and dropped, although the rule is to
/// refuse a zip of several entries: that holds of files with data.
final class ZipDecoder: Decoder {
  /// The name of the file inside.
  var entryName: String { entry.name }
  private let input: RawInput
  private let entry: ZipEntry
  private var isChecked = false

  init(_ input: RawInput) throws(StreamError) {
    self.input = input
    while true {
      guard let entry = try ZipEntry(input) else {
        throw StreamError(.unsupported, "the zip holds no file")
      }
      guard Self.isFile(entry.name) else {
        try entry.drop()
        continue
      }
      self.entry = entry
      return
    }
  }

  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    let count = try entry.read(into: &output, range)
    if count == 0 { try checkEnd() }
    return count
  }

  /// Checks that no other file follows.
  private func checkEnd() throws(StreamError) {
    guard !isChecked else { return }
    isChecked = true
    while let next = try ZipEntry(input) {
      guard !Self.isFile(next.name) else {
        throw StreamError(
          .unsupported, "the zip holds more than one file; unpack it and import the folder")
      }
      try next.drop()
    }
  }

  /// Whether an entry called so may hold data.
  private static func isFile(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.last?.isEmpty == false && parts.first != "__MACOSX"
      && parts.last?.hasPrefix(".") == false
  }
}
