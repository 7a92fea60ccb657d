/// Why a market model is refused: which parameter, and what is wrong with it.
package struct MarketModelError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  package enum Kind: Equatable, Sendable {
    /// The value is of another JSON type.
    case wrongType(expected: String)
    /// The number is outside the allowed range, which includes its ends.
    case outOfBounds(value: Double, least: Double, most: Double)
    /// No such name; `allowed` lists those that exist.
    case unknownName(name: String, nearest: String?, allowed: [String])
    /// Anything else, said in words.
    case invalid(String)
  }

  /// Where: `arrivals.branching_ratio`, `symbols[0].tick`; empty for the whole document.
  package let path: String
  package let kind: Kind

  /// An error at `path`.
  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// One sentence that names the place and what is allowed.
  package var description: String {
    let place = path.isEmpty ? "the planted parameters" : path
    return switch kind {
    case .wrongType(let expected): "\(place) must be \(expected)"
    case .outOfBounds(let value, let least, let most):
      "\(place) is \(value); it must be from \(least) to \(most)"
    case .unknownName(let name, let nearest?, _):
      "'\(name)' is not known in \(place); did you mean '\(nearest)'?"
    case .unknownName(let name, nil, let allowed):
      "'\(name)' is not known in \(place); known are \(allowed.joined(separator: ", "))"
    case .invalid(let problem): "\(place) \(problem)"
    }
  }
}

extension MarketModelError {
  /// The refusal of a name that does not exist, with the nearest of those that do.
  static func unknown(_ name: String, among allowed: [String], at path: String) -> Self {
    let ranked = allowed.map { (name: $0, distance: editDistance(name, $0)) }
    let nearest = ranked.min { $0.distance < $1.distance }
    let isNear = nearest.map { $0.distance <= max(2, name.utf8.count / 3) } ?? false
    return MarketModelError(
      path: path,
      kind: .unknownName(name: name, nearest: isNear ? nearest?.name : nil, allowed: allowed))
  }
}

/// Levenshtein's distance between two names, in bytes; names over 64 bytes are cut.
private func editDistance(_ left: String, _ right: String) -> Int {
  let a = Array(left.utf8.prefix(64))
  let b = Array(right.utf8.prefix(64))
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
