/// One page that opens from disk, asks nothing of any network, and prints.
///
/// Its policy forbids every request, and allows no style or script but its own.
package struct HTMLRenderer: ReportRenderer {
  package static let name = "html"
  package static let summary = "report.html: one page with charts to explore, for a browser"

  package init() {}

  /// Tables give way first when a page would become larger than browsers open at once.
  private static let sizeLimit = 2_900_000

  package func files(of report: Report) -> [ReportFile] {
    var text = ""
    for limits in PageLimits.all {
      text = PageTemplate.render(PageContext(report, limits).values)
      if text.utf8.count <= Self.sizeLimit { break }
    }
    return [ReportFile(name: "report.html", text: text)]
  }
}

extension ReportRenderer where Self == HTMLRenderer {
  /// `report.html`.
  package static var html: Self { HTMLRenderer() }
}
