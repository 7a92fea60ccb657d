import Basics
import ParquetFormat
import TestSupport
import Testing

/// Whatever the bytes are, the outcome is the right values or an error.
@Suite struct DamageTests {
  /// A small file with what the store uses: dictionaries, deltas, splits, levels, several pages.
  private static func file(codec: CodecName) throws -> [UInt8] {
    let schema = ParquetSchema(columns: [
      ParquetColumn("t", .int64, encoding: .deltaBinaryPacked),
      ParquetColumn("s", .byteArray, logical: .string, encoding: .rleDictionary),
      ParquetColumn("p", .double, isOptional: true, encoding: .byteStreamSplit),
    ])
    let count = 20
    let present = (0..<count).map { $0 % 5 != 2 }
    let columns = [
      ColumnData(.int64((0..<count).map { Int64($0 * $0) })),
      ColumnData(
        .dictionary(
          codes: (0..<count).map { UInt32($0 / 7 % 3) }, values: ByteColumn(["a", "bc", "def"]))),
      ColumnData(.double((0..<16).map { Double($0) / 3 }), present: present),
    ]
    return try parquetFile(
      [columns], schema: schema,
      options: WriterOptions(codec: codec, level: 1, rowsPerPage: 12), keyValues: [("k", "v")])
  }

  /// Everything a file holds, or the error.
  private static func outcome(_ bytes: [UInt8]) -> Result<([UInt32], UInt32), ParquetError> {
    do throws(ParquetError) {
      let file = try ParquetFile(MemorySource(bytes))
      var sums: [UInt32] = []
      for group in file.rowGroups.indices {
        for column in try file.readAll(rowGroup: group) { sums.append(column.checksum) }
      }
      return .success((sums, file.footerCRC32))
    } catch { return .failure(error) }
  }

  @Test(arguments: CodecName.allCases)
  func `a file cut off anywhere is an error`(codec: CodecName) throws {
    let bytes = try Self.file(codec: codec)
    for cut in 0..<bytes.count {
      let outcome = Self.outcome(Array(bytes[..<cut]))
      guard case .failure = outcome else {
        Issue.record("cut at \(cut) of \(bytes.count)")
        continue
      }
    }
  }

  @Test(arguments: CodecName.allCases)
  func `a file that lacks any one byte is an error`(codec: CodecName) throws {
    let bytes = try Self.file(codec: codec)
    let footer = try Self.outcome(bytes).get().1
    for index in bytes.indices {
      var damaged = bytes
      damaged.remove(at: index)
      guard case .success(let (_, found)) = Self.outcome(damaged) else { continue }
      #expect(found != footer, "byte \(index) of \(bytes.count)")
    }
  }

  @Test(arguments: [CodecName.uncompressed, .zstd])
  func `one flipped bit is an error or changes nothing`(codec: CodecName) throws {
    let bytes = try Self.file(codec: codec)
    let (sums, footer) = try Self.outcome(bytes).get()
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      guard case .success(let (found, foundFooter)) = Self.outcome(damaged) else { continue }
      // A footer that still reads is told by its sum, which the catalog keeps.
      #expect(found == sums || foundFooter != footer, "bit \(bit % 8) of byte \(bit / 8)")
    }
  }

  /// Without checksums the values may change, but nothing traps.
  @Test(arguments: FixtureTests.names)
  func `damaged bytes of other writers never trap`(name: String) throws {
    let bytes = try fixture(name)
    var random = SplitMix64(seed: 11, stream: name)
    var errors = 0
    for _ in 0..<100 {
      var damaged = bytes
      for _ in 0..<1 + random.index(below: 4) {
        damaged[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      if case .failure = Self.outcome(damaged) { errors += 1 }
    }
    #expect(errors > 0)
  }

  @Test func `a file without row groups is a file`() throws {
    let schema = ParquetSchema(columns: [ParquetColumn("t", .int64)])
    let bytes = try parquetFile([], schema: schema, keyValues: [("a", "b"), ("c", "")])
    let file = try ParquetFile(MemorySource(bytes))
    #expect(file.rowCount == 0)
    #expect(file.rowGroups.count == 0)
    #expect(file.schema == schema)
    #expect(file.keyValues.map(\.key) == ["a", "c"])
    #expect(file.createdBy == "liqtool test")
  }

  @Test(arguments: [
    "", "PAR1", "PAR1PAR1", "PAR1xxxxxxxxPAR1", "PARE\0\0\0\0PARE", "hello, world, hi",
  ])
  func `what is no Parquet file is refused`(text: String) {
    #expect(throws: ParquetError.self) { try ParquetFile(MemorySource(Array(text.utf8))) }
  }

  @Test func `a column that is not there is refused by name`() throws {
    let file = try ParquetFile(MemorySource(try Self.file(codec: .zstd)))
    let error = #expect(throws: ParquetError.self) { try file.read(rowGroup: 0, columns: ["x"]) }
    #expect(error?.description == "column 'x', row group 0: the file has no such column")
  }

  /// A list of 2³² − 1 elements in a footer of nine bytes.
  @Test func `a count is compared with what can be there before memory is taken`() throws {
    var footer: [UInt8] = [0x15, 0x04, 0x19, 0xFC]
    footer += [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]
    let bytes = Array("PAR1".utf8) + footer + [UInt8(footer.count), 0, 0, 0] + Array("PAR1".utf8)
    let error = #expect(throws: ParquetError.self) { try ParquetFile(MemorySource(bytes)) }
    #expect(error?.kind == .truncated(needed: 4_294_967_295, available: 0))
  }

  @Test func `a file on disk reads like one in memory`() throws {
    let bytes = try Self.file(codec: .zstd)
    try ScratchFile.with(bytes) { path in
      let source = try FileSource(path: path)
      #expect(source.count == bytes.count)
      #expect(try source.read(4..<60) == Array(bytes[4..<60]))
      #expect(throws: ParquetError.self) { try source.read(0..<bytes.count + 1) }
      #expect(try ParquetFile(source).readAll(rowGroup: 0).count == 3)
    }
    #expect(throws: ParquetError(.unreadable(errno: 2))) { try FileSource(path: "/nowhere/file") }
  }
}
