import ArgumentParser
import Basics
import Importers

/// `liqtool formats`: what can be read, and what `side` means there.
struct FormatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "List the formats that import reads.",
    discussion: """
        liqtool formats
        liqtool formats --list
      """)

  @Flag(help: "Names with one line each.")
  var list = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    if list {
      NameList(Formats.all.map { ($0.name, $0.summary) }).show(common)
    } else if common.json {
      Console.line(JSONValue.array(Formats.all.map { json($0) }).text(indented: true))
    } else {
      for format in Formats.all { describe(format) }
    }
  }

  private func json(_ format: any ImportFormat.Type) -> JSONValue {
    .object([
      JSONMember("name", .string(format.name)),
      JSONMember("kind", .string(format.kind.rawValue)),
      JSONMember("venue", .string(format.venue)),
      JSONMember("summary", .string(format.summary)),
      JSONMember("sample", .string(format.sample)),
      JSONMember("side", .string(format.sideMeaning)),
    ])
  }

  private func describe(_ format: any ImportFormat.Type) {
    Console.line("\(format.name)  (\(format.kind.rawValue))")
    Console.line("  \(format.summary)")
    Console.line("  venue   \(format.venue)")
    if !format.sideMeaning.isEmpty { Console.line("  side    \(format.sideMeaning)") }
    Console.line("  sample  \(format.sample)\n")
  }
}
