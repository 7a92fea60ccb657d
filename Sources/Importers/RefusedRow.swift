import Basics

/// A row that was not accepted, and why.
package struct RefusedRow: Equatable, Sendable {
  /// 1-based, in the decompressed text.
  package var line: Int
  /// The field at fault, as the file calls it; empty when it is the row as a whole.
  package var field: String
  /// What is wrong with it: `not a number`.
  package var reason: String
  /// What the field holds, safe to show; empty when it is missing or not about one field.
  package var value: String
  /// The row, at most 200 characters, safe to show.
  package var raw: String

  package init(line: Int, field: String, reason: String, value: String, raw: String) {
    self.line = line
    self.field = field
    self.reason = reason
    self.value = value
    self.raw = raw
  }

  /// Field, reason and value in one phrase: `price: not a number: 'abc'`.
  package var explanation: String {
    var text = field.isEmpty ? reason : "\(field): \(reason)"
    if !value.isEmpty { text += ": '\(value)'" }
    return text
  }
}

/// What is wrong with one row: small, and without any text made in advance.
struct RowProblem: Error, Equatable {
  enum Reason: Equatable {
    case missing
    case notNumber
    case notPositive
    case notFinite
    case zero
    case notTime
    case noDate
    case roundedTime
    case timeOutOfRange
    case unknownSide
    case emptySymbol
    case longSymbol
    case controlInSymbol
    case notUTF8
    case badExchange
    case notWhole
    case negative
    case offGrid
    case highTooLow
    case lowTooHigh
    case fields(found: Int, needed: Int)
    case tooManyFields(found: Int, most: Int)
    case strayQuote
    case openQuote
    case notJSON(JSONProblem.Reason)
    case longLine
    case damage(String)
    case other(String)
  }

  var field: String
  var reason: Reason
  /// Where the value lies in the bytes of the row; empty when there is none.
  var value: Range<Int>

  init(_ field: String, _ reason: Reason, _ value: Range<Int> = 0..<0) {
    self.field = field
    self.reason = reason
    self.value = value
  }
}

extension RowProblem.Reason {
  /// The reason in words.
  var text: String {
    switch self {
    case .missing: "missing"
    case .notNumber: "not a number"
    case .notPositive: "not positive"
    case .notFinite: "too large a number"
    case .zero: "zero"
    case .notTime: "not a time"
    case .noDate: "a time of day without a date"
    case .roundedTime: "rounded by a spreadsheet; export the column as whole numbers"
    case .timeOutOfRange: "time out of range (2009 to 2099)"
    case .unknownSide: "side unknown"
    case .emptySymbol: "empty"
    case .longSymbol: "longer than 128 bytes"
    case .controlInSymbol: "a control character inside"
    case .notUTF8: "not UTF-8"
    case .badExchange: "not an exchange id ([a-z0-9][a-z0-9._-]*, at most 64 characters)"
    case .notWhole: "not a whole number"
    case .negative: "negative"
    case .offGrid: "not a multiple of the interval"
    case .highTooLow: "below open or close"
    case .lowTooHigh: "above open or close"
    case .fields(let found, let needed): "\(found) fields where \(needed) are needed"
    case .tooManyFields(let found, let most): "\(found) fields where the header has \(most)"
    case .strayQuote: "a quote inside a field that does not begin with one"
    case .openQuote: "a quoted field does not end on its line"
    case .notJSON(let reason): "not JSON: \(reason.rawValue)"
    case .longLine: "line too long (over 16 MiB)"
    case .damage(let problem): problem
    case .other(let text): text
    }
  }
}
