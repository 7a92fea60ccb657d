/// The rest of the charts' script: what stands under the pointer, and the pointer itself.
enum ChartPointerScript {
  static let text = reading + group + figures

  private static let reading = #"""
      /// The pointer in the picture's own pixels.
      point(event) {
        const place = new DOMPoint(event.clientX, event.clientY)
          .matrixTransform(this.svg.getScreenCTM().inverse());
        return { x: place.x, y: place.y,
          isInside: place.x >= this.left && place.x <= this.right
            && place.y >= this.top && place.y <= this.bottom };
      }

      get shown() { return this.data.marks.filter(mark => !this.isOff.has(mark.series)); }

      /// The point of a cloud within a few pixels of `place`, or null.
      nearestPoint(place) {
        let best = null;
        let reach = 14 * 14;
        for (const mark of this.shown) {
          if (mark.kind !== 'cloud') continue;
          mark.x.forEach((x, i) => {
            const distance = (this.x.place(x) - place.x) ** 2
              + (this.y.place(mark.y[i]) - place.y) ** 2;
            if (distance < reach) [best, reach] = [{ mark, i, x }, distance];
          });
        }
        return best;
      }

      /// The x of the data nearest to `place`.
      nearestX(place) {
        const x = this.x.value(place.x);
        const point = this.nearestPoint(place);
        if (point) return point.x;
        const near = this.shown.filter(mark => mark.x && mark.x.length && mark.kind !== 'cloud')
          .map(mark => mark.x[nearest(mark.x, x)]);
        const free = this.shown.some(mark => mark.edges || mark.from);
        if (!near.length) return free ? x : null;
        return near.reduce((a, b) => Math.abs(b - x) < Math.abs(a - x) ? b : a);
      }

      /// What one mark says at `x`; `place` is where the pointer is when it is in this plot.
      words(mark, x, place) {
        const show = value => valueText(this.data.y, value);
        const named = text => (mark.name ? mark.name + '  ' : '') + text;
        if (mark.kind === 'level') return [named(show(mark.y[0]))];
        if (mark.kind === 'histogram') {
          const i = mark.edges.findIndex(edge => edge > x) - 1;
          return i < 0 ? [] : [valueText(this.data.x, mark.edges[i]) + ' … '
            + valueText(this.data.x, mark.edges[i + 1]), named(numberText(mark.y[i]))];
        }
        if (mark.kind === 'cells') return place ? this.cellWords(mark, x, place) : [];
        if (mark.from) return this.spanWords(mark, x, place);
        if (mark.kind === 'cloud') {
          const point = place && this.nearestPoint(place);
          return point && point.mark === mark ? [named(show(mark.y[point.i]))] : [];
        }
        if (!mark.x || !mark.x.length) return [];
        const i = nearest(mark.x, x);
        if (Math.abs(this.x.place(mark.x[i]) - this.x.place(x)) > 6) return [];
        if (mark.kind === 'candles') {
          return ['open', 'high', 'low', 'close'].map(name => name + '  ' + show(mark[name][i]));
        }
        const range = mark.low ? show(mark.low[i]) + ' … ' + show(mark.high[i]) : '';
        return [named(!mark.y ? range : show(mark.y[i]) + (range ? ' (' + range + ')' : ''))];
      }

      cellWords(mark, x, place) {
        const i = nearest(mark.x, x);
        const j = nearest(mark.y, this.y.value(place.y));
        const value = valueText({}, mark.values[j * mark.x.length + i]);
        return [valueText(this.data.y, mark.y[j]), (mark.label ? mark.label + '  ' : '') + value];
      }

      spanWords(mark, x, place) {
        const row = mark.rows && place ? Math.round(this.y.value(place.y)) : undefined;
        const i = mark.from.findIndex((from, i) => (from === null || from <= x)
          && (mark.to[i] === null || x <= mark.to[i]) && (!mark.rows || mark.rows[i] === row));
        if (i < 0) return [];
        const ends = [mark.from[i], mark.to[i]].map(end => valueText(this.data.x, end));
        return [mark.name + '  ' + ends.join(' … ')];
      }

