/// The page's style: light, dark, phone, paper.
enum PageStyle {
  static let text = [
    variables, layout, parts, tables, Palette.shapes, colors, charts, small, print,
  ].joined(separator: "\n")

  /// What the page's policy calls it.
  static let hash = SHA256.base64(text)

  /// The light scheme, unless the reader's screen or the button says dark.
  private static let variables = """
    :root{\(light)}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){\(dark)}}
    :root[data-theme=dark]{\(dark)}
    """

  private static let light =
    scheme(
      Palette.light, card: "#f6f8fa", accent: "#00558c", warn: "#fff6e5", edge: "#e0a030")
    + "color-scheme:light"

  private static let dark =
    scheme(Palette.dark, card: "#1c2027", accent: "#7cc4f0", warn: "#2b2413", edge: "#a8761c")
    + "color-scheme:dark"

  private static func scheme(
    _ scheme: Palette.Scheme, card: String, accent: String, warn: String, edge: String
  ) -> String {
    "--paper:\(scheme.paper);--ink:\(scheme.ink);--faint:\(scheme.faint);--line:\(scheme.grid);"
      + "--card:\(card);--accent:\(accent);--warn:\(warn);--edge:\(edge);"
  }

  private static let colors = """
    \(Palette.css(Palette.light, heatmap: true))
    @media (prefers-color-scheme:dark){
    \(Palette.css(Palette.dark, root: ":root:not([data-theme=light])", heatmap: true))
    }
    \(Palette.css(Palette.dark, root: ":root[data-theme=dark]", heatmap: true))
    """

  private static let layout = """
    *{box-sizing:border-box}
    html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,\
    -apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
    .page{display:grid;grid-template-columns:15rem minmax(0,58rem);gap:3rem;\
    justify-content:center;padding:2.5rem 1.5rem 5rem}
    .toc{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);\
    overflow-y:auto;font-size:.875rem}
    .toc summary{display:none}
    .toc ol{list-style:none;margin:0;padding:0;border-inline-start:2px solid var(--line)}
    .toc a{display:block;padding:.28rem .8rem;color:var(--faint);text-decoration:none;\
    margin-inline-start:-2px;border-inline-start:2px solid transparent}
    .toc a:hover{color:var(--ink)}
    .toc a[aria-current]{color:var(--ink);border-color:var(--accent);font-weight:600}
    a{color:var(--accent)}
    h1{font-size:1.9rem;line-height:1.2;margin:0;letter-spacing:-.01em;min-width:0;\
    overflow-wrap:anywhere}
    h2{font-size:1.35rem;line-height:1.3;margin:0 0 .6rem;letter-spacing:-.005em}
    main>section{margin-top:2.8rem}
    .part{content-visibility:auto;contain-intrinsic-size:auto 60rem;padding:.2rem;\
    margin-inline:-.2rem}
    p{margin:.5rem 0;max-width:46rem}
    """

  private static let parts = """
    .head{display:flex;gap:1rem;justify-content:space-between;align-items:start}
    .run{display:flex;flex-wrap:wrap;gap:.25rem 1.4rem;margin:.9rem 0 0;font-size:.8125rem;\
    color:var(--faint)}
    .run div{display:flex;gap:.45rem;min-width:0}
    .run dd{margin:0;color:var(--ink);font-family:ui-monospace,"SF Mono",Menlo,Consolas,\
    "DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(12.5rem,1fr));gap:.8rem}
    .card{background:var(--card);border:1px solid var(--line);border-radius:10px;\
    padding:.85rem 1rem}
    .label{font-size:.8125rem;color:var(--faint)}
    .value{font-size:1.65rem;font-weight:650;line-height:1.25;letter-spacing:-.01em;\
    font-variant-numeric:tabular-nums}
    .interval{font-size:.8125rem;font-variant-numeric:tabular-nums}
    .level,.card .note{font-size:.8125rem;color:var(--faint)}
    .level{white-space:nowrap}
    .term{text-decoration:underline dotted var(--faint);\
    text-underline-offset:3px;cursor:help}
    .findings ol{padding-inline-start:1.6rem;margin:0}
    .findings li{margin:.55rem 0;max-width:46rem;padding-inline-start:.3rem}
    .findings li::marker{color:var(--faint);font-weight:600}
    .findings a{font-size:.875rem;overflow-wrap:anywhere}
    .caveats{background:var(--warn);border-inline-start:4px solid var(--edge);\
    border-radius:6px;padding:1rem 1.2rem}
    .caveats h2{font-size:1rem;margin-bottom:.3rem}
    .caveats ul{margin:0;padding-inline-start:1.1rem;font-size:.9375rem}
    .caveats li{margin:.3rem 0}
    .method{margin:1.2rem 0 0;font-size:.9375rem;border-top:1px solid var(--line);\
    padding-top:.6rem;color:var(--faint)}
    .method summary{cursor:pointer;font-weight:600}
    .numbers{margin:.3rem 0 0;font-size:.8125rem}
    .numbers summary{cursor:pointer;color:var(--faint)}
    .numbers .scroll{max-height:20rem;overflow-y:auto;margin:.4rem 0}
    figure{margin:1.5rem 0 0}
    figcaption{font-weight:600;font-size:.9375rem;margin-bottom:.35rem;display:flex;\
    flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline}
    button{font:inherit;font-size:.8125rem;color:var(--accent);background:none;\
    border:1px solid var(--line);border-radius:6px;padding:.2rem .6rem;\
    cursor:pointer;white-space:nowrap}
    button:hover{border-color:var(--accent)}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    .tip{position:fixed;z-index:9;pointer-events:none;background:var(--ink);color:var(--paper);\
    border-radius:6px;padding:.4rem .6rem;font-size:.8125rem;line-height:1.4;max-width:19rem;\
    white-space:pre-line;font-variant-numeric:tabular-nums;box-shadow:0 2px 10px #0003}
    .tip[hidden]{display:none}
    """

