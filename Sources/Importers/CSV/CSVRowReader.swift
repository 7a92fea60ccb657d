import Basics
import MarketData

/// Drives a CSV format over the lines of a block.
struct CSVRowReader<Format: CSVFormat> {
  /// The most rows by which columns are made longer at a time.
  private static var spareRows: Int { 4_096 }

  private let format: Format
  private let shape: CSVShape

  init(_ format: Format) {
    self.format = format
    shape = format.shape
  }

  func read(_ block: TextBlock, _ workspace: inout Workspace) -> ParsedBlock {
    workspace.instruments.beginBlock()
    workspace.fields.reserve(max(shape.least, shape.most ?? 0) + 1)
    // Columns of the room that is needed: what lies behind their rows is memory, too.
    var rows = format.rows(capacity: block.range.count / workspace.bytesPerRow + Self.spareRows)
    var run = Run(block: block)
    let span = block.bytes.span
    while run.start < block.range.upperBound {
      if span[run.start] == 0x0A {
        run.previous = 0..<0
        run.lineCount += 1
        run.start += 1
        continue
      }
      let before = rows.count
      let next = format.readPlain(
        span, from: run.start, to: block.range.upperBound, &workspace.instruments, into: &rows)
      if next > run.start {
        run.lineCount += rows.count - before
        run.start = next
        continue
      }
      let end = workspace.fields.split(span, from: run.start, to: block.range.upperBound)
      run.lineCount += 1
      readLine(span, run.start..<end, &workspace, &rows, &run)
      // Only these can contradict the store, and are then looked for.
      if Format.kind != .liquidations {
        for row in before..<rows.count {
          run.parsed.places.note(line: run.lineCount, series: rows.series(ofRow: row))
        }
      }
      run.start = end + 1
    }
    if rows.count > 0 {
      workspace.bytesPerRow = max(1, block.range.count / rows.count - 1)
    }
    var parsed = rows.parsed(workspace.instruments)
    run.finish(&parsed)
    return parsed
  }

  /// Where the parser is, and what it has counted.
  private struct Run {
    var start: Int
    var previous: Range<Int>
    var lineCount = 0
    var parsed = ParsedBlock(.liquidations(LiquidationBatch()))

    init(block: TextBlock) {
      start = block.range.lowerBound
      previous = block.previousLine
    }

    func finish(_ result: inout ParsedBlock) {
      result.refused = parsed.refused
      result.refusedCount = parsed.refusedCount
      result.skipped = parsed.skipped
      result.duplicates = parsed.duplicates
      result.places = parsed.places
      result.lineCount = lineCount
    }
  }

  @inline(__always)
  private func readLine(
    _ span: Span<UInt8>, _ line: Range<Int>, _ workspace: inout Workspace,
    _ rows: inout Format.Rows, _ run: inout Run
  ) {
    if shape.collapsesTwins, isTwin(span, line, &run) { return }
    let before = rows.count
    do throws(RowProblem) {
      try check(span, line, &workspace.fields)
      if workspace.fields.areUnquoted {
        let text = workspace.fields.unquoted
        try format.read(text.span, workspace.fields, &workspace.instruments, into: &rows)
      } else {
        try format.read(span, workspace.fields, &workspace.instruments, into: &rows)
      }
      if rows.count == before { run.parsed.skipped += 1 }
    } catch {
      explain(error, span, line, workspace.fields, &run)
    }
  }

  /// Unquotes where needed and counts the fields.
  @inline(__always)
  private func check(
    _ span: Span<UInt8>, _ line: Range<Int>, _ fields: inout CSVFields
  ) throws(RowProblem) {
    if fields.areUnquoted {
      let hasReturn = !line.isEmpty && span[line.upperBound - 1] == 0x0D
      try fields.unquote(span, line.lowerBound..<(line.upperBound - (hasReturn ? 1 : 0)))
    }
    guard fields.count >= shape.least else {
      throw RowProblem("", .fields(found: fields.count, needed: shape.least))
    }
    if let most = shape.most, fields.count > most {
      throw RowProblem("", .tooManyFields(found: fields.count, most: most))
    }
  }

  /// A line that could not be read is blank, a header once more, or refused.
  private func explain(
    _ problem: RowProblem, _ span: Span<UInt8>, _ line: Range<Int>,
    _ fields: borrowing CSVFields, _ run: inout Run
  ) {
    let row = CSVSample.trimmed(span, line)
    if row.isEmpty { return }
    if shape.headers.contains(where: { $0.count == row.count })
      && shape.headers.contains(FieldValues.copy(span, row))
    {
      run.parsed.skipped += 1
      return
    }
    let number = run.lineCount
    if fields.areUnquoted {
      let text = fields.unquoted
      run.parsed.refuse(problem, line: number, text.span, row: row, in: span)
    } else {
      run.parsed.refuse(problem, line: number, span, row: row, in: span)
    }
  }

  /// Whether the line repeats the one before it.
  private func isTwin(_ span: Span<UInt8>, _ line: Range<Int>, _ run: inout Run) -> Bool {
    defer { run.previous = line }
    // The last line of a file may lack the carriage return that the others have.
    let (row, other) = (Self.withoutReturn(span, line), Self.withoutReturn(span, run.previous))
    guard row.count == other.count, !row.isEmpty else { return false }
    for offset in 0..<row.count
    where span[row.lowerBound + offset] != span[other.lowerBound + offset] {
      return false
    }
    run.parsed.duplicates += 1
    return true
  }

  private static func withoutReturn(_ span: Span<UInt8>, _ line: Range<Int>) -> Range<Int> {
    let hasReturn = !line.isEmpty && span[line.upperBound - 1] == 0x0D
    return line.lowerBound..<(line.upperBound - (hasReturn ? 1 : 0))
  }
}
