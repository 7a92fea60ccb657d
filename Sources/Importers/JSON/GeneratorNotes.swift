import Basics

/// What stands beside generated files: `truth.json`, and lists of files with what made each.
///
///     {"generator":"liqtool generate","seed":"6",…}
///     {"files":[{"file":"…","generator":"liqtool generate --seed 6 …",…}]}
///
/// They hold no rows; a folder of generated files is imported without them.
enum GeneratorNotes {
  private static let keys = JSONKeys(["generator", "files"])

  /// What the message is, or nil when it is no such note.
  static func name(of message: Int, _ json: borrowing JSONTape) -> String? {
    let members = json.members(of: message, keys)
    let first = members[1].flatMap { json.isList($0) ? json.firstChild(of: $0) : nil }
    let maker = members[0] ?? first.flatMap { json.members(of: $0, keys)[0] }
    guard let maker, let text = json.text(maker), text.hasPrefix("liqtool generate") else {
      return nil
    }
    return "a note of liqtool generate about the files it made"
  }
}
