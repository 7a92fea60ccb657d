import Importers
import MarketData
import Testing

/// Files that people name `.csv` and that are something else, and what they are told.
@Suite struct ForeignBytesTests {
  private static let columns = "time=ts,symbol=sym,side=side:order,price=px,quantity=qty"
  private static let header = "ts,sym,side,px,qty\n"

  private func refusal(_ bytes: [UInt8]) async throws -> String {
    let scratch = try Scratch()
    let path = try scratch.write(bytes, "x.csv")
    let options = ImportOptions(
      exchange: "bybit", columns: try ColumnMapping(parsing: Self.columns))
    do {
      return try await importFile(path, options).refused.map(\.explanation).joined(separator: "; ")
    } catch let error as ImportError {
      return error.message
    }
  }

  /// How each begins, and a word of what is said.
  private static let files: [(start: String, word: String)] = [
    ("BZh91AY", "bzip2"), ("7z\u{BC}\u{AF}\u{27}", "7z"),
    ("Rar!\u{1A}", "rar"), ("SQLite format 3\0", "SQLite"), ("%PDF-1.7", "PDF"),
    ("<!DOCTYPE html><html>", "web page"), ("<?xml version=", "web page"),
    ("ts,sym,side,px,qty\r1,2,sell,1,1\r", "carriage returns"),
    ("\u{04}\u{22}\u{4D}\u{18}\u{60}\u{40}", "lz4 -d"),
    ("t\0s\0,\0s\0y\0m\0,\0p\0x\0\n\0", "iconv -f UTF-16LE"),
    ("ts,sym,side,px,qty\n01.03.2024 12:00:00,BTCUSDT,sell,1,1\n", "2024-03-01 12:00:00"),
    ("ts,sym,side,px,qty\n3/1/2024,BTCUSDT,sell,1,1\n", "2024-03-01 12:00:00"),
    ("a.csv" + String(repeating: "\0", count: 252) + "ustar\0", "tar archive"),
  ]

  @Test(arguments: 0..<files.count)
  func `the message says what a file is`(file: Int) async throws {
    let (start, word) = Self.files[file]
    // Bytes, not UTF-8.
    let bytes = start.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let said = try await refusal(bytes)
    #expect(said.contains(word), "\(said)")
  }

  @Test func `a checksum beside an archive is skipped in a folder`() async throws {
    let scratch = try Scratch()
    let sum = String(repeating: "0f", count: 32) + "  BTCUSDT-1m-2024-03.zip\n"
    let path = try scratch.write(sum, "BTCUSDT-1m-2024-03.zip.CHECKSUM")
    let error = await #expect(throws: ImportError.self) {
      try await importFile(path, ImportOptions())
    }
    #expect(error?.isSkippedInFolders == true)
  }

  @Test(arguments: ["{'e': 'forceOrder'}", #"{"e":"forceOrder","o":NaN}"#, #"{"a":None}"#])
  func `what Python prints is said to be no JSON`(line: String) async throws {
    let scratch = try Scratch()
    let path = try scratch.write(line + "\n", "x.jsonl")
    let error = await #expect(throws: ImportError.self) {
      try await importFile(path, ImportOptions())
    }
    #expect(error?.message.contains("json.dumps") == true, "\(error?.message ?? "")")
  }

  @Test func `a line that begins with an angle bracket is not a web page`() async throws {
    let text = "<generator object x>,175.5\n"
    #expect(try await !refusal(Array(text.utf8)).contains("web page"))
  }

  @Test func `a column that is there twice is not chosen silently`() async throws {
    let text = "ts,sym,side,px,px,qty\n1709251200000,BTCUSDT,sell,1,2,1\n"
    #expect(try await refusal(Array(text.utf8)).contains("two columns 'px'"))
  }

  @Test(arguments: [
    ("1.70925E+12", false), ("1.7E+09", false), ("1.7092512e+12", true), ("1709251200000.0", true),
    ("1.7092512E+12", true), ("1709251200", true),
  ])
  func `a time that a spreadsheet has rounded is refused`(time: String, isRead: Bool) async throws {
    let text = Self.header + time + ",BTCUSDT,sell,1,1\n"
    let reason = "ts: rounded by a spreadsheet; export the column as whole numbers: '\(time)'"
    #expect(try await refusal(Array(text.utf8)) == (isRead ? "" : reason))
  }
}
