import Basics

/// A recorder's capture in which nothing known was found: every line is skipped.
///
/// Not in the list of formats: it is what remains when lines carry a recorder's envelope and no
/// format knows the messages.
struct Capture: JSONFormat {
  static let name = "capture"
  static let kind = ImportKind.liquidations
  static let venue = ""
  static let summary = "a recorder's capture without known messages"
  static let sample = ""
  static let sideMeaning = ""

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim { .none }

  init(_ context: ImportContext) throws(ImportError) {}

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {}
}
