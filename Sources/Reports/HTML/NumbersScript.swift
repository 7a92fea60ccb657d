/// The numbers behind each picture under a fold, as a table and as a file: for readers who do not
/// see pictures or use no pointer. Built when the fold is first opened.
enum NumbersScript {
  static let text = #"""
    /// Lists of whole numbers come as steps on a grid.
    const unpacked = list => {
      if (!list || !list.steps) return list;
      let value = list.first;
      return [value, ...list.steps.map(step => value += step * list.unit)];
    };
    const unpack = mark => {
      for (const [name, list] of Object.entries(mark)) mark[name] = unpacked(list);
    };
    /// The columns of one mark, all of one length.
    const markColumns = mark => {
      if (mark.kind === 'cells') {
        const width = mark.x.length;
        return { x: mark.values.map((_, i) => mark.x[i % width]),
          y: mark.values.map((_, i) => mark.y[Math.floor(i / width)]), value: mark.values };
      }
      if (mark.edges) {
        return { from: mark.edges.slice(0, -1), to: mark.edges.slice(1), y: mark.y };
      }
      const found = Object.entries(mark).filter(([, list]) => Array.isArray(list));
      return Object.fromEntries(found.map(([name, list]) => [name === 'rows' ? 'y' : name, list]));
    };
    const order = ['x', 'from', 'to', 'y', 'low', 'high', 'open', 'close', 'value'];
    /// The table of one plot: headings, the axis each column is read on, rows.
    const plotTable = plot => {
      const parts = plot.marks.map(mark => [mark, markColumns(mark)]);
      const names = order.filter(name => parts.some(([, columns]) => columns[name]));
      const rows = parts.flatMap(([mark, columns]) => {
        const count = Math.max(0, ...Object.values(columns).map(list => list.length));
        const series = mark.name || mark.label || mark.kind;
        return Array.from({ length: count }, (_, i) =>
          [series, ...names.map(name => columns[name] ? columns[name][i] : null)]);
      });
      const axes = names.map(name => ['x', 'from', 'to'].includes(name) ? plot.x
        : name === 'value' ? {} : plot.y);
      const heads = names.map(name => name === 'x' ? plot.x.label
        : name === 'y' ? plot.y.label : name);
      return { heads: ['series', ...heads], axes, rows };
    };
    const csvCell = cell => {
      const text = String(cell).replaceAll('"', '""');
      return '"' + (/^[=+@\t-]/.test(text) && isNaN(+text) ? "'" : '') + text + '"';
    };
    const csvText = ({ heads, axes, rows }) => [heads, ...rows.map(([series, ...cells]) =>
      [series, ...cells.map((cell, i) => cell === null ? ''
        : axes[i].kind === 'time' ? new Date(cell / 1000).toISOString()
        : axes[i].kind === 'words' ? axes[i].words[cell] || '' : cell)])]
      .map(row => row.map(csvCell).join(',')).join('\n') + '\n';
    const numbersTable = ({ heads, axes, rows }) => {
      const table = make('table');
      const head = table.createTHead().insertRow();
      heads.forEach((text, i) => head.append(make('th', i === 0 ? 't' : '', text)));
      const body = table.createTBody();
      for (const [series, ...cells] of rows.slice(0, 300)) {
        const row = body.insertRow();
        row.append(make('td', 't', series));
        cells.forEach((cell, i) => row.append(make('td', axes[i].kind === 'time' ? 't' : '',
          cell === null ? '' : valueText(axes[i], cell))));
      }
      const scroll = make('div', 'scroll');
      scroll.append(table);
      return scroll;
    };
    const startNumbers = (figure, plots, name) => {
      const fold = make('details', 'numbers');
      fold.append(make('summary', '', 'Numbers of this picture'));
      fold.addEventListener('toggle', () => {
        for (const plot of plots) {
          const table = plotTable(plot);
          const save = make('button', '', 'Download CSV');
          save.addEventListener('click', () => download(csvText(table), name));
          const rest = table.rows.length > 300
            ? `The first 300 of ${table.rows.length} rows. ` : '';
          const words = rest + 'Long series are as drawn, with their peaks and troughs.';
          fold.append(numbersTable(table), make('p', 'rest', words), save);
        }
      }, { once: true });
      figure.append(fold);
    };

    """#
}
