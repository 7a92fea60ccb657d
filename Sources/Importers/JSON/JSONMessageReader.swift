import Basics
import MarketData

/// Drives a JSON format over the lines of a block, or over the one document that it is.
struct JSONMessageReader<Format: JSONFormat> {
  private let format: Format
  private let layout: JSONLayout

  init(_ format: Format, _ layout: JSONLayout) {
    self.format = format
    self.layout = layout
  }

  func read(_ block: TextBlock, _ workspace: inout Workspace) -> ParsedBlock {
    workspace.instruments.beginBlock()
    var run = Run(
      bytes: block.bytes, json: JSONTape(bytes: block.bytes), end: block.range.upperBound,
      rows: JSONRows(format.rows(), workspace.instruments), index: block.range.lowerBound)
    if layout.isDocument {
      readDocument(&run)
    } else {
      readLines(&run, from: block.range.lowerBound)
    }
    workspace.instruments = run.rows.table
    var parsed = run.rows.rows.parsed(workspace.instruments)
    parsed.refused = run.parsed.refused
    parsed.refusedCount = run.parsed.refusedCount
    parsed.skipped = run.parsed.skipped
    parsed.places = run.parsed.places
    parsed.lineCount = run.line
    return parsed
  }

  /// Reads all lines; how many rows there will be is seen from the first hundreds.
  private func readLines(_ run: inout Run, from start: Int) {
    var sample = 512
    while run.index < run.end {
      readLine(&run)
      guard run.rows.rows.count >= sample else { continue }
      sample = .max
      let rows = run.rows.rows.count * (run.end - start) / (run.index - start)
      run.rows.rows.reserve(rows + rows / 16)
    }
  }

  /// Where the parser is, and what it has found.
  private struct Run {
    /// The text, beside the tape: to ask that for it copies the tape.
    let bytes: [UInt8]
    var json: JSONTape
    let end: Int
    var rows: JSONRows<Format.Rows>
    /// The byte to be read next.
    var index: Int
    /// The number of the line that is being read.
    var line = 0
    var parsed = ParsedBlock(.liquidations(LiquidationBatch()))
    /// How the last line's value is built, and that of all lines of its shape.
    var outline = Outline(shape: -1)

    @inline(__always)
    func skippingBlanks(from start: Int, lines: Bool) -> Int {
      JSONTape.skippingBlanks(bytes.span, from: start, to: end, lines: lines)
    }

    /// Counts what the last message, the value `token`, gave.
    mutating func count(since before: Int, _ token: Int) {
      if rows.problems.isEmpty {
        if rows.rows.count == before { parsed.skipped += 1 }
      } else {
        for problem in rows.problems { refuse(problem, json.range(token)) }
        rows.forgetProblems()
      }
      // Only these can contradict the store, and are then looked for.
      guard Format.kind != .liquidations else { return }
      for row in before..<rows.rows.count {
        parsed.places.note(line: line, series: rows.rows.series(ofRow: row))
      }
    }

    mutating func refuse(_ problem: RowProblem, _ message: Range<Int>) {
      let bytes = bytes
      parsed.refuse(problem, line: line, bytes.span, row: message, in: bytes.span)
    }
  }

  /// What of a value is the message.
  private struct Outline {
    var shape: Int
    /// Whether it is an array of messages.
    var isList = false
    var message = JSONTape.root
    /// When the recorder saw the message, if that stands around it.
    var stamp: Int?
    /// Whether what stands in the recorder's envelope is an array of messages.
    var isInnerList = false
  }

