/// One page that opens from disk, asks nothing of any network, and prints.
///
/// Its policy forbids every request, and allows no style or script but its own.
package struct HTMLRenderer: ReportRenderer {
  package static let name = "html"
  package static let summary = "report.html: one page with charts to explore, for a browser"

  package init() {}

  package func files(of report: Report) -> [ReportFile] {
    let text = PageTemplate.render(PageContext(report).values)
    return [ReportFile(name: "report.html", text: text)]
  }
}

extension ReportRenderer where Self == HTMLRenderer {
  /// `report.html`.
  package static var html: Self { HTMLRenderer() }
}
