import Basics

/// A row of a time and five numbers, and in which order its prices can be: Bitfinex and ccxt write
/// the same shape.
struct SixNumbers {
  /// Open, close, high, low.
  let isBitfinex: Bool
  /// Open, high, low, close.
  let isCCXT: Bool

  init?(_ message: Int, _ json: borrowing JSONTape) {
    guard json.kind(message) == .array, json.element(6, of: message) == nil else { return nil }
    var values: [Double] = []
    json.forEachNumber(of: message) { values.append($0) }
    guard values.count == 6, values[0] > 1e11 else { return nil }
    let prices = values[1...4]
    let (high, low) = (prices.max() ?? .nan, prices.min() ?? .nan)
    isBitfinex = values[3] == high && values[4] == low
    isCCXT = values[2] == high && values[3] == low
  }

  func claim(_ order: KeyPath<SixNumbers, Bool>) -> Claim {
    guard self[keyPath: order] else { return .none }
    return isBitfinex && isCCXT ? .possible : .certain
  }
}

extension JSONTape {
  /// Visits the elements of an array that are numbers, not strings of them.
  fileprivate func forEachNumber(of list: Int, _ visit: (Double) -> Void) {
    forEachElement(of: list) { token in
      guard kind(token) == .number, let value = try? number(token, "") else { return }
      visit(value)
    }
  }
}
