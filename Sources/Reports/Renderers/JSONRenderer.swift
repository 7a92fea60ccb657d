import Basics

/// Every number of the run, for programs: `run`, then the report's data in its order, then the
/// title, the key numbers and the sentences.
package struct JSONRenderer: ReportRenderer {
  package static let name = "json"
  package static let summary = "report.json: every number, for programs"

  package init() {}

  package func files(of report: Report) -> [ReportFile] {
    [ReportFile(name: "report.json", text: document(report).text(indented: true) + "\n")]
  }

  private func document(_ report: Report) -> JSONValue {
    let words: [JSONMember] = [
      JSONMember("title", .string(report.title)),
      JSONMember("key_numbers", .array(report.keyNumbers.map(\.json))),
      JSONMember("findings", .array(report.findings.map(finding))),
      JSONMember("caveats", .array(report.caveats.map(JSONValue.string))),
    ]
    let given = Set(report.data.map(\.key))
    let extra = words.filter { !given.contains($0.key) }
    return .object([JSONMember("run", report.run)] + report.data + extra)
  }

  private func finding(_ finding: Finding) -> JSONValue {
    JSONValue(["sentence": .string(finding.sentence), "section": .string(finding.section)])
  }
}

extension ReportRenderer where Self == JSONRenderer {
  /// `report.json`.
  package static var json: Self { JSONRenderer() }
}
