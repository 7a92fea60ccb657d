import Basics
import Foundation
import MarketData
import Reports

/// A report that was written before, in its folder.
struct WrittenReport {
  /// The folder it is in.
  let folder: String
  let saved: SavedReport

  /// - Parameter path: The folder of a report, or its `report.json`.
  /// - Throws: `Failure`: 66 when there is none, 65 when it is no report.
  init(_ path: String) throws {
    let isFile = path.hasSuffix(".json")
    let file = isFile ? path : path + (path.hasSuffix("/") ? "" : "/") + "report.json"
    folder = isFile ? URL(filePath: path).deletingLastPathComponent().path : path
    let bytes = try InputFile.bytes(file, limit: 1_024)
    do {
      saved = try SavedReport(bytes, name: file)
    } catch {
      throw Failure(.badData, "\(error).")
    }
  }

  /// The report's files, by name.
  var files: [String] {
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
