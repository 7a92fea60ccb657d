import ArgumentParser
import Basics
import Reports

/// `liqtool report …`: reports that were written before.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Look at a report, or say what changed between two.",
    subcommands: [ReportOpenCommand.self, ReportDiffCommand.self])
}

/// `liqtool report open DIR`.
struct ReportOpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Show what a report found and open its page.",
    discussion: """
      Prints the findings and the files. In a terminal the page is opened in the browser too.

        liqtool report open notebooks-out/monday
      """)

  @Argument(help: "The folder of the report.")
  var folder: String

  @Flag(inversion: .prefixedNo, help: "Open report.html in the browser.")
  var browser = true

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let report = try WrittenReport(folder)
    if common.json { return Console.line(report.saved.document.text(indented: true)) }
    let terminal = TerminalReport(
      report.saved.report, width: Console.width, colors: Console.hasColors)
    Console.data(terminal.text)
    for file in report.files { Console.line("\(report.folder)/\(file)") }
    if browser, Console.isTerminal { report.openPage() }
  }
}

/// `liqtool report diff A B`.
struct ReportDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what changed between two runs: data, parameters, numbers.",
    discussion: "  liqtool report diff notebooks-out/monday notebooks-out/tuesday")

  @Argument(help: "The folder of the first report, or its report.json.")
  var before: String

  @Argument(help: "The folder of the second report, or its report.json.")
  var after: String

  @Option(help: "The most changes to show of each kind.")
  var rows = 40

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1_000_000).contains(rows) else {
      throw ValidationError("--rows takes a number from 1 to 1,000,000, not \(rows).")
    }
  }

  func run() async throws {
    let diff = try WrittenReport(before).saved.changes(to: try WrittenReport(after).saved)
    if common.json { return Console.line(diff.json.text(indented: true)) }
    Console.data(Console.visible(diff.text(rows: rows, width: Console.width)))
  }
}
