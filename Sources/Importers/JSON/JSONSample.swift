import Basics
import MarketData

/// What the first lines of a JSON file are, for telling formats apart.
struct JSONSample {
  private(set) var layout = JSONLayout()
  /// Whether some line carries what a recorder adds.
  private(set) var hasEnvelope = false
  /// The formats that are certain of every message that some format is certain of.
  private(set) var certain: [String] = []
  /// The formats that are certain of some message.
  private(set) var certainOfSome: [String] = []
  /// The formats whose venue some message is of.
  private(set) var venues: [String] = []
  private(set) var otherKind: String?
  /// Messages that some format knows, and how many of them each does.
  private var known = 0
  private var knownBy: [String: Int] = [:]
  /// Whether some line is JSON, and what is wrong with the first that is not.
  private var isJSON = false
  private var firstProblem: JSONProblem.Reason?

  /// Why no line is JSON though they begin like it; nil when one is.
  var problem: JSONProblem.Reason? { isJSON ? nil : firstProblem }

  /// Whether most messages that some format knows are of the format called so; the others may be
  /// heartbeats and answers to subscriptions.
  func isMost(of name: String) -> Bool { 2 * knownBy[name, default: 0] > known }

  /// Lines and elements that are looked at.
  private static let most = 1_000

  /// Whether a text begins as JSON or as a capture of JSON does.
  static func isJSON(_ block: TextBlock) -> Bool {
    let json = JSONTape(bytes: block.bytes)
    let start = json.skippingBlanks(
      from: block.range.lowerBound, to: block.range.upperBound, lines: false)
    guard start < block.range.upperBound else { return false }
    if isOpened(block) { return true }
    let span = block.bytes.span
    let end = ByteWords.index(of: 0x0A, in: span, from: start, to: block.range.upperBound)
    if Envelope.isNote(span, start..<end) { return true }
    guard let (_, message) = try? Envelope.stamp(span, start..<end), message < end else {
      return false
    }
    return block.bytes[message] == UInt8(ascii: "{") || block.bytes[message] == UInt8(ascii: "[")
  }

  /// Whether the text of a block begins with a bracket.
  static func isOpened(_ block: TextBlock) -> Bool {
    let json = JSONTape(bytes: block.bytes)
    let start = json.skippingBlanks(
      from: block.range.lowerBound, to: block.range.upperBound, lines: false)
    guard start < block.range.upperBound else { return false }
    return block.bytes[start] == UInt8(ascii: "{") || block.bytes[start] == UInt8(ascii: "[")
  }

  /// Looks at the beginning of a file; `isWhole` says that the block is all of it.
  init(_ block: TextBlock, isWhole: Bool, formats: [any JSONFormat.Type]) {
    var json = JSONTape(bytes: block.bytes)
    layout.isDocument = Self.isDocument(block, isWhole: isWhole, &json)
    if layout.isDocument {
      readDocument(block, &json, formats)
    } else {
      readLines(block, &json, formats)
    }
  }

