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
    var files: [(name: String, bytes: [UInt8])] = []
    for renderer in try renderers() {
      files += renderer.files(of: report).map { ($0.name, $0.bytes) }
    }
    try folder.write(files)
  }

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
