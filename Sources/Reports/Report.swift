package import Basics

/// Everything one run found. Data first: `report.json`, Markdown, CSV and HTML are renderings of
/// the same value and cannot disagree.
package struct Report: Sendable, Equatable {
  /// The first heading.
  package var title: String
  /// What was run on what: id, version, command, seed, window, segments.
  package var run: JSONValue
  /// Further members of `report.json` after `run`, in order, such as `coverage` and `analyses`.
  package var data: [JSONMember]
  /// The handful of numbers a reader looks for first, each with its interval.
  package var keyNumbers: [KeyNumber] = []
  /// The most important sentences, at most ten, the strongest first.
  package var findings: [Finding] = []
  /// What limits the answer: throttled feeds, price kinds, missing notionals, short runs.
  package var caveats: [String] = []
  /// In the order they are read.
  package var sections: [Section] = []
  /// What a number means, in a sentence: by the name of its column, for columns that do not say, or
  /// by the text that stands in its row, for tables with one number a row.
  package var definitions: [String: String] = [:]

  package init(title: String, run: JSONValue, data: [JSONMember] = []) {
    self.title = title
    self.run = run
    self.data = data
  }
}

/// One number that stands at the top of a report, with how sure it is and what it means.
package struct KeyNumber: Sendable, Equatable {
  /// As in `report.json`: `max_drawdown`.
  package var name: String
  /// For people, unit included: `largest drawdown`.
  package var label: String
  /// NaN is undefined.
  package var value: Double
  /// The interval's ends; NaN where there is none.
  package var low = Double.nan
  package var high = Double.nan
  /// How often such an interval holds the true value: 0.95.
  package var confidence = 0.95
  package var style: Column.Style
  /// A few words below the number: what it is compared with, how many it rests on.
  package var note = ""
  /// What the number means, in a sentence.
  package var definition = ""

  package init(
    _ name: String, label: String, _ value: Double, style: Column.Style = .significant(4)
  ) {
    self.name = name
    self.label = label
    self.value = value
    self.style = style
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
