import ArgumentParser
import Reports

/// Where a report goes and in which forms.
struct ReportOptions: ParsableArguments {
  @Option(help: "The folder of the report. Default: below notebooks-out.")
  var out: String?

  @Option(
    help: ArgumentHelp("The files to write, with commas between.", valueName: "md,csv,json,html"))
  var formats = Renderers.all.map { type(of: $0).name }.joined(separator: ",")

  func validate() throws { _ = try renderers() }

  /// The folder to write, checked before any work is done.
  func folder(default name: String) throws -> OutputFolder {
    try OutputFolder(out ?? "notebooks-out/" + name)
  }

  /// Renders `report` and puts the files in place.
  func write(_ report: Report, to folder: OutputFolder) throws {
    try folder.write(try files(of: report))
  }

  /// The files of `report` in all forms asked for.
  func files(of report: Report) throws -> [(name: String, bytes: [UInt8])] {
    try renderers().flatMap { renderer in
      renderer.files(of: report).map { ($0.name, $0.bytes) }
    }
  }

  /// Whether tables are asked for as CSV; then rows that no table of the report has come too.
  var hasCSV: Bool { formats.split(separator: ",").contains("csv") }

  /// Whether any file has the rows of tables; `report.json` does not.
  var listsRows: Bool { formats != JSONRenderer.name }

  private func renderers() throws -> [any ReportRenderer] {
    try formats.split(separator: ",").map { name in
      guard let renderer = Renderers.named(String(name)) else {
        let known = Renderers.all.map { type(of: $0).name }.joined(separator: ", ")
        throw ValidationError("--formats: there is no '\(name)'; there are \(known).")
      }
      return renderer
    }
  }
}
