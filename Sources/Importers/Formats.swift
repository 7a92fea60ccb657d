/// Every format liqtool reads: the only place that names them all.
package enum Formats {
  /// In the order in which they are listed.
  package static let all: [any ImportFormat.Type] = [
    TardisLiquidations.self,
    BinanceForceOrder.self,
    BinanceForceOrderCSV.self,
    BybitLiquidation.self,
    BinanceKlines.self,
  ]

  /// The format called `name`.
  ///
  /// - Throws: `ImportError` that names the nearest one when there is none.
  package static func named(_ name: String) throws(ImportError) -> any ImportFormat.Type {
    if let format = all.first(where: { $0.name == name }) { return format }
    let nearest = all.map { ($0.name, distance($0.name, name)) }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    let hint = nearest.map { "; did you mean '\($0.0)'?" } ?? ""
    throw ImportError(.unknownFormat, "there is no format '\(name)'\(hint)")
  }

  /// The fewest letters to insert, delete or replace to turn one name into the other.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8.prefix(64))
    var row = Array(0...right.count)
    for (i, byte) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in right.indices {
        let above = row[j + 1]
        row[j + 1] = min(row[j] + 1, above + 1, diagonal + (right[j] == byte ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
