import Basics
import Foundation
import Reports

/// What a finished run says on the terminal: the findings, the caveats, where the report is.
struct ReportSummary {
  private let report: Report
  private let folder: String
  private let common: CommonOptions

  init(_ report: Report, folder: String, common: CommonOptions) {
    self.report = report
    self.folder = folder
    self.common = common
  }

  func show() {
    if common.json {
      return Console.line(
        JSONValue.object(
          [
            JSONMember("out", .string(folder)), JSONMember("run", report.run),
          ] + report.data
        ).text(indented: true))
    }
    // The renderer has made control characters visible; the only escapes are its own colours.
    let terminal = TerminalReport(report, width: Console.width, colors: Console.hasColors)
    Console.data(terminal.summary)
    for name in ["report.md", "report.html"] {
      let path = folder + "/" + name
      if FileManager.default.fileExists(atPath: path) { Console.line("report: \(path)") }
    }
  }
}
