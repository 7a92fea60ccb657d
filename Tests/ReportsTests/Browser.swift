import Basics
import Foundation

/// Headless Chromium with one page open, driven over WebDriver with curl. Debian: `chromium`,
/// `chromium-driver`, `curl`.
struct Browser {
  private static let driver = "/usr/bin/chromedriver"

  private static let curl = "/usr/bin/curl"

  static let isInstalled = ["/usr/bin/chromium", driver, curl].allSatisfy {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private let session: String
  /// Where the page lies and its downloads arrive.
  let folder: URL

  /// Opens `page`, lets `steps` use it, and closes everything that was started.
  static func open(_ page: [UInt8], _ steps: (Browser) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "liqtool-browser-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.html")
    try Data(page).write(to: file)

    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: driver)
    process.arguments = ["--port=0"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    let address = "http://127.0.0.1:\(try port(output.fileHandleForReading))/session"
    let answer = try call("POST", address, capabilities(downloads: folder))
    guard let id = answer["sessionId"]?.text else { throw Problem(text: answer.text()) }
    let browser = Browser(session: "\(address)/\(id)", folder: folder)
    do {
      try browser.post("url", ["url": .string(file.absoluteString)])
      try steps(browser)
    } catch {
      _ = try? call("DELETE", browser.session, nil)
      throw error
    }
    _ = try call("DELETE", browser.session, nil)
  }

  struct Problem: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  private static func port(_ handle: FileHandle) throws -> Int {
    var words = ""
    while true {
      let data = handle.availableData
      if data.isEmpty { throw Problem(text: "the driver ended: \(words)") }
      words += String(decoding: data, as: UTF8.self)
      if let match = words.firstMatch(of: /successfully on port ([0-9]+)/),
        let port = Int(match.output.1)
      {
        return port
      }
    }
  }

  private static func capabilities(downloads: URL) -> JSONValue {
    let flags = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--hide-scrollbars",
      "--window-size=1440,900", "--user-data-dir=\(downloads.path)/profile",
    ]
    let options = JSONValue([
      "args": .array(flags.map(JSONValue.string)),
      "prefs": JSONValue(["download.default_directory": .string(downloads.path)]),
    ])
    let logs = JSONValue(["browser": .string("ALL"), "performance": .string("ALL")])
    let always = JSONValue(["goog:chromeOptions": options, "goog:loggingPrefs": logs])
    return JSONValue(["capabilities": JSONValue(["alwaysMatch": always])])
  }

  private static func call(
    _ method: String, _ address: String, _ body: JSONValue?
  ) throws -> JSONValue {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: curl)
    process.arguments = ["-s", "--max-time", "60", "--noproxy", "*", "-X", method, address]
    if body != nil { process.arguments? += ["-H", "Content-Type: application/json", "-d", "@-"] }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data((body?.text() ?? "").utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let value = try JSONValue(parsing: Array(data))["value"] ?? .null
    if let error = value["error"]?.text {
      throw Problem(text: "\(address): \(error): \(value["message"]?.text ?? "")")
    }
    return value
  }

  @discardableResult
  private func post(
    _ command: String, _ body: KeyValuePairs<String, JSONValue>
  ) throws -> JSONValue {
    try Self.call("POST", "\(session)/\(command)", JSONValue(body))
  }

  /// What `script`, the body of a function, returns.
  @discardableResult
  func run(_ script: String) throws -> JSONValue {
    try post("execute/sync", ["script": .string(script), "args": .array([])])
  }

  /// The text that `script` returns.
  func text(_ script: String) throws -> String {
    try run("return String(\(script))").text ?? ""
  }

  /// Scrolls to the first element that `selector` finds.
  func show(_ selector: String) throws {
    let how = "{block: 'center', behavior: 'instant'}"
    try run("document.querySelector('\(selector)').scrollIntoView(\(how))")
  }

  /// Clicks in the middle of the first element that `selector` finds.
  func click(_ selector: String) throws {
    try show(selector)
    let place = try self.place(selector, 0.5, 0.5)
    try point([.move(place), .down, .up])
  }

  enum Step {
    case move((x: Int, y: Int))
    case down, up
  }

  /// What a mouse does, one step after the other.
  func point(_ steps: [Step]) throws {
    let actions = steps.map { step in
      switch step {
      case .move(let place):
        JSONValue([
          "type": .string("pointerMove"), "duration": .integer(20),
          "x": .integer(Int64(place.x)), "y": .integer(Int64(place.y)),
        ])
      case .down: JSONValue(["type": .string("pointerDown"), "button": .integer(0)])
      case .up: JSONValue(["type": .string("pointerUp"), "button": .integer(0)])
      }
    }
    let mouse = JSONValue([
      "type": .string("pointer"), "id": .string("mouse"), "actions": .array(actions),
    ])
    try post("actions", ["actions": .array([mouse])])
  }

  /// Presses and releases a key on the element in focus.
  func press(_ key: String) throws {
    let actions = ["keyDown", "keyUp"].map {
      JSONValue(["type": .string($0), "value": .string(key)])
    }
    let keys = JSONValue([
      "type": .string("key"), "id": .string("keys"), "actions": .array(actions),
    ])
    try post("actions", ["actions": .array([keys])])
  }

  /// A place in the window: parts of the width and height of the first element found.
  func place(_ selector: String, _ x: Double, _ y: Double) throws -> (x: Int, y: Int) {
    let box = try run(
      """
      const box = document.querySelector('\(selector)').getBoundingClientRect();
      return [box.left + box.width * \(x), box.top + box.height * \(y)]
      """)
    let values = (box.elements ?? []).compactMap(\.double)
    guard values.count == 2 else { throw Problem(text: "\(selector) has no place") }
    return (Int(values[0]), Int(values[1]))
  }

  /// Makes the page as wide as `pixels`, as a phone of that width would.
  func resize(width pixels: Int) throws {
    let metrics = JSONValue([
      "width": .integer(Int64(pixels)), "height": .integer(900), "deviceScaleFactor": .integer(1),
      "mobile": .bool(pixels < 600),
    ])
    try post(
      "goog/cdp/execute",
      ["cmd": .string("Emulation.setDeviceMetricsOverride"), "params": metrics])
  }

  /// The messages of a log that the page has written since the last call.
  func log(_ type: String) throws -> [String] {
    let entries = try post("se/log", ["type": .string(type)])
    return (entries.elements ?? []).compactMap { $0["message"]?.text }
  }
}
