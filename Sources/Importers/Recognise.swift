import Basics

/// The format in which `source` would be read, found from its first block and its names.
///
/// - Throws: `ImportError`, as `importSource` does before the first chunk.
/// - Complexity: Reads and inflates two blocks of about 4 MiB at most, unless the file is a JSON
///   document.
package func recogniseFormat(
  of source: SourceFile, options: ImportOptions
) throws(ImportError) -> String {
  do {
    return try SourceReader(source, options).format()
  } catch let error as ImportError {
    throw error.at(source.name)
  } catch let error as StreamError {
    throw ImportError(error).at(source.name)
  } catch {
    throw ImportError(.unreadable, "\(error)").at(source.name)
  }
}