      /// What this plot says at `x`.
      lines(x, place) { return this.shown.flatMap(mark => this.words(mark, x, place)); }

      drawCross(x) {
        this.cross.setAttribute('d', `M${this.x.place(x)} ${this.top}V${this.bottom}`);
        this.cross.removeAttribute('hidden');
      }
    }

    """#

  /// The plots that share an x axis: one crosshair, one zoom.
  private static let group = #"""
    class Group {
      constructor(host, pictures, zoomAll) {
        Object.assign(this, { host, pictures, zoomAll, x: null, start: null });
        this.isZoomable = pictures[0].data.x.kind !== 'words'
          && pictures.some(picture => picture.data.marks.length);
        this.reset = make('button', 'reset', 'Whole range');
        this.reset.hidden = true;
        this.reset.addEventListener('click', () => zoomAll());
        host.append(this.reset);
        pictures.forEach(picture => this.listen(picture));
      }

      zoom(from, to) {
        this.leave();
        for (const picture of this.pictures) picture.zoom(from, to);
        this.reset.hidden = from === undefined;
      }

      read(picture, x, place, at) {
        const lines = this.pictures.flatMap(other =>
          other.lines(x, other === picture ? place : null));
        const free = picture.data.marks.some(mark => mark.edges);
        if (!lines.length) return this.leave();
        this.x = x;
        for (const other of this.pictures) other.drawCross(x);
        showTip([...(free ? [] : [valueText(picture.data.x, x)]), ...lines].join('\n'), at.x, at.y);
      }

      leave() {
        this.x = null;
        hideTip();
        for (const picture of this.pictures) picture.cross.setAttribute('hidden', '');
      }

      hover(picture, event) {
        const place = picture.point(event);
        const x = place.isInside ? picture.nearestX(place) : null;
        if (x === null) this.leave();
        else this.read(picture, x, place, { x: event.clientX, y: event.clientY });
      }

      /// The next value to the left or right, for arrow keys.
      step(picture, by) {
        const mark = picture.shown.filter(mark => mark.x && mark.x.length)
          .sort((a, b) => b.x.length - a.x.length)[0];
        if (!mark) return;
        const xs = mark.x.filter(x => x >= picture.x.low && x <= picture.x.high);
        const now = this.x === null ? (by > 0 ? -1 : xs.length) : nearest(xs, this.x);
        const x = xs[Math.min(xs.length - 1, Math.max(0, now + by))];
        if (x === undefined) return;
        const place = { x: picture.x.place(x), y: (picture.top + picture.bottom) / 2 };
        const at = new DOMPoint(place.x, place.y).matrixTransform(picture.svg.getScreenCTM());
        this.read(picture, x, place, at);
      }

      keys(picture, event) {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const factor = { '+': .5, '-': 2 }[event.key];
        if (by) this.step(picture, by);
        else if (event.key === 'Escape') this.isZoomable && this.zoomAll();
        else if (factor && this.isZoomable) this.zoomBy(picture, factor);
        else return;
        event.preventDefault();
      }

      zoomBy(picture, factor) {
        const middle = this.x === null
          ? (picture.left + picture.right) / 2 : picture.x.place(this.x);
        const half = (picture.right - picture.left) / 2 * factor;
        const { low, high } = picture.fullX;
        const from = Math.max(low, picture.x.value(middle - half));
        const to = Math.min(high, picture.x.value(middle + half));
        if (from <= low && to >= high) this.zoomAll(); else this.zoomAll(from, to);
      }

      listen(picture) {
        const { svg } = picture;
        svg.tabIndex = 0;
        svg.addEventListener('keydown', event => this.keys(picture, event));
        svg.addEventListener('blur', () => this.leave());
        svg.addEventListener('pointerleave', () => this.leave());
        svg.addEventListener('pointermove', event => {
          this.hover(picture, event);
          if (this.start !== null) this.drag(picture, event);
        });
        if (this.isZoomable) this.listenForZoom(picture);
      }

      drag(picture, event) {
        const x = this.inside(picture, event);
        for (const { brush } of this.pictures) {
          brush.setAttribute('x', Math.min(this.start, x));
          brush.setAttribute('width', Math.abs(x - this.start));
          brush.removeAttribute('hidden');
        }
      }

      inside(picture, event) {
        return Math.min(picture.right, Math.max(picture.left, picture.point(event).x));
      }

      listenForZoom(picture) {
        const { svg } = picture;
        svg.addEventListener('pointerdown', event => {
          const place = picture.point(event);
          if (!place.isInside || event.button !== 0) return;
          this.start = place.x;
          svg.setPointerCapture(event.pointerId);
        });
        const end = event => {
          if (this.start === null) return;
          const ends = [this.start, this.inside(picture, event)].sort((a, b) => a - b);
          const [from, to] = ends.map(place => picture.x.value(place));
          this.start = null;
          for (const { brush } of this.pictures) brush.setAttribute('hidden', '');
          if (event.type === 'pointerup' && ends[1] - ends[0] > 6 && from < to) {
            this.zoomAll(from, to);
          }
        };
        svg.addEventListener('pointerup', end);
        svg.addEventListener('pointercancel', end);
        svg.addEventListener('dblclick', () => this.zoomAll());
      }
    }

    """#

  private static let figures = #"""
    /// A picture has no parts for a screen reader; one with switches is a group of them.
    const openForReaders = svg => {
      svg.setAttribute('role', 'group');
      for (const part of svg.children) {
        if (!part.matches('.legend')) part.setAttribute('aria-hidden', 'true');
      }
    };
    /// A legend's entries switch their series on and off, in every picture of the figure.
    const startLegend = (figure, host, isOff) => {
      for (const svg of all('svg.chart', host)) {
        if (svg.querySelector('.legend')) openForReaders(svg);
      }
      for (const entry of all('.legend', host)) {
        const series = +entry.dataset.series;
        entry.setAttribute('tabindex', '0');
        entry.setAttribute('role', 'button');
        entry.setAttribute('aria-pressed', 'true');
        const toggle = () => {
          if (!isOff.delete(series)) isOff.add(series);
          for (const part of all(`[data-series="${series}"]`, figure)) {
            part.classList.toggle('off', isOff.has(series));
            if (part.matches('.legend')) part.setAttribute('aria-pressed', !isOff.has(series));
          }
        };
        entry.addEventListener('click', toggle);
        entry.addEventListener('keydown', event => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            event.stopPropagation();
            toggle();
          }
        });
      }
    };

    /// The pictures for narrow screens wait outside the page until there is one.
    const phone = matchMedia('(max-width: 40rem)');
    const placeNarrow = () => {
      if (!phone.matches) return;
      for (const spare of all('.chart-figure > template')) {
        const host = make('div', 'narrow');
        host.append(spare.content);
        spare.replaceWith(host);
      }
    };
    placeNarrow();

    const startChart = figure => {
      const { plots } = JSON.parse(figure.querySelector('script').textContent);
      plots.forEach(plot => plot.marks.forEach(unpack));
      const isOff = new Set();
      const groups = [];
      const zoomAll = (from, to) => { for (const group of groups) group.zoom(from, to); };
      const start = host => {
        const pictures = all('svg.chart', host)
          .map((svg, index) => new Picture(svg, plots[index], isOff));
        groups.push(new Group(host, pictures, zoomAll));
        startLegend(figure, host, isOff);
      };
      all('.wide, .narrow', figure).forEach(start);
      phone.addEventListener('change', () => {
        placeNarrow();
        const narrow = figure.querySelector('.narrow');
        if (narrow && groups.length < 2) start(narrow);
      });
      if (groups[0].isZoomable) {
        figure.querySelector('figcaption').append(
          make('span', 'hint', 'drag to zoom, double-click for the whole range'));
      }
      startNumbers(figure, plots, figure.dataset.file);
    };
    whenNear(part => all('.chart-figure', part).forEach(startChart));

    """#
}
