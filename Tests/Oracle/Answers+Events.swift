import Analytics
import Basics
import MarketData
import Reports
import Statistics

extension Answers {
  /// `tdigest_rank_err_bound` is how far the rank of a reported quantile may be off.
  func quantileValues() throws -> [JSONMember] {
    let own = try values("quantiles", everything)
    let usd = everything.symbols.flatMap(\.events.usd)
    let levels = own.first { $0.key == "q" }?.value.elements ?? []
    let found = own.first { $0.key == "type7" }?.value.elements ?? []
    let errors = zip(levels, found).map { level, value in
      let below = usd.count { $0 <= value.double ?? .nan }
      return abs(Double(below) / Double(usd.count) - (level.double ?? .nan))
    }
    return own + [member("tdigest_rank_err_bound", errors)]
  }

  /// The reference has instants in milliseconds since the epoch.
  func cascades() throws -> [JSONMember] {
    let own = try values("cascades", bitcoin)
    let table = try result("cascades", bitcoin)?.section.tables.first { $0.name == "cascades" }
    func times(_ name: String) -> [Double] {
      guard case .time(let values)? = table?.columns.first(where: { $0.name == name })?.values
      else { return [] }
      return values.map { Double($0 / 1_000) }
    }
    func numbers(_ name: String) -> [Double] {
      switch table?.columns.first(where: { $0.name == name })?.values {
      case .integer(let values)?: values.map(Double.init)
      case .number(let values)?: values
      default: []
      }
    }
    let usd = numbers("usd")
    let largest = usd.indices.max { usd[$0] < usd[$1] } ?? 0
    let kept = own.filter { !["largest.start", "largest.end"].contains($0.key) }
    return kept + [
      member("largest.start", times("start")[largest]),
      member("largest.end", times("end")[largest]),
      member("first5.start", Array(times("start").prefix(5))),
      member("first5.end", Array(times("end").prefix(5))),
      member("first5.n", Array(numbers("n").prefix(5))),
    ]
  }
}
