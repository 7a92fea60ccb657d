import Store

/// A refused row as the store's ledger keeps it; the importers have a richer one of the same name.
typealias LedgerRefusal = RefusedRow
