import Store

/// How the store imports: `Importers` has options of the same name.
typealias SessionOptions = ImportOptions
