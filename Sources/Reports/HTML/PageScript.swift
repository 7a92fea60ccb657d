/// The page's script: everything reads without it; it adds sorting, downloads and exploring.
enum PageScript {
  static let text = "'use strict';(()=>{\n" + page + tables + ChartScript.text + "})();"

  /// What the page's policy calls it.
  static let hash = SHA256.base64(text)

  /// The contents that follow, the scheme, the words on hover.
  private static let page = #"""
    const root = document.documentElement;
    root.classList.add('js');
    const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
    const make = (name, className, text) => {
      const element = document.createElement(name);
      if (className) element.className = className;
      if (text) element.textContent = text;
      return element;
    };

    const tip = make('div', 'tip');
    tip.setAttribute('role', 'status');
    tip.hidden = true;
    document.body.append(tip);
    const showTip = (text, x, y) => {
      tip.textContent = text;
      tip.hidden = false;
      const box = tip.getBoundingClientRect();
      const left = x + 14 + box.width > innerWidth ? x - 14 - box.width : x + 14;
      const top = y + 14 + box.height > innerHeight ? y - 14 - box.height : y + 14;
      tip.style.left = Math.max(4, left) + 'px';
      tip.style.top = Math.max(4, top) + 'px';
    };
    const hideTip = () => { tip.hidden = true; };
    for (const term of all('.term[title]')) {
      const help = term.title;
      term.dataset.help = help;
      term.removeAttribute('title');
      term.tabIndex = 0;
      const show = () => {
        const box = term.getBoundingClientRect();
        showTip(help, box.left - 14, box.bottom - 8);
        // Above the words, so that the number below them can be read.
        const above = box.top - tip.getBoundingClientRect().height - 6;
        if (above > 0) tip.style.top = above + 'px';
      };
      term.addEventListener('pointerenter', show);
      term.addEventListener('focus', show);
      term.addEventListener('pointerleave', hideTip);
      term.addEventListener('blur', hideTip);
    }
    addEventListener('keydown', event => { if (event.key === 'Escape') hideTip(); });

    const theme = make('button', 'theme', 'Light or dark');
    theme.addEventListener('click', () => {
      const isDark = root.dataset.theme
        ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = isDark ? 'light' : 'dark';
    });
    document.querySelector('.head').append(theme);

    const contents = document.querySelector('.toc details');
    if (matchMedia('(max-width: 68rem)').matches) contents.open = false;
    const links = all('.toc a');
    const places = links.map(link => document.getElementById(link.hash.slice(1)));
    const nav = document.querySelector('.toc');
    let shown = 0;
    const follow = () => {
      let current = 0;
      places.forEach((place, index) => {
        if (place && place.getBoundingClientRect().top < innerHeight * .3) current = index;
      });
      if (innerHeight + scrollY >= document.body.scrollHeight - 2) current = places.length - 1;
      links.forEach((link, index) => {
        if (index === current) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      });
      if (current !== shown && nav.scrollHeight > nav.clientHeight) {
        nav.scrollTop = links[current].offsetTop - nav.clientHeight / 2;
      }
      shown = current;
    };
    addEventListener('scroll', follow, { passive: true });
    follow();

    let closed = [];
    addEventListener('beforeprint', () => {
      closed = all('details.method:not([open])');
      for (const fold of closed) fold.open = true;
    });
    addEventListener('afterprint', () => { for (const fold of closed) fold.open = false; });

    """#

  /// Sorting by a click on a heading; all rows; the table as a CSV file.
  private static let tables = #"""
    /// The cells of a CSV file by rows (RFC 4180).
    const csvRows = text => {
      const rows = [];
      let row = [];
      for (const [, quoted, plain, end] of
        text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
        row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === ',') continue;
        rows.push(row);
        row = [];
      }
      return rows;
    };
    /// What a column is sorted by: the exact numbers of the file, or the texts.
    const sortKey = (text, isNumber) => text === '' ? text
      : !isNumber ? text.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)Z$/, '$1')
      : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : +text;
    const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    const sort = (table, rows, head, column) => {
      const isUp = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of all('th', table)) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
      const isNumber = !head.matches('.t');
      const keyed = rows.map(({ row, cells }) => ({ row, key: sortKey(cells[column], isNumber) }));
      keyed.sort((a, b) => a.key === '' || b.key === ''
        ? (a.key === '') - (b.key === '') : (isUp ? 1 : -1) * compare(a.key, b.key));
      keyed.forEach(({ row }, index) => {
        row.classList.toggle('more', index >= +table.dataset.shown);
        table.tBodies[0].append(row);
      });
    };
    const download = (text, name) => {
      const link = make('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    /// Tables wider than their place can be scrolled with keys too. All are measured before the
    /// page changes, so that it is laid out once.
    const wide = all('.scroll').filter(scroll => scroll.scrollWidth > scroll.clientWidth);
    for (const scroll of wide) {
      scroll.tabIndex = 0;
      scroll.setAttribute('role', 'region');
      const caption = scroll.closest('figure').querySelector('figcaption');
      scroll.setAttribute('aria-label', caption.textContent);
    }
    for (const figure of all('.table-figure')) {
      const table = figure.querySelector('table');
      const csv = JSON.parse(figure.querySelector('script.csv').textContent);
      let rows = null;
      const sortBy = (head, column) => {
        const cells = rows || csvRows(csv).slice(1);
        rows = rows || Array.from(table.tBodies[0].rows, (row, i) => ({ row, cells: cells[i] }));
        sort(table, rows, head, column);
      };
      all('th', table).forEach((head, column) => {
        head.tabIndex = 0;
        head.addEventListener('click', () => sortBy(head, column));
        head.addEventListener('keydown', event => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            sortBy(head, column);
          }
        });
      });
      const tools = make('div', 'tools');
      const hidden = all('.more', table).length;
      if (hidden > 0) {
        const words = isOpen => isOpen
          ? 'Show fewer rows' : 'Show all ' + table.tBodies[0].rows.length + ' rows';
        const toggle = make('button', '', words(false));
        toggle.addEventListener('click', () => {
          toggle.textContent = words(table.classList.toggle('open'));
        });
        tools.append(toggle);
      }
      const save = make('button', '',
        table.dataset.part === undefined ? 'Download CSV' : 'Download these rows as CSV');
      save.addEventListener('click', () => download(csv, table.dataset.file));
      tools.append(save);
      figure.append(tools);
    }

    """#
}
