import Basics

/// What a segment's footer notes beside the data, so that the catalog can be rebuilt from the
/// files.
///
/// | key | value |
/// | --- | --- |
/// | `liqtool.store` | the store's version |
/// | `liqtool.kind`, `.exchange`, `.interval` or `.name`, `.month` | the folder keys |
/// | `liqtool.part` | the segment's number in its import: equal rows are still two segments |
/// | `liqtool.imports` | JSON array of `{"id","source","hash","format","options","bytes"}` |
struct SegmentNotes: Sendable {
  /// One import with rows in the segment.
  struct Source: Sendable, Equatable {
    let id: Int64
    /// The last part of the file's path: the same file gives the same segment from every folder.
    let name: String
    let bytes: Int
    let identity: ImportIdentity

    /// The same import of a file whose hash and length are known by now.
    func of(hash: String, bytes: Int) -> Source {
      let known = ImportIdentity(hash: hash, format: identity.format, options: identity.options)
      return Source(id: id, name: name, bytes: bytes, identity: known)
    }
  }

  let imports: [Source]

  func keyValues(_ partition: PartitionKey, part: String) -> [(String, String)] {
    var notes = [
      ("liqtool.store", String(CatalogMigrations.storeVersion)),
      ("liqtool.kind", partition.kind.rawValue),
      ("liqtool.exchange", partition.exchange),
    ]
    if let key = partition.kind.variantKey, let variant = partition.variant {
      notes.append(("liqtool." + key, variant))
    }
    notes.append(("liqtool.month", partition.month))
    notes.append(("liqtool.part", part))
    notes.append(("liqtool.imports", JSONValue.array(imports.map(Self.json)).text()))
    return notes
  }

  private static func json(_ source: Source) -> JSONValue {
    JSONValue([
      "id": .integer(source.id), "source": .string(source.name),
      "bytes": .integer(Int64(source.bytes)), "hash": .string(source.identity.hash),
      "format": .string(source.identity.format), "options": .string(source.identity.options),
    ])
  }

  /// The notes in a footer, or nil when they are not ours.
  init?(_ file: SegmentFile) {
    guard let text = file.note("liqtool.imports"),
      let json = try? JSONValue(parsing: text), let elements = json.elements
    else { return nil }
    var sources: [Source] = []
    for element in elements {
      guard let source = Self.source(element) else { return nil }
      sources.append(source)
    }
    imports = sources
  }

  init(imports: [Source]) { self.imports = imports }

  private static func source(_ json: JSONValue) -> Source? {
    guard let id = json["id"]?.int, let name = json["source"]?.text,
      let bytes = json["bytes"]?.int, let hash = json["hash"]?.text,
      let format = json["format"]?.text, let options = json["options"]?.text
    else { return nil }
    return Source(
      id: id, name: name, bytes: Int(bytes),
      identity: ImportIdentity(hash: hash, format: format, options: options))
  }
}
