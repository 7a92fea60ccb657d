/// The one of `names` that a misspelt `name` most likely means, or nil when none is close.
///
/// Close is at most two insertions, deletions or replacements, and fewer than half the letters.
package func nearestName(to name: String, in names: [String]) -> String? {
  let scored = names.map { (name: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
  guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= 2 && 2 * best.distance < name.utf8.count ? best.name : nil
}

/// Levenshtein's distance, one row of the table at a time.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
