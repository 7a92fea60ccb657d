import Basics
import Foundation
import MarketData

/// The `report.json` of a run that was written before.
struct WrittenReport {
  /// The folder it is in.
  let folder: String
  let document: JSONValue

  /// - Parameter path: The folder of a report, or the file itself.
  /// - Throws: `Failure`: 66 when there is none, 65 when it is no report.
  init(_ path: String) throws {
    let isFile = path.hasSuffix(".json")
    let file = isFile ? path : path + (path.hasSuffix("/") ? "" : "/") + "report.json"
    folder = isFile ? URL(filePath: path).deletingLastPathComponent().path : path
    let bytes = try InputFile.bytes(file, limit: 1_024)
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw Failure(.badData, "\(file): this is no report of liqtool: \(error).")
    }
    guard document["run"]?["id"] != nil else {
      throw Failure(.badData, "\(file): this is no report of liqtool: it has no run.id.")
    }
  }
}

extension WrittenReport {
  /// What the report says in a few lines: the run, the findings, what limits them, the files.
  var lines: [String] {
    let run = document["run"]
    let window = run?["window"]
    var lines = [
      run?["command"]?.text ?? "a run of liqtool",
      "window       \(window?["from"]?.text ?? "?") to \(window?["to"]?.text ?? "?")",
      "run          \(run?["id"]?.text ?? "?"), liqtool \(run?["version"]?.text ?? "?")",
    ]
    for finding in document["findings"]?.elements ?? [] {
      lines.append("  • " + (finding["sentence"]?.text ?? finding.text ?? ""))
    }
    for caveat in document["caveats"]?.elements ?? [] { lines.append("  ! \(caveat.text ?? "")") }
    for analysis in document["analyses"]?.members ?? [] {
      let status = analysis.value["status"]?.text ?? ""
      guard status != "ok" else { continue }
      lines.append("  – \(analysis.key): \(status), \(analysis.value["reason"]?.text ?? "")")
    }
    return lines + files.map { "file         \(folder)/\($0)" }
  }

  /// The report's files, by name.
  private var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted { precedes($0, $1) }
  }

  /// Opens the page in the person's browser; says where it is when there is none.
  func openPage() {
    let page = URL(filePath: folder).appending(path: "report.html").path
    let opener = Process()
    opener.executableURL = URL(filePath: "/usr/bin/env")
    opener.arguments = ["xdg-open", page]
    opener.standardError = FileHandle.nullDevice
    do {
      try opener.run()
      opener.waitUntilExit()
    } catch {
      return Console.note("open \(page) in a browser.")
    }
    if opener.terminationStatus != 0 { Console.note("open \(page) in a browser.") }
  }
}
