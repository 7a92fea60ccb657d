package import Basics

/// Everything one run found. Data first: `report.json`, Markdown, CSV and HTML are renderings of the
/// same value and cannot disagree.
package struct Report: Sendable, Equatable {
  /// The first heading.
  package var title: String
  /// What was run on what: id, version, command, seed, window, segments.
  package var run: JSONValue
  /// Further members of `report.json` after `run`, in order, such as `coverage` and `analyses`.
  package var data: [JSONMember]
  /// The most important sentences, at most ten, the strongest first.
  package var findings: [Finding] = []
  /// What limits the answer: throttled feeds, price kinds, missing notionals, short runs.
  package var caveats: [String] = []
  /// In the order they are read.
  package var sections: [Section] = []

  package init(title: String, run: JSONValue, data: [JSONMember] = []) {
    self.title = title
    self.run = run
    self.data = data
  }
}

/// One headline of a report: the effect in words and numbers, then how sure it is.
package struct Finding: Sendable, Equatable {
  /// A whole sentence.
  package var sentence: String
  /// The name of the section that shows where it comes from.
  package var section: String

  package init(_ sentence: String, section: String) {
    self.sentence = sentence
    self.section = section
  }
}

/// One chapter of a report: what was asked, what came out, in words, tables and pictures.
package struct Section: Sendable, Equatable {
  /// The key in `report.json` and the name of the CSV file: `seasonality`.
  package var name: String
  package var title: String
  /// Paragraphs before the tables: what the numbers say.
  package var summary: [String] = []
  package var tables: [Table] = []
  package var charts: [Chart] = []
  /// How it was computed and what it does not show, in plain words.
  package var method: [String] = []

  package init(name: String, title: String) {
    self.name = name
    self.title = title
  }
}
