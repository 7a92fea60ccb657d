import ArgumentParser

/// How many refused rows a file may have and still be imported: a number, or a share `P%`.
struct RefusalLimit: ExpressibleByArgument, CustomStringConvertible {
  private enum Kind {
    case rows(Int64)
    case percent(Double)
  }

  private let kind: Kind
  let description: String

  static let none = RefusalLimit(kind: .rows(0), description: "0")

  private init(kind: Kind, description: String) {
    self.kind = kind
    self.description = description
  }

  init?(argument: String) {
    description = argument
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...100).contains(percent) else {
        return nil
      }
      kind = .percent(percent)
    } else {
      guard let rows = Int64(argument), rows >= 0 else { return nil }
      kind = .rows(rows)
    }
  }

  /// Whether `refused` of `total` rows (accepted + duplicate + refused) may be refused.
  func allows(_ refused: Int64, of total: Int64) -> Bool {
    switch kind {
    case .rows(let rows): refused <= rows
    case .percent(let percent): Double(refused) * 100 <= percent * Double(total)
    }
  }
}
