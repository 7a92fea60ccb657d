import Basics
import Statistics

extension JSONMember {
  /// A number; NaN becomes null.
  init(_ key: String, _ number: Double) { self.init(key, JSONValue(number)) }

  /// A count.
  init(_ key: String, _ count: Int) { self.init(key, .integer(Int64(count))) }

  /// A count.
  init(_ key: String, _ count: Int64) { self.init(key, .integer(count)) }

  /// A text.
  init(_ key: String, text: String) { self.init(key, .string(text)) }

  /// Numbers; NaN becomes null.
  init(_ key: String, _ numbers: [Double]) {
    self.init(key, .array(numbers.map { JSONValue($0) }))
  }

  /// The ends of an interval.
  init(_ key: String, _ interval: ConfidenceInterval) {
    self.init(key, [interval.low, interval.high])
  }

  /// An object.
  init(_ key: String, _ members: [JSONMember]) { self.init(key, .object(members)) }
}
