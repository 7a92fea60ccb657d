/// The page's script: everything reads without it; it adds sorting, downloads and exploring.
enum PageScript {
  static let text =
    "'use strict';(()=>{\n" + page + tables + ChartScript.text + "startAll();\n})();"

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
    /// The words of a term, shown at once instead of the browser's own, which come late.
    const helpAt = event => {
      const term = event.target.closest && event.target.closest('.term');
      if (!term) return;
      if (term.title) {
        term.dataset.help = term.title;
        term.setAttribute('aria-description', term.title);
        term.removeAttribute('title');
      }
      const box = term.getBoundingClientRect();
      showTip(term.dataset.help, box.left - 14, box.bottom - 8);
      // Above the words, so that the number below them can be read.
      const above = box.top - tip.getBoundingClientRect().height - 6;
      if (above > 0) tip.style.top = above + 'px';
    };
    const helpEnds = event => {
      if (event.target.closest && event.target.closest('.term')) hideTip();
    };
    document.addEventListener('pointerover', helpAt);
    document.addEventListener('focusin', helpAt);
    document.addEventListener('pointerout', helpEnds);
    document.addEventListener('focusout', helpEnds);
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
    requestAnimationFrame(follow);

    /// What is far below is made ready when a reader comes near: a long page opens as fast as a
    /// short one.
    const starts = [];
    const whenNear = start => starts.push(start);
    const startAll = () => {
      const near = new IntersectionObserver(entries => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          for (const start of starts) start(target);
        }
      }, { rootMargin: '600px' });
      for (const part of all('main > section.part')) near.observe(part);
    };

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
      const keyed = rows.map(({ row, cells }) =>
        ({ row, key: sortKey(cells[column] || '', isNumber) }));
      keyed.sort((a, b) => a.key === '' || b.key === ''
        ? (a.key === '') - (b.key === '') : (isUp ? 1 : -1) * compare(a.key, b.key));
      keyed.forEach(({ row }, index) => {
        row.classList.toggle('more', index >= +table.dataset.shown);
        table.tBodies[0].append(row);
      });
    };
    /// The rows that a table does not show at first come as text; they are made when asked for.
    const makeRows = (figure, table) => {
      const spare = figure.querySelector('script.more');
      if (!spare) return;
      const isText = all('th', table).map(head => head.matches('.t'));
      for (const line of JSON.parse(spare.textContent).split('\n')) {
        const row = table.tBodies[0].insertRow();
        row.className = 'more';
        line.split('\t').forEach((text, i) => row.append(make('td', isText[i] ? 't' : '', text)));
      }
      spare.remove();
    };
    const download = (text, name) => {
      const link = make('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    const startTable = figure => {
      const table = figure.querySelector('table');
      let csv = null;
      const file = () => csv = csv || JSON.parse(figure.querySelector('script.csv').textContent);
      let rows = null;
      const sortBy = (head, column) => {
        if (!rows) {
          makeRows(figure, table);
          const cells = csvRows(file()).slice(1);
          rows = Array.from(table.tBodies[0].rows, (row, i) => ({ row, cells: cells[i] }));
        }
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
      const tools = make('span', 'tools');
      const spare = figure.querySelector('script.more');
      if (spare) {
        const count = table.tBodies[0].rows.length
          + JSON.parse(spare.textContent).split('\n').length;
        const words = isOpen => isOpen ? 'Show fewer rows' : 'Show all ' + count + ' rows';
        const toggle = make('button', 'all', words(false));
        toggle.addEventListener('click', () => {
          makeRows(figure, table);
          toggle.textContent = words(table.classList.toggle('open'));
        });
        figure.insertBefore(toggle, figure.querySelector('.rest'));
      }
      const isPart = table.dataset.part !== undefined;
      const save = make('button', 'save', isPart ? 'Download these rows as CSV' : 'Download CSV');
      save.addEventListener('click', () => download(file(), table.dataset.file));
      tools.append(save);
      figure.querySelector('figcaption').append(tools);
    };
    /// Tables wider than their place can be scrolled with keys too. All of a part are measured
    /// before it changes, so that it is laid out once.
    whenNear(part => {
      const wide = all('.scroll', part).filter(place => place.scrollWidth > place.clientWidth);
      for (const scroll of wide) {
        scroll.tabIndex = 0;
        scroll.setAttribute('role', 'region');
        const caption = scroll.closest('figure').querySelector('figcaption');
        scroll.setAttribute('aria-label', caption.textContent);
      }
      all('.table-figure', part).forEach(startTable);
    });

    """#
}
