import Basics
import MarketData

/// What recorders put around a message: when they saw it.
///
///     1626992741.06217: {…}                                   cryptofeed, seconds
///     1723161255030314667 {…}                                 hftbacktest, nanoseconds
///     2019-06-01T00:00:28.6190000Z {…}                        Tardis, raw
///     {"local_timestamp":"2019-06-01T00:00:28.619Z","message":{…}}
enum Envelope {
  private static let keys = JSONKeys(["local_timestamp", "message"])

  /// The stamp before a message, which ends at a blank, and where the message begins.
  ///
  /// - Returns: nil when the line does not begin with a stamp and a blank.
  /// - Throws: `RowProblem` when the stamp is a time out of range.
  static func stamp(
    _ bytes: Span<UInt8>, _ line: Range<Int>
  ) throws(RowProblem) -> (received: Int64, message: Int)? {
    // No stamp is longer; a line without a blank is not searched to its end.
    let limit = min(line.upperBound, line.lowerBound + 40)
    let blank = ByteWords.index(of: 0x20, in: bytes, from: line.lowerBound, to: limit)
    guard blank < limit, blank > line.lowerBound else { return nil }
    let hasColon = bytes[blank - 1] == UInt8(ascii: ":")
    let stamp = line.lowerBound..<(hasColon ? blank - 1 : blank)
    switch TimeText.reading(bytes, stamp, unit: nil) {
    case .time(let time):
      guard FieldValues.times.contains(time) else {
        throw RowProblem("received", .timeOutOfRange, stamp)
      }
      return (time, blank + 1)
    default: return nil
    }
  }

  /// The message inside a JSON envelope, or nil when the object is none.
  static func unwrap(_ token: Int, _ json: borrowing JSONTape) -> (stamp: Int, message: Int)? {
    let members = json.members(of: token, keys)
    guard let stamp = members[0], let message = members[1] else { return nil }
    return (stamp, message)
  }

  /// Whether the first member is one of an envelope's: cheap enough to ask of every message.
  static func mayBe(_ token: Int, _ json: borrowing JSONTape) -> Bool {
    guard json.kind(token) == .object, let key = json.firstChild(of: token) else { return false }
    switch json.range(key).count {
    case 15: return json.equals(key, "local_timestamp")
    case 7: return json.equals(key, "message")
    default: return false
    }
  }

  /// Whether the line is a recorder's note on a connection: `wss://… <-> 1626992740.179`,
  /// `<- 1626992741.06: …` or `1626992741.06 <- …`.
  static func isNote(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    var index = line.lowerBound
    while true {
      index = ByteWords.index(of: UInt8(ascii: "<"), in: bytes, from: index, to: line.upperBound)
      guard index + 2 < line.upperBound else { return false }
      let isArrow =
        bytes[index + 1] == UInt8(ascii: "-")
        && (bytes[index + 2] == 0x20
          || bytes[index + 2] == UInt8(ascii: ">") && index + 3 < line.upperBound
            && bytes[index + 3] == 0x20)
      if isArrow, index == line.lowerBound || bytes[index - 1] == 0x20 { return true }
      index += 1
    }
  }
}
