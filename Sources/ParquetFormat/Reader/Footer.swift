import Basics

/// The end of a file: the metadata, its length in four bytes, `PAR1`.
struct Footer {
  let metadata: FileMetadata
  let crc32: UInt32

  init(_ source: any ByteSource) throws(ParquetError) {
    let magic = parquetMagic.count
    guard source.count >= 2 * magic + 4 else { throw ParquetError(.notParquet) }
    let head = try source.read(0..<magic)
    let tail = try source.read(source.count - magic - 4..<source.count)
    if tail[4...] == encryptedMagic[...] { throw ParquetError(.unsupported("an encrypted file")) }
    guard head == parquetMagic, tail[4...] == parquetMagic[...] else {
      throw ParquetError(.notParquet)
    }
    let length = Int(load32(tail.span, at: 0))
    let available = source.count - 2 * magic - 4
    guard length <= available else {
      throw ParquetError(.truncated(needed: length, available: available))
    }
    let start = source.count - magic - 4 - length
    let bytes = try source.read(start..<start + length)
    do throws(ParquetError) {
      metadata = try FileMetadata(parsing: bytes)
    } catch { throw error.located(offset: start) }
    crc32 = Basics.crc32(tail.span, after: Basics.crc32(bytes.span))
  }
}

/// What a file begins and ends with.
let parquetMagic = Array("PAR1".utf8)

/// What a file with an encrypted footer begins and ends with.
private let encryptedMagic = Array("PARE".utf8)
