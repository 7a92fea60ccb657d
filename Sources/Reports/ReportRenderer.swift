/// One file of a rendered report.
package struct ReportFile: Sendable, Equatable {
  /// Its path inside the report's folder: `report.md`, `charts/equity.svg`.
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// A file of `text` in UTF-8.
  init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }
}

/// A way to write a report down.
package protocol ReportRenderer: Sendable {
  /// The name on the command line: `md`, `csv`, `json`, `html`.
  static var name: String { get }

  /// What the files hold, in a line for `--help`.
  static var summary: String { get }

  /// The files of `report`, in a fixed order. The same report always gives the same bytes.
  func files(of report: Report) -> [ReportFile]
}

/// Every renderer, in the order the command line lists them.
package enum Renderers {
  package static let all: [any ReportRenderer] = [
    MarkdownRenderer(),
    CSVRenderer(),
    JSONRenderer(),
    HTMLRenderer(),
  ]

  /// The renderer called `name`, or nil.
  package static func named(_ name: String) -> (any ReportRenderer)? {
    all.first { type(of: $0).name == name }
  }
}
