import Basics
import MarketData

/// A recorder's capture in which more than one venue, or none that is known, was found.
///
/// Every message is read by the format that is certain of it; the others are skipped. Not in the
/// list of formats: it is what is taken when no one format is right for all messages.
struct Capture: JSONFormat {
  static let name = "capture"
  static let kind = ImportKind.liquidations
  static let venue = ""
  static let summary = "a recorder's capture of several venues, or without known messages"
  static let sample = ""
  static let sideMeaning = "as each venue's own format says"

  private let members: [Member]

  private struct Member: Sendable {
    let format: any VenueMessages
    /// Tells its instruments apart from those of other venues that are spelled alike.
    let family: Int
  }

  /// Whether all of the formats called so may share a file.
  static func mayMix(_ names: [String]) -> Bool {
    names.allSatisfy { name in types.contains { $0.name == name } }
  }

  private static let types = Formats.all.compactMap { $0 as? any VenueMessages.Type }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim { .none }

  init(_ context: ImportContext) throws(ImportError) {
    var members: [Member] = []
    for (index, type) in Self.types.enumerated() {
      members.append(Member(format: try type.init(context), family: (index + 1) << 16))
    }
    self.members = members
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    for member in members where Self.claim(member.format, message, json) == .certain {
      rows.table.family = member.family
      member.format.read(message, json, into: &rows)
      return
    }
  }

  private static func claim<Format: VenueMessages>(
    _ format: Format, _ message: Int, _ json: borrowing JSONTape
  ) -> Claim {
    Format.claim(message, json)
  }
}
