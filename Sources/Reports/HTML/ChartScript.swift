/// The script of the charts: a crosshair with values, zoom by drag, series on and off.
///
/// A zoom moves the drawn marks by one transform and draws the axes anew, with the same ticks as
/// `Ticks` gives.
enum ChartScript {
  static let text = ticks + chart + pointer

  private static let ticks = #"""
    const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
    const DAY = 86400e6;
    const two = number => String(number).padStart(2, '0');
    const parts = time => {
      const date = new Date(Math.floor(time / 1000));
      return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(),
        clock: two(date.getUTCHours()) + ':' + two(date.getUTCMinutes()),
        seconds: date.getUTCSeconds() + (time / 1e6 % 1) };
    };
    const timeText = time => {
      const p = parts(time);
      const seconds = p.seconds ? ':' + (p.seconds < 10 ? '0' : '') + +p.seconds.toFixed(3) : '';
      return p.year + '-' + two(p.month + 1) + '-' + two(p.day) + ' ' + p.clock + seconds + ' UTC';
    };
    const numberText = value => {
      const size = Math.abs(value);
      if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(3);
      for (const [unit, name] of [[1e12, ' T'], [1e9, ' B'], [1e6, ' M']]) {
        if (size >= unit) return (value / unit).toFixed(3) + name;
      }
      return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
    };
    const roundStep = rough => {
      const power = Math.pow(10, Math.floor(Math.log10(rough)));
      return [1, 2, 5, 10].map(f => f * power).find(step => step >= rough * .999999);
    };
    const linearTicks = (low, high, count) => {
      const step = roundStep((high - low) / count);
      const size = Math.max(Math.abs(low), Math.abs(high));
      const [unit, name] = [[1e12, ' T'], [1e9, ' B'], [1e6, ' M'], [1, '']]
        .find(([unit]) => size >= unit || unit === 1);
      const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9)));
      const result = [];
      const last = Math.min(high / step + 1e-9, Math.ceil(low / step) + 99);
      for (let i = Math.ceil(low / step - 1e-9); i <= last; i++) {
        const text = i === 0 ? '0' : (i * step / unit).toLocaleString('en-US',
          { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) + name;
        result.push({ value: i * step, label: text });
      }
      return result;
    };
    const logTicks = (low, high, count) => {
      const result = [];
      const span = Math.log10(high / low);
      const factors = span * 3 <= count + 2 ? [1, 2, 5] : span * 2 <= count + 2 ? [1, 3] : [1];
      const first = Math[factors.length === 1 ? 'ceil' : 'floor'](Math.log10(low));
      const stride = Math.max(1, Math.ceil((Math.floor(Math.log10(high)) - first + 1) / count));
      for (let p = first; p <= Math.log10(high); p += stride) {
        for (const factor of factors) {
          const value = factor * Math.pow(10, p);
          if (value >= low && value <= high) result.push({ value, label: numberText(value) });
        }
      }
      return result.length > 1 ? result : linearTicks(low, high, count);
    };
    const timeSteps = [1, 10, 100, 1e3, 1e4, 1e5, 5e5, 1e6, 2e6, 5e6, 1e7, 15e6, 3e7, 6e7, 12e7,
      3e8, 6e8, 9e8, 18e8, 36e8, 72e8, 108e8, 216e8, 432e8, DAY, 2 * DAY, 4 * DAY,
      7 * DAY, 14 * DAY];
    const timeTicks = (low, high, count) => {
      const rough = (high - low) / count;
      const result = [];
      let unit = 'day';
      if (rough > 14.5 * DAY) {
        const steps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
        const step = steps.find(s => s >= rough / (30.44 * DAY) * .95) || 12000;
        unit = step >= 12 ? 'year' : 'month';
        const first = parts(low);
        let month = Math.floor((first.year * 12 + first.month) / step) * step;
        for (; result.length < 99; month += step) {
          const value = Date.UTC(Math.floor(month / 12), month % 12, 1) * 1000;
          if (value > high) break;
          if (value >= low) result.push({ value });
        }
      } else {
        const step = timeSteps.find(s => s >= rough * .999);
        const phase = step >= 7 * DAY ? 4 * DAY : 0;
        unit = step >= DAY ? 'day' : step >= 6e7 ? 'minute' : 'second';
        let value = Math.ceil((low - phase) / step) * step + phase;
        for (; value <= high && result.length < 99; value += step) result.push({ value });
      }
      let last;
      for (const tick of result) {
        const p = parts(tick.value);
        const day = p.day + ' ' + months[p.month];
        const context = unit === 'year' ? '' : unit === 'month' || unit === 'day'
          ? '' + p.year : day + ' ' + p.year;
        tick.label = { year: '' + p.year, month: months[p.month], day, minute: p.clock,
          second: p.clock + ':' + (p.seconds < 10 ? '0' : '') + +p.seconds.toFixed(6) }[unit];
        if (context !== last) tick.context = context;
        last = context;
      }
      return result;
    };

    """#

  private static let chart = #"""
    const svgMake = (name, attributes, parent, text) => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text) element.textContent = text;
      parent.append(element);
      return element;
    };
    const scale = (kind, low, high, start, end) => {
      const to = kind === 'log' ? Math.log : v => v;
      const from = kind === 'log' ? Math.exp : v => v;
      const [a, b] = [to(low), to(high)];
      return {
        low, high, start, end,
        place: v => start + (to(v) - a) / (b - a) * (end - start),
        value: p => from(a + (p - start) / (end - start) * (b - a)),
      };
    };
    const ticksOf = (axis, s, count) => axis.kind === 'time' ? timeTicks(s.low, s.high, count)
      : axis.kind === 'log' ? logTicks(s.low, s.high, count)
      : axis.kind === 'words' ? [] : linearTicks(s.low, s.high, count);
    const valueText = (axis, value) => value === null ? '–'
      : axis.kind === 'time' ? timeText(value)
      : axis.kind === 'words' ? axis.words[Math.round(value)] || '' : numberText(value);
    const nearest = (list, value) => {
      let [low, high] = [0, list.length - 1];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (list[middle] <= value) low = middle; else high = middle;
      }
      return Math.abs(list[high] - value) < Math.abs(list[low] - value) ? high : low;
    };
    const lowOf = mark => mark.low || mark.y || [];
    const highOf = mark => mark.high || mark.y || [];

    class Picture {
      constructor(svg, data, isOff) {
        this.svg = svg;
        this.data = data;
        this.isOff = isOff;
        const [left, top, width, height] = svg.dataset.plot.split(' ').map(Number);
        Object.assign(this, { left, top, right: left + width, bottom: top + height });
        const [x0, x1, y0, y1] = svg.dataset.domain.split(' ').map(Number);
        this.x = this.fullX = scale(data.x.kind, x0, x1, left, this.right);
        this.y = this.fullY = scale(data.y.kind, y0, y1, this.bottom, top);
        this.isZoomable = data.x.kind !== 'words' && data.marks.length > 0;
        this.brush = svgMake('rect', { class: 'brush', y: top, height, hidden: '' }, svg);
        this.cross = svgMake('path', { class: 'cross', hidden: '' }, svg);
      }

      /// The interval of y between two values of x.
      rangeOfY(from, to) {
        let [low, high] = [Infinity, -Infinity];
        for (const mark of this.data.marks) {
          if (!mark.x || mark.kind === 'cells' || this.isOff.has(mark.series)) continue;
          const [lows, highs] = [lowOf(mark), highOf(mark)];
          mark.x.forEach((x, i) => {
            if (x < from || x > to || lows[i] === null || highs[i] === null) return;
            low = Math.min(low, lows[i]);
            high = Math.max(high, highs[i]);
          });
        }
        if (!(low < high)) return null;
        if (this.data.y.kind === 'log') return low > 0 ? [low / 1.1, high * 1.1] : null;
        if (this.fullY.low === 0) low = Math.min(0, low);
        const room = (high - low) * .05;
        return [low === 0 ? 0 : low - room, high + room];
      }

      zoom(from, to) {
        const full = from === undefined;
        this.x = full ? this.fullX : scale(this.data.x.kind, from, to, this.left, this.right);
        const range = full ? null : this.rangeOfY(from, to);
        this.y = range
          ? scale(this.data.y.kind, range[0], range[1], this.bottom, this.top) : this.fullY;
        this.isZoomed = !full;
        const part = (before, after) => {
          const a = (before.end - before.start)
            / (before.place(after.high) - before.place(after.low));
          return [a, before.start - a * before.place(after.low)];
        };
        const [ax, bx] = part(this.fullX, this.x);
        const [ay, by] = part(this.fullY, this.y);
        this.svg.querySelector('.zoom').setAttribute('transform',
          `matrix(${ax} 0 0 ${ay} ${bx} ${by})`);
        this.drawAxes();
      }

      drawAxes() {
        const xAxis = this.svg.querySelector('.x-axis');
        const yAxis = this.svg.querySelector('.y-axis');
        const xTicks = ticksOf(this.data.x, this.x, Math.max(2, (this.right - this.left) / 82 | 0));
        const yTicks = ticksOf(this.data.y, this.y, Math.max(2, (this.bottom - this.top) / 42 | 0));
        if (xTicks.length) {
          all('text', xAxis).forEach(text => text.remove());
          let line = `M${this.left} ${this.bottom}H${this.right}`;
          for (const tick of xTicks) {
            const x = this.x.place(tick.value);
            line += `M${x} ${this.bottom}v4`;
            const at = { x, y: this.bottom + 17, 'text-anchor': 'middle' };
            svgMake('text', at, xAxis, tick.label);
            if (tick.context) svgMake('text', { ...at, y: at.y + 15 }, xAxis, tick.context);
          }
          xAxis.querySelector('path').setAttribute('d', line);
        }
        if (yTicks.length) {
          all('text', yAxis).forEach(text => text.remove());
          let line = '';
          for (const tick of yTicks) {
            const y = this.y.place(tick.value);
            line += `M${this.left} ${y}H${this.right}`;
            const at = { x: this.left - 8, y: y + 4, 'text-anchor': 'end' };
            svgMake('text', at, yAxis, tick.label);
          }
          this.svg.querySelector('.grid').setAttribute('d', line);
        }
        for (const note of all('.note', this.svg)) {
          const x = this.x.place(+note.dataset.v);
          note.setAttribute('x', x + (note.getAttribute('text-anchor') ? -5 : 5));
          note.setAttribute('visibility', x >= this.left && x <= this.right ? '' : 'hidden');
        }
      }

    """#

  private static let pointer = #"""
      /// The pointer in the picture's own pixels.
      point(event) {
        const place = new DOMPoint(event.clientX, event.clientY)
          .matrixTransform(this.svg.getScreenCTM().inverse());
        return { x: place.x, y: place.y,
          isInside: place.x >= this.left && place.x <= this.right
            && place.y >= this.top && place.y <= this.bottom };
      }

      cellText(mark, x, y) {
        const i = nearest(mark.x, x);
        const j = nearest(mark.y, y);
        return valueText(this.data.x, mark.x[i]) + '\n' + valueText(this.data.y, mark.y[j])
          + '\n' + valueText({}, mark.values[j * mark.x.length + i]);
      }

      barText(mark, x) {
        const i = mark.edges.findIndex(edge => edge > x) - 1;
        if (i < 0) return '';
        return numberText(mark.edges[i]) + ' … ' + numberText(mark.edges[i + 1])
          + '\n' + mark.name + '  ' + numberText(mark.y[i]);
      }

      /// What stands under the pointer, and the x it belongs to.
      read(place) {
        const x = this.x.value(place.x);
        const marks = this.data.marks.filter(mark => !this.isOff.has(mark.series));
        const cells = marks.find(mark => mark.kind === 'cells');
        if (cells) return { text: this.cellText(cells, x, this.y.value(place.y)), x };
        const bars = marks.find(mark => mark.kind === 'histogram');
        if (bars) return { text: this.barText(bars, x), x };
        const lines = [];
        let best = null;
        for (const mark of marks) {
          if (!mark.x || !mark.x.length) continue;
          const at = mark.x[nearest(mark.x, x)];
          if (best === null || Math.abs(at - x) < Math.abs(best - x)) best = at;
        }
        if (best === null) return null;
        const reach = Math.abs(this.x.value(place.x + 6) - x);
        for (const mark of marks) {
          if (mark.kind === 'level') {
            lines.push(mark.name + '  ' + valueText(this.data.y, mark.y[0]));
            continue;
          }
          if (!mark.x || !mark.x.length) continue;
          const i = nearest(mark.x, best);
          if (Math.abs(mark.x[i] - best) > reach) continue;
          const show = list => valueText(this.data.y, list[i]);
          if (mark.kind === 'candles') {
            lines.push('open ' + show(mark.open), 'high ' + show(mark.high),
              'low ' + show(mark.low), 'close ' + show(mark.close));
          } else if (mark.kind === 'band') {
            lines.push(mark.name + '  ' + show(mark.low) + ' … ' + show(mark.high));
          } else {
            lines.push(mark.name + '  ' + show(mark.y));
          }
        }
        return { text: [valueText(this.data.x, best), ...lines].join('\n'), x: best };
      }

      hover(event) {
        const place = this.point(event);
        const found = place.isInside ? this.read(place) : null;
        if (!found || !found.text) {
          this.leave();
          return;
        }
        showTip(found.text, event.clientX, event.clientY);
        this.cross.setAttribute('d', `M${this.x.place(found.x)} ${this.top}V${this.bottom}`);
        this.cross.removeAttribute('hidden');
      }

      leave() {
        hideTip();
        this.cross.setAttribute('hidden', '');
      }
    }

    const startPicture = (picture, host) => {
      const { svg, brush } = picture;
      const reset = make('button', 'reset', 'Whole range');
      reset.hidden = true;
      host.append(reset);
      const back = () => {
        picture.zoom();
        reset.hidden = true;
      };
      reset.addEventListener('click', back);
      let start = null;
      svg.addEventListener('pointermove', event => {
        picture.hover(event);
        if (start === null) return;
        const x = Math.min(picture.right, Math.max(picture.left, picture.point(event).x));
        brush.setAttribute('x', Math.min(start, x));
        brush.setAttribute('width', Math.abs(x - start));
        brush.removeAttribute('hidden');
      });
      svg.addEventListener('pointerleave', () => picture.leave());
      if (!picture.isZoomable) return;
      svg.addEventListener('pointerdown', event => {
        const place = picture.point(event);
        if (!place.isInside || event.button !== 0) return;
        start = place.x;
        svg.setPointerCapture(event.pointerId);
      });
      const end = event => {
        if (start === null) return;
        const x = Math.min(picture.right, Math.max(picture.left, picture.point(event).x));
        const from = picture.x.value(Math.min(start, x));
        const to = picture.x.value(Math.max(start, x));
        if (event.type === 'pointerup' && Math.abs(x - start) > 6 && from < to) {
          picture.zoom(from, to);
          reset.hidden = false;
        }
        start = null;
        brush.setAttribute('hidden', '');
      };
      svg.addEventListener('pointerup', end);
      svg.addEventListener('pointercancel', end);
      svg.addEventListener('dblclick', back);
    };

    for (const figure of all('.chart-figure')) {
      const data = JSON.parse(figure.querySelector('script').textContent);
      const isOff = new Set();
      const pictures = all('svg.chart', figure).map(svg => new Picture(svg, data, isOff));
      for (const picture of pictures) startPicture(picture, picture.svg.parentElement);
      if (pictures.some(picture => picture.isZoomable)) {
        figure.querySelector('figcaption').append(
          make('span', 'hint', 'drag to zoom, double-click for the whole range'));
      }
      for (const entry of all('.legend', figure)) {
        const series = +entry.dataset.series;
        entry.setAttribute('tabindex', '0');
        entry.setAttribute('role', 'button');
        const toggle = () => {
          if (!isOff.delete(series)) isOff.add(series);
          for (const part of all(`[data-series="${series}"]`, figure)) {
            part.classList.toggle('off', isOff.has(series));
          }
          entry.setAttribute('aria-pressed', String(!isOff.has(series)));
        };
        entry.addEventListener('click', toggle);
        entry.addEventListener('keydown', event => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            toggle();
          }
        });
      }
    }

    """#
}
