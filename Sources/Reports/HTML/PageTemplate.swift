import Mustache

/// The page, with a place for everything a report has. `{{x}}` is escaped, `{{{x}}}` is ours.
enum PageTemplate {
  /// The page for `context`.
  static func render(_ context: [String: Any]) -> String { template.render(context) }

  private static let template: MustacheTemplate = {
    MustacheContentTypes.register(ScalarEscaping(), named: "SCALARS")
    do {
      return try MustacheTemplate(string: text)
    } catch {
      preconditionFailure("the page's template does not parse: \(error)")
    }
  }()

  /// Escapes character codes, not characters: the library's own way takes a quotation mark with an
  /// accent for one character that needs no escape, and a browser ends the attribute there.
  private struct ScalarEscaping: MustacheContentType {
    func escapeText(_ text: String) -> String { MarkupText.escaped(text) }
  }

  private static let text = """
    {{% CONTENT_TYPE: SCALARS}}<!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
    style-src 'sha256-{{{styleHash}}}'; script-src 'sha256-{{{scriptHash}}}'; \
    base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>{{title}}</title>
    <style>{{{style}}}</style>
    </head>
    <body>
    <div class="page">
    <nav class="toc" aria-label="Contents">
    <details open><summary>Contents</summary>
    <ol>
    {{#entries}}<li><a href="#{{anchor}}">{{title}}</a></li>
    {{/entries}}</ol>
    </details>
    </nav>
    <main>
    <header id="top">
    <div class="head"><h1 dir="auto">{{title}}</h1></div>
    <dl class="run">
    {{#run}}<div><dt>{{name}}</dt><dd dir="auto">{{value}}</dd></div>
    {{/run}}</dl>
    </header>
    {{#hasCards}}<section class="cards" aria-label="Summary">
    {{#cards}}<div class="card"><div class="label"><span{{#hasHelp}} class="term" tabindex="0" \
    title="{{help}}"{{/hasHelp}}>{{label}}</span></div>\
    <div class="value">{{value}}</div>\
    {{#hasInterval}}<div class="interval">{{interval}} \
    <span class="level">({{level}})</span></div>{{/hasInterval}}\
    {{#hasNote}}<div class="note">{{note}}</div>{{/hasNote}}</div>
    {{/cards}}</section>
    {{/hasCards}}{{#hasFindings}}<section id="findings" class="findings">
    <h2>Findings</h2>
    <ol>
    {{#findings}}<li dir="auto">{{sentence}}{{#hasLink}} <a href="#{{anchor}}">{{place}}</a>\
    {{/hasLink}}</li>
    {{/findings}}</ol>
    </section>
    {{/hasFindings}}{{#hasCaveats}}<section id="caveats" class="caveats">
    <h2>What limits these answers</h2>
    <ul>
    {{#caveats}}<li dir="auto">{{text}}</li>
    {{/caveats}}</ul>
    </section>
    {{/hasCaveats}}{{#sections}}<section id="{{anchor}}" class="part">
    <h2 dir="auto">{{title}}</h2>
    {{#summary}}<p dir="auto">{{text}}</p>
    {{/summary}}{{#charts}}<figure class="chart-figure" data-file="{{file}}">
    <figcaption><span dir="auto">{{title}}</span></figcaption>
    <div class="wide">
    {{{wide}}}
    </div>
    <template>
    {{{narrow}}}
    </template>
    <script type="application/json">{{{data}}}</script>
    </figure>
    {{/charts}}{{#tables}}<figure class="table-figure">
    <figcaption><span dir="auto">{{title}}</span></figcaption>
    <div class="scroll"><table data-shown="{{shown}}" data-file="{{file}}"\
    {{#isPart}} data-part{{/isPart}}>
    <thead><tr>{{#heads}}<th scope="col"{{^isNumber}} class="t"{{/isNumber}}>\
    <span{{#hasHelp}} class="term" title="{{help}}"{{/hasHelp}}>{{label}}</span></th>{{/heads}}\
    {{#hasMeaning}}<th scope="col" class="t meaning">meaning</th>{{/hasMeaning}}</tr></thead>
    <tbody>
    {{{rows}}}</tbody>
    </table></div>
    <p class="rest">{{rest}}</p>
    <script type="application/json" class="csv">{{{csv}}}</script>\
    {{#hasMore}}<script type="application/json" class="more">{{{more}}}</script>{{/hasMore}}
    </figure>
    {{/tables}}{{#hasMethod}}<details class="method"><summary>How this was computed</summary>
    {{#method}}<p dir="auto">{{text}}</p>
    {{/method}}</details>
    {{/hasMethod}}</section>
    {{/sections}}</main>
    </div>
    <script>{{{script}}}</script>
    </body>
    </html>

    """
}