  /// A file is a document when its first line is no whole value and its second is none either, or
  /// when all of it is one list on one line: that is read element by element, too.
  private static func isDocument(_ block: TextBlock, isWhole: Bool, _ json: inout JSONTape) -> Bool
  {
    let end = block.range.upperBound
    let start = json.skippingBlanks(from: block.range.lowerBound, to: end, lines: false)
    guard start < end, [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(block.bytes[start]) else {
      return false
    }
    if isValueLine(start, end, &json) {
      let last = json.range(JSONTape.root).upperBound
      return isWhole && json.isList(JSONTape.root)
        && json.skippingBlanks(from: last, to: end, lines: false) == end
    }
    if isWhole, let last = try? json.scan(from: start, to: end, lines: false) {
      return json.skippingBlanks(from: last, to: end, lines: false) == end
    }
    let newline = ByteWords.index(of: 0x0A, in: block.bytes.span, from: start, to: end)
    let second = json.skippingBlanks(from: min(newline + 1, end), to: end, lines: false)
    return second == end || !isValueLine(second, end, &json)
  }

  private static func isValueLine(_ start: Int, _ end: Int, _ json: inout JSONTape) -> Bool {
    guard let last = try? json.scan(from: start, to: end, lines: true) else { return false }
    let next = json.skippingBlanks(from: last, to: end, lines: true)
    return next == end || json.bytes[next] == 0x0A
  }

  private mutating func readDocument(
    _ block: TextBlock, _ json: inout JSONTape, _ formats: [any JSONFormat.Type]
  ) {
    let end = block.range.upperBound
    let start = json.skippingBlanks(from: block.range.lowerBound, to: end, lines: false)
    do throws(JSONProblem) {
      _ = try json.scan(from: start, to: end, lines: false)
      isJSON = true
      return look(JSONTape.root, json, formats)
    } catch { firstProblem = error.reason }
    // Only the beginning is here: an array's first elements, then.
    guard start < end, block.bytes[start] == UInt8(ascii: "[") else { return }
    var index = start + 1
    for _ in 0..<Self.most {
      index = json.skippingBlanks(from: index, to: end, lines: false)
      guard let next = try? json.scan(from: index, to: end, lines: false) else { return }
      isJSON = true
      judge(JSONTape.root, json, formats)
      index = json.skippingBlanks(from: next, to: end, lines: false)
      guard index < end, block.bytes[index] == UInt8(ascii: ",") else { return }
      index += 1
    }
  }

  private mutating func readLines(
    _ block: TextBlock, _ json: inout JSONTape, _ formats: [any JSONFormat.Type]
  ) {
    var start = block.range.lowerBound
    var count = 0
    while start < block.range.upperBound, count < Self.most {
      let span = block.bytes.span
      let end = ByteWords.index(of: 0x0A, in: span, from: start, to: block.range.upperBound)
      let line = CSVSample.trimmed(span, start..<end)
      start = end + 1
      guard !line.isEmpty else { continue }
      count += 1
      readLine(line, &json, formats)
    }
  }

  private mutating func readLine(
    _ line: Range<Int>, _ json: inout JSONTape, _ formats: [any JSONFormat.Type]
  ) {
    let bytes = json.bytes
    var from = line.lowerBound
    if bytes[from] != UInt8(ascii: "{"), bytes[from] != UInt8(ascii: "[") {
      if Envelope.isNote(bytes.span, line) { hasEnvelope = true }
      guard let (_, message) = try? Envelope.stamp(bytes.span, line) else { return }
      from = message
      hasEnvelope = true
    }
    do throws(JSONProblem) {
      _ = try json.scan(from: from, to: line.upperBound, lines: true)
    } catch {
      firstProblem = firstProblem ?? error.reason
      return
    }
    isJSON = true
    look(JSONTape.root, json, formats)
  }

  /// Looks at a value: one message, or an array of them.
  private mutating func look(
    _ token: Int, _ json: borrowing JSONTape, _ formats: [any JSONFormat.Type]
  ) {
    guard json.isList(token) else { return judge(token, json, formats) }
    var element = json.firstChild(of: token)
    var count = 0
    while let message = element, count < Self.most {
      judge(message, json, formats)
      element = json.next(after: message, in: token)
      count += 1
    }
  }

  private mutating func judge(
    _ token: Int, _ json: borrowing JSONTape, _ formats: [any JSONFormat.Type]
  ) {
    var message = token
    if let (_, inner) = Envelope.unwrap(token, json) {
      message = inner
      layout.isWrapped = true
      hasEnvelope = true
    }
    var sure: [String] = []
    var isKnown = false
    for format in formats {
      let claim = format.claim(message, json)
      switch claim {
      case .certain: sure.append(format.name)
      case .venue, .possible, .general:
        if !venues.contains(format.name) { venues.append(format.name) }
      case .otherKind(let name): otherKind = otherKind ?? name
      case .none: continue
      }
      isKnown = true
      knownBy[format.name, default: 0] += 1
    }
    if isKnown {
      known += 1
    } else {
      otherKind = otherKind ?? GeneratorNotes.name(of: message, json)
    }
    guard !sure.isEmpty else { return }
    certain = certainOfSome.isEmpty ? sure : certain.filter(sure.contains)
    certainOfSome += sure.filter { !certainOfSome.contains($0) }
  }
}
