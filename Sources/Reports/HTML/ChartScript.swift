/// The script of the charts: a crosshair with values, zoom by drag, series on and off.
///
/// A zoom moves the drawn marks by one transform and draws the axes anew, with the same ticks as
/// `Ticks` gives.
enum ChartScript {
  static let text = ticks + NumbersScript.text + chart + ChartPointerScript.text

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
    /// The place of the value nearest to `value` in an ascending list.
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

    /// One plot: its axes, its zoom, and what stands under a place.
    class Picture {
      constructor(svg, data, isOff) {
        this.svg = svg;
        this.data = data;
        this.isOff = isOff;
        this.isLast = !svg.nextElementSibling || !svg.nextElementSibling.matches('svg.chart');
        const [left, top, width, height] = svg.dataset.plot.split(' ').map(Number);
        Object.assign(this, { left, top, right: left + width, bottom: top + height });
        const [x0, x1, y0, y1] = svg.dataset.domain.split(' ').map(Number);
        this.x = this.fullX = scale(data.x.kind, x0, x1, left, this.right);
        this.y = this.fullY = scale(data.y.kind, y0, y1, this.bottom, top);
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
        const part = (before, after) => {
          const a = (before.end - before.start)
            / (before.place(after.high) - before.place(after.low));
          return [a, before.start - a * before.place(after.low)];
        };
        const [ax, bx] = part(this.fullX, this.x);
        const [ay, by] = part(this.fullY, this.y);
        this.svg.querySelector('.zoom').setAttribute('transform',
          `matrix(${ax} 0 0 ${ay} ${bx} ${by})`);
        this.placeMarkers();
        this.drawAxes();
      }

      /// Markers keep their shape under a zoom, so each is moved to its place.
      placeMarkers() {
        const marks = this.data.marks.filter(mark => mark.shape && mark.x.length);
        all('.series .pin', this.svg).forEach((pin, index) => {
          const mark = marks[index];
          pin.setAttribute('d', mark.x.map((x, i) => 'M' + this.x.place(x).toFixed(1) + ' '
            + this.y.place(mark.y[i]).toFixed(1) + mark.shape).join(''));
        });
      }

      drawAxes() {
        const xAxis = this.svg.querySelector('.x-axis');
        const yAxis = this.svg.querySelector('.y-axis');
        const xTicks = ticksOf(this.data.x, this.x, Math.max(2, (this.right - this.left) / 82 | 0));
        const yTicks = ticksOf(this.data.y, this.y, Math.max(4, (this.bottom - this.top) / 42 | 0));
        if (xTicks.length) {
          all('text', xAxis).forEach(text => text.remove());
          let line = `M${this.left} ${this.bottom}H${this.right}`;
          for (const tick of xTicks) {
            const x = this.x.place(tick.value);
            line += `M${x} ${this.bottom}v4`;
            if (!this.isLast) continue;
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
}