  private static let tables = """
    .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;\
    width:fit-content;min-width:min(100%,24rem);max-width:100%;\
    background-repeat:no-repeat;background-attachment:local,local,scroll,scroll;\
    background-position:0,100%,0,100%;\
    background-size:2.4rem 100%,2.4rem 100%,.8rem 100%,.8rem 100%;\
    background-image:linear-gradient(90deg,var(--paper) 1.2rem,transparent),\
    linear-gradient(270deg,var(--paper) 1.2rem,transparent),\
    linear-gradient(90deg,#8885,transparent),linear-gradient(270deg,#8885,transparent)}
    table{border-collapse:collapse;width:100%;font-size:.875rem;\
    font-variant-numeric:tabular-nums}
    th,td{padding:.38rem .8rem;text-align:end;white-space:nowrap;max-width:22rem;\
    overflow:hidden;text-overflow:ellipsis;unicode-bidi:isolate}
    th{font-weight:600;color:var(--faint);\
    border-bottom:1px solid var(--line)}
    td{border-top:1px solid var(--line)}
    tbody tr:first-child td{border-top:0}
    tbody tr:hover{background:var(--card)}
    .t{text-align:start}
    .meaning{white-space:normal;max-width:32rem;font-size:.8125rem;color:var(--faint)}
    .js th{cursor:pointer;user-select:none}
    .js th:hover{color:var(--ink)}
    th[aria-sort]::after{content:" ↑"}
    th[aria-sort=descending]::after{content:" ↓"}
    .js table:not(.open) .more{display:none}
    .tools{margin-inline-start:auto}
    .save{border-color:transparent;color:var(--faint);font-weight:400;padding:.1rem .3rem}
    .save::before{content:"↓ "}
    .all{margin-top:.5rem}
    .rest{font-size:.8125rem;color:var(--faint);margin:.4rem 0 0}
    .rest:empty{display:none}
    """

  private static let charts = """
    .chart{display:block;width:100%;height:auto;overflow:visible}
    .narrow{display:none}
    .wide,.narrow{position:relative}
    .js .chart{touch-action:pan-y;user-select:none;-webkit-user-select:none}
    .js .legend{cursor:pointer}
    .legend.off{opacity:.35}
    .series.off{display:none}
    .cross{stroke:var(--faint);stroke-width:1;fill:none;pointer-events:none}
    .cross[hidden],.brush[hidden]{display:none}
    .brush{fill:var(--accent);fill-opacity:.15;pointer-events:none}
    .hint{font-size:.75rem;color:var(--faint);font-weight:400;\
    visibility:hidden}
    figure:hover .hint,figure:focus-within .hint{visibility:visible}
    .reset{position:absolute;top:-1.9rem;inset-inline-end:0;background:var(--paper)}
    .reset[hidden]{display:none}
    """

  private static let small = """
    @media (max-width:68rem){
    .page{grid-template-columns:minmax(0,58rem);gap:1.5rem;padding-top:1.5rem}
    .toc{position:static;max-height:none;background:var(--card);border-radius:8px;\
    border:1px solid var(--line)}
    .toc summary{display:block;padding:.6rem .9rem;font-weight:600;cursor:pointer}
    .toc ol{border:0;padding:0 0 .6rem}
    .toc a[aria-current]{border-color:transparent}
    }
    @media (max-width:40rem){
    .meaning{min-width:15rem}
    .page{padding:1rem 1rem 3rem}
    h1{font-size:1.5rem}
    h2{font-size:1.2rem}
    .cards{grid-template-columns:1fr 1fr;gap:.6rem}
    .card{padding:.65rem .75rem}
    .value{font-size:1.3rem}
    .js .wide{display:none}
    .narrow{display:block}
    .hint{display:none}
    main>section{margin-top:2.2rem}
    }
    """

  private static let print = """
    @page{margin:16mm}
    @media print{
    :root:root,:root[data-theme=dark]{\(light)}
    \(Palette.css(Palette.light, root: ":root:root:root", heatmap: true))
    body{font-size:10.5pt}
    .page{display:block;padding:0}
    .toc,button,.tools,.hint,.tip,.numbers{display:none}
    .js .wide{display:block}
    .js .narrow{display:none}
    .part{content-visibility:visible}
    .scroll{overflow:visible}
    h2,figcaption{break-after:avoid}
    .chart-figure,.card,.caveats,tr{break-inside:avoid}
    th,td{padding:.2rem .5rem;white-space:normal}
    details.method::details-content{content-visibility:visible;block-size:auto}
    }
    """
}
