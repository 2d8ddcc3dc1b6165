'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const full = data.range[1] > data.range[0] ? data.range : [data.range[0], data.range[0] + 1];
  const least = Math.max((full[1] - full[0]) / 5000, 1e-3);
  const margin = { left: 78, right: 10, top: 8, bottom: 22 };
  const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000];
  let view = full.slice();
  let cursor = null;
  let waiting = false;

  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const pad = (n, width) => String(n).padStart(width, '0');

  function clock(t, step) {
    const d = new Date(Math.round(t * 1000));
    if (step >= 86400) return d.getUTCFullYear() + '-' + pad(d.getUTCMonth() + 1, 2) + '-' + pad(d.getUTCDate(), 2);
    let text = pad(d.getUTCHours(), 2) + ':' + pad(d.getUTCMinutes(), 2);
    if (step < 60) text += ':' + pad(d.getUTCSeconds(), 2);
    if (step < 1) text += '.' + pad(d.getUTCMilliseconds(), 3);
    return text;
  }

  // A new day has its date: times of day would come again.
  function tickText(t, step) {
    return step < 86400 && Math.round(t * 1000) % 86400000 === 0 ? clock(t, 86400).slice(5) : clock(t, step);
  }

  function number(v, digits) {
    return v.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function niceStep(range, count) {
    const raw = range / Math.max(1, count), power = Math.pow(10, Math.floor(Math.log10(raw)));
    const part = raw / power;
    return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
  }

  // The last point at or before a time; -1: none.
  function before(times, t) {
    let low = -1, high = times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (times[middle] <= t) low = middle; else high = middle - 1;
    }
    return low;
  }

  class Chart {
    constructor(canvas, model) {
      this.canvas = canvas;
      this.model = model;
      this.legend = canvas.parentElement.querySelector('.legend');
      for (const s of model.series)
        if (!s.t) s.t = s.y.map((_, i) => s.from + i * s.step);
      canvas.addEventListener('wheel', e => this.onWheel(e), { passive: false });
      canvas.addEventListener('pointerdown', e => this.onDown(e));
      canvas.addEventListener('pointermove', e => this.onMove(e));
      canvas.addEventListener('pointerup', e => this.onUp(e));
      canvas.addEventListener('pointercancel', () => { this.drag = null; redraw(); });
      canvas.addEventListener('pointerleave', () => { cursor = null; redraw(); });
      canvas.addEventListener('dblclick', () => show(full));
      canvas.addEventListener('keydown', e => this.onKey(e));
    }

    get plotWidth() { return Math.max(10, this.canvas.clientWidth - margin.left - margin.right); }
    timeAt(x) { return view[0] + (x - margin.left) / this.plotWidth * (view[1] - view[0]); }
    xOf(t) { return margin.left + (t - view[0]) / (view[1] - view[0]) * this.plotWidth; }

    onWheel(e) {
      if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
        if (isFull()) return;
        e.preventDefault();
        pan(e.deltaX / this.plotWidth);
      } else {
        if (e.deltaY > 0 && isFull()) return;
        e.preventDefault();
        zoom(Math.exp(Math.max(-200, Math.min(200, e.deltaY)) * 0.002), this.timeAt(e.offsetX));
      }
    }

    onDown(e) {
      if (e.button !== 0) return;
      this.canvas.setPointerCapture(e.pointerId);
      this.drag = { from: e.offsetX, to: e.offsetX, pans: e.shiftKey };
    }

    onMove(e) {
      cursor = this.timeAt(e.offsetX);
      if (this.drag && this.drag.pans) {
        pan((this.drag.to - e.offsetX) / this.plotWidth);
        this.drag.to = e.offsetX;
      } else if (this.drag) {
        this.drag.to = e.offsetX;
      }
      redraw();
    }

    onUp() {
      const drag = this.drag;
      this.drag = null;
      if (drag && !drag.pans && Math.abs(drag.to - drag.from) > 6)
        show([this.timeAt(Math.min(drag.from, drag.to)), this.timeAt(Math.max(drag.from, drag.to))]);
      redraw();
    }

    onKey(e) {
      const middle = (view[0] + view[1]) / 2;
      const does = { ArrowLeft: () => pan(-0.1), ArrowRight: () => pan(0.1), '+': () => zoom(0.7, middle), '-': () => zoom(1.4, middle), Escape: () => show(full), 0: () => show(full) }[e.key];
      if (!does) return;
      e.preventDefault();
      does();
    }

    // What is in sight, and its extremes.
    extent() {
      let low = Infinity, high = -Infinity;
      const take = v => { if (v !== null && v !== undefined) { low = Math.min(low, v); high = Math.max(high, v); } };
      for (const s of this.model.series) {
        const last = before(s.t, view[1]);
        for (let i = Math.max(0, before(s.t, view[0])); i <= last; i++) {
          take(s.y[i]);
          if (s.low) { take(s.low[i]); take(s.high[i]); }
        }
      }
      for (const f of this.model.fills || [])
        if (f[0] >= view[0] && f[0] <= view[1]) take(f[2]);
      if (low > high) return [0, 1];
      const hasZero = this.model.zero && (isFull() || this.model.series.some(s => s.area));
      if (hasZero) { low = Math.min(low, 0); high = Math.max(high, 0); }
      const room = (high - low) * 0.06 || Math.abs(high) * 0.01 || 1;
      return [hasZero && low === 0 ? 0 : low - room, hasZero && high === 0 ? 0 : high + room];
    }

    draw() {
      const { canvas, model } = this, ratio = window.devicePixelRatio || 1;
      const width = canvas.clientWidth, height = canvas.clientHeight;
      if (width === 0) return;
      if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
      if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
      const g = canvas.getContext('2d');
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, width, height);
      const [low, high] = this.extent(), bottom = height - margin.bottom;
      this.yOf = v => bottom - (v - low) / (high - low) * (bottom - margin.top);
      this.drawGrid(g, low, high, width, bottom);
      g.save();
      g.beginPath();
      g.rect(margin.left, margin.top - 2, this.plotWidth, bottom - margin.top + 4);
      g.clip();
      for (const s of model.series) this.drawSeries(g, s);
      this.drawFills(g);
      this.drawCursor(g, bottom);
      g.restore();
      this.tell();
    }

    drawGrid(g, low, high, width, bottom) {
      g.font = '12px ' + getComputedStyle(document.body).fontFamily;
      g.lineWidth = 1;
      g.textBaseline = 'middle';
      g.textAlign = 'right';
      const step = niceStep(high - low, (bottom - margin.top) / 34);
      const digits = Math.max(0, Math.min(10, -Math.floor(Math.log10(step) + 1e-9)));
      for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++) {
        const y = Math.round(this.yOf(n * step)) + 0.5;
        g.strokeStyle = color(n === 0 ? 'soft' : 'line');
        g.beginPath(); g.moveTo(margin.left, y); g.lineTo(width - margin.right, y); g.stroke();
        g.fillStyle = color('soft');
        g.fillText(number(n * step + 0, digits), margin.left - 7, y);
      }
      g.textBaseline = 'top';
      g.textAlign = 'center';
      const span = view[1] - view[0], widthOf = step => g.measureText(clock(view[0], step)).width;
      const tick = steps.find(s => this.plotWidth * s / span >= Math.max(72, widthOf(s) + 16)) || steps[steps.length - 1];
      let taken = margin.left - 30;
      for (let n = Math.ceil(view[0] / tick); n * tick <= view[1]; n++) {
        const x = Math.round(this.xOf(n * tick)) + 0.5;
        g.strokeStyle = color('line');
        g.beginPath(); g.moveTo(x, margin.top); g.lineTo(x, bottom); g.stroke();
        const text = tickText(n * tick, tick), half = g.measureText(text).width / 2, middle = Math.min(x, width - half - 1);
        if (middle - half <= taken) continue;
        g.fillStyle = color('soft');
        g.fillText(text, middle, bottom + 6);
        taken = middle + half + 4;
      }
    }

    drawSeries(g, s) {
      const from = Math.max(0, before(s.t, view[0])), last = before(s.t, view[1]);
      const end = s.step && last === s.t.length - 1 ? s.t[last] + s.step : last + 1 < s.t.length ? s.t[last + 1] : Math.min(full[1], view[1]);
      g.strokeStyle = g.fillStyle = color(s.color);
      if (s.low) {
        g.globalAlpha = 0.22;
        for (let i = from; i <= last; i++) {
          const x = this.xOf(s.t[i]), right = this.xOf(i < s.t.length - 1 ? s.t[i + 1] : end), top = this.yOf(s.high[i]);
          g.fillRect(x, top, Math.max(1, right - x), Math.max(0.5, this.yOf(s.low[i]) - top));
        }
        g.globalAlpha = 1;
      }
      g.lineWidth = s.width || 1.5;
      let path = new Path2D(), pen = null, area = new Path2D();
      const zero = this.yOf(0);
      for (let i = from; i <= last; i++) {
        if (s.y[i] === null) { pen = null; continue; }
        const x = this.xOf(s.t[i]), right = this.xOf(i < s.t.length - 1 ? s.t[i + 1] : end), y = this.yOf(s.y[i]);
        if (pen === null) path.moveTo(x, y); else path.lineTo(x, y);
        path.lineTo(right, y);
        if (s.area) area.rect(x, Math.min(y, zero), right - x, Math.abs(zero - y));
        pen = y;
      }
      if (s.area) { g.globalAlpha = 0.28; g.fill(area); g.globalAlpha = 1; }
      g.stroke(path);
    }

    drawFills(g) {
      const fills = (this.model.fills || []).filter(f => f[0] >= view[0] && f[0] <= view[1]);
      const size = fills.length > this.plotWidth / 4 ? 3.2 : 5;
      for (const [t, side, price, , isMaker] of fills) {
        const x = this.xOf(t), y = this.yOf(price);
        g.beginPath();
        g.moveTo(x, y); g.lineTo(x - size, y + side * size * 1.7); g.lineTo(x + size, y + side * size * 1.7); g.closePath();
        g.fillStyle = g.strokeStyle = color(side > 0 ? 'up' : 'down');
        g.lineWidth = 1.2;
        if (isMaker) g.fill(); else { g.save(); g.fillStyle = color('panel'); g.fill(); g.restore(); g.stroke(); }
      }
    }

    drawCursor(g, bottom) {
      if (this.drag && !this.drag.pans) {
        g.fillStyle = color('first');
        g.globalAlpha = 0.15;
        g.fillRect(Math.min(this.drag.from, this.drag.to), margin.top, Math.abs(this.drag.to - this.drag.from), bottom - margin.top);
        g.globalAlpha = 1;
      }
      if (cursor === null) return;
      g.strokeStyle = color('soft');
      g.lineWidth = 1;
      g.beginPath(); g.moveTo(this.xOf(cursor), margin.top); g.lineTo(this.xOf(cursor), bottom); g.stroke();
    }

    // The legend shows the values under the cursor, else the last in sight.
    tell() {
      const t = cursor === null ? view[1] : Math.max(view[0], Math.min(view[1], cursor));
      const parts = this.model.series.filter(s => s.name).map(s => {
        const i = before(s.t, t), v = i < 0 ? null : s.y[i];
        return [s.color, s.name, v === null || v === undefined ? '–' : number(v, this.model.digits)];
      });
      const time = document.createElement('span');
      time.textContent = cursor === null ? '' : clock(t, (view[1] - view[0]) / 500) + ' UTC';
      this.legend.replaceChildren(...parts.map(([c, name, value]) => {
        const item = document.createElement('span'), mark = document.createElement('i'), strong = document.createElement('b');
        mark.style.background = color(c);
        strong.textContent = value;
        item.append(mark, name + ' ', strong);
        return item;
      }), time);
    }
  }

  function isFull() { return view[0] <= full[0] && view[1] >= full[1]; }

  function show(range) {
    const span = Math.min(full[1] - full[0], Math.max(least, range[1] - range[0]));
    const from = Math.min(Math.max(range[0], full[0]), full[1] - span);
    view = [from, from + span];
    redraw();
  }

  function zoom(factor, around) {
    show([around - (around - view[0]) * factor, around + (view[1] - around) * factor]);
  }

  function pan(share) {
    const by = share * (view[1] - view[0]);
    show([view[0] + by, view[1] + by]);
  }

  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; drawAll(); });
  }

  function drawAll() { for (const c of charts) c.draw(); }

  const charts = [...document.querySelectorAll('canvas[data-chart]')].map(c => new Chart(c, data.charts[+c.dataset.chart]));
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  document.getElementById('theme').addEventListener('click', () => {
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    drawAll();
  });
  let theme;
  window.addEventListener('beforeprint', () => { theme = root.dataset.theme; root.dataset.theme = 'light'; drawAll(); });
  window.addEventListener('afterprint', () => { if (theme) root.dataset.theme = theme; else delete root.dataset.theme; drawAll(); });
  dark.addEventListener('change', drawAll);
  new ResizeObserver(redraw).observe(document.body);
  drawAll();
})();
