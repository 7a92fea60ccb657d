/// The known name nearest to a misspelt one.
enum Spelling {
  /// The first of `names` with the fewest edits, or nil when none is near.
  ///
  /// Near means at most a third of the letters inserted, removed, replaced or swapped.
  static func nearest(to word: String, among names: [String]) -> String? {
    let letters = Array(word.unicodeScalars.prefix(65))
    guard letters.count <= 64, !letters.isEmpty else { return nil }
    var best: (name: String, edits: Int)?
    for name in names {
      let edits = edits(letters, Array(name.unicodeScalars))
      let longest = max(letters.count, name.unicodeScalars.count)
      guard edits <= max(1, longest / 3), edits < letters.count else { continue }
      if best.map({ edits < $0.edits }) ?? true { best = (name, edits) }
    }
    return best?.name
  }

  /// Damerau's distance with adjacent swaps ("optimal string alignment").
  private static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }
}