  /// Reads the line at `run.index` and steps behind its line feed.
  private func readLine(_ run: inout Run) {
    run.line += 1
    let start = run.skippingBlanks(from: run.index, lines: true)
    guard start < run.end else {
      run.index = run.end
      return
    }
    let byte = run.bytes[start]
    if byte == 0x0A {
      run.index = start + 1
    } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
      run.rows.received = LiquidationBatch.noTime
      readValue(start, from: start, &run)
    } else {
      readStamped(start, &run)
    }
  }

  private func readStamped(_ start: Int, _ run: inout Run) {
    let bytes = run.bytes
    let end = ByteWords.index(of: 0x0A, in: bytes.span, from: start, to: run.end)
    let line = start..<end
    run.index = end + 1
    do throws(RowProblem) {
      guard let (received, message) = try Envelope.stamp(bytes.span, line),
        message < end, bytes[message] != UInt8(ascii: "<")
      else {
        guard Envelope.isNote(bytes.span, line) || isScalar(line, &run) else {
          throw RowProblem("", .notJSON(.badValue))
        }
        run.parsed.skipped += 1
        return
      }
      run.rows.received = received
      readValue(start, from: message, &run)
    } catch {
      run.refuse(error, CSVSample.trimmed(bytes.span, line))
    }
  }

  /// Whether the line is a JSON text, number, truth or null: a value that holds no row.
  private func isScalar(_ line: Range<Int>, _ run: inout Run) -> Bool {
    let row = CSVSample.trimmed(run.json.bytes.span, line)
    let end = try? run.json.scan(from: row.lowerBound, to: row.upperBound, lines: true)
    return end == row.upperBound
  }

  /// Reads the value at `from`, which must be the last thing on the line that began at `start`.
  private func readValue(_ start: Int, from: Int, _ run: inout Run) {
    do throws(JSONProblem) {
      let end = try run.json.scan(from: from, to: run.end, lines: true)
      let next = run.skippingBlanks(from: end, lines: true)
      guard next == run.end || run.bytes[next] == 0x0A else {
        throw JSONProblem(.trailing, at: next)
      }
      run.index = next + 1
      readMessages(&run)
    } catch {
      let bytes = run.bytes
      let end = ByteWords.index(of: 0x0A, in: bytes.span, from: start, to: run.end)
      run.index = end + 1
      let line = CSVSample.trimmed(bytes.span, start..<end)
      run.refuse(RowProblem("", .notJSON(error.reason)), line)
    }
  }

  /// Reads the scanned value: one message, or an array of them.
  private func readMessages(_ run: inout Run) {
    if run.outline.shape != run.json.shape { run.outline = outline(of: JSONTape.root, run.json) }
    guard run.outline.isList else { return readMessage(JSONTape.root, run.outline, &run) }
    var element = run.json.firstChild(of: JSONTape.root)
    while let token = element {
      readMessage(token, outline(of: token, run.json), &run)
      element = run.json.next(after: token, in: JSONTape.root)
    }
  }

  private func outline(of token: Int, _ json: borrowing JSONTape) -> Outline {
    var outline = Outline(shape: json.shape, isList: json.isList(token), message: token)
    if layout.isWrapped || Envelope.mayBe(token, json),
      let (stamp, inner) = Envelope.unwrap(token, json)
    {
      (outline.stamp, outline.message) = (stamp, inner)
      outline.isInnerList = !Format.hasArrayMessages && json.isList(inner)
    }
    return outline
  }

  private func readMessage(_ token: Int, _ outline: Outline, _ run: inout Run) {
    let before = run.rows.rows.count
    if let stamp = outline.stamp {
      do throws(RowProblem) {
        run.rows.received = try run.json.anyTime(stamp, "local_timestamp")
      } catch {
        run.rows.refuse(error)
        return run.count(since: before, token)
      }
    }
    guard outline.isInnerList else {
      format.read(outline.message, run.json, into: &run.rows)
      return run.count(since: before, token)
    }
    // An array counts its elements inside of an envelope, too.
    var element = run.json.firstChild(of: outline.message)
    while let item = element {
      let before = run.rows.rows.count
      format.read(item, run.json, into: &run.rows)
      run.count(since: before, item)
      element = run.json.next(after: item, in: outline.message)
    }
  }

  /// Reads one value over many lines; an array element by element, so that no tape holds it all.
  private func readDocument(_ run: inout Run) {
    run.line = 1
    var counted = run.index
    do throws(JSONProblem) {
      let start = run.skippingBlanks(from: run.index, lines: false)
      run.index = start
      if start < run.end, run.bytes[start] == UInt8(ascii: "["),
        isListDocument(start, run)
      {
        try readElements(&run, &counted)
      } else {
        run.index = try run.json.scan(from: start, to: run.end, lines: false)
        readMessage(JSONTape.root, outline(of: JSONTape.root, run.json), &run)
      }
      let rest = run.skippingBlanks(from: run.index, lines: false)
      run.index = rest
      guard rest == run.end else { throw JSONProblem(.trailing, at: rest) }
    } catch {
      advance(&run, &counted, to: error.offset)
      run.refuse(RowProblem("", .notJSON(error.reason)), error.offset..<run.end)
    }
    advance(&run, &counted, to: run.end)
  }

  private func isListDocument(_ start: Int, _ run: Run) -> Bool {
    let first = run.skippingBlanks(from: start + 1, lines: false)
    guard first < run.end else { return false }
    return run.bytes[first] == UInt8(ascii: "{") || run.bytes[first] == UInt8(ascii: "[")
  }

  private func readElements(_ run: inout Run, _ counted: inout Int) throws(JSONProblem) {
    run.index += 1
    while true {
      let start = run.skippingBlanks(from: run.index, lines: false)
      advance(&run, &counted, to: start)
      run.index = try run.json.scan(from: start, to: run.end, lines: false)
      readMessage(JSONTape.root, outline(of: JSONTape.root, run.json), &run)
      let next = run.skippingBlanks(from: run.index, lines: false)
      guard next < run.end else { throw JSONProblem(.unclosed, at: next) }
      run.index = next + 1
      if run.bytes[next] == UInt8(ascii: "]") { return }
      guard run.bytes[next] == UInt8(ascii: ",") else { throw JSONProblem(.noComma, at: next) }
    }
  }

  /// Counts the lines up to `place`.
  private func advance(_ run: inout Run, _ counted: inout Int, to place: Int) {
    guard place > counted else { return }
    let bytes = run.bytes
    run.line += ByteWords.count(of: 0x0A, in: bytes.span, from: counted, to: place)
    counted = place
  }
}
