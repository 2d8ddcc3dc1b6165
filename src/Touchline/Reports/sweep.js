'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    if (data.points.length) drawHeat();
  });
  if (!data.points || !data.points.length) return;

  const mostColumns = 24, firstRows = 100;
  const element = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const formats = data.digits.map(d => new Intl.NumberFormat('en-US', { minimumFractionDigits: d, maximumFractionDigits: d }));
  const show = (v, figure) => v === null ? '–' : formats[figure].format(v);
  const describe = p => data.params.map((param, i) => param.name + ' ' + param.values[p.v[i]]).join(', ');
  const better = (a, b, low) => b === null || (a !== null && (low ? a < b : a > b));

  // Heat map.
  const xPick = document.getElementById('x'), yPick = document.getElementById('y'), figurePick = document.getElementById('figure');
  const heat = document.getElementById('heat'), about = document.getElementById('about');
  data.params.forEach((param, i) => {
    xPick.add(new Option(param.name, i));
    yPick.add(new Option(param.name, i));
  });
  if (data.params.length === 1) {
    yPick.add(new Option('(none)', -1));
    yPick.value = -1;
    yPick.disabled = xPick.disabled = true;
  } else {
    yPick.value = 1;
  }
  data.figures.forEach((name, i) => figurePick.add(new Option(name, i)));
  figurePick.value = data.rank;
  let swapped = [xPick.value, yPick.value];
  for (const pick of [xPick, yPick, figurePick]) pick.addEventListener('change', () => {
    if (xPick.value === yPick.value) [xPick.value, yPick.value] = pick === xPick ? [xPick.value, swapped[0]] : [swapped[1], yPick.value];
    swapped = [xPick.value, yPick.value];
    drawHeat();
  });

  // Values in groups where there are more than fit: neighbours by size, each group as large as the others.
  function axisOf(index) {
    if (index < 0) return { size: 1, of: () => 0, name: () => '' };
    const values = data.params[index].values, used = [...new Set(data.points.map(p => p.v[index]))].sort((a, b) => a - b);
    const groups = Math.min(used.length, mostColumns), place = new Map(used.map((v, i) => [v, Math.floor(i * groups / used.length)]));
    const members = Array.from({ length: groups }, () => []);
    used.forEach(v => members[place.get(v)].push(values[v]));
    return { size: groups, of: p => place.get(p.v[index]), name: g => members[g].length === 1 ? members[g][0] : members[g][0] + ' – ' + members[g][members[g].length - 1] };
  }

  const channels = name => {
    const probe = element('span');
    probe.style.color = 'var(--' + name + ')';
    document.body.append(probe);
    const found = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    probe.remove();
    return found;
  };

  function drawHeat() {
    const xi = Number(xPick.value), yi = Number(yPick.value), figure = Number(figurePick.value), low = data.low[figure];
    const x = axisOf(xi), y = axisOf(yi), cells = Array.from({ length: y.size }, () => Array(x.size).fill(null));
    for (const p of data.points) {
      const row = y.of(p), column = x.of(p), old = cells[row][column];
      if (p.f[figure] !== null && (old === null || better(p.f[figure], old.f[figure], low))) cells[row][column] = p;
    }
    const all = cells.flat().filter(p => p !== null), values = all.map(p => p.f[figure]);
    const least = Math.min(...values), most = Math.max(...values), both = least < 0 && most > 0, far = Math.max(Math.abs(least), Math.abs(most));
    const up = channels('up'), down = channels('down'), ground = channels('panel'), ink = channels('text');
    const best = all.reduce((b, p) => b === null || better(p.f[figure], b.f[figure], low) ? p : b, null);
    const table = element('table', undefined, 'heat'), head = table.createTHead();
    const title = head.insertRow();
    title.append(element('th', yi < 0 ? '' : data.params[yi].name + ' ↓', 'axis'));
    const across = element('th', data.params[xi].name + ' →', 'axis');
    across.colSpan = x.size;
    title.append(across);
    const names = head.insertRow();
    names.append(element('th'));
    for (let column = 0; column < x.size; column++) names.append(element('th', x.name(column)));
    const body = table.createTBody();
    for (let row = 0; row < y.size; row++) {
      const line = body.insertRow();
      line.append(element('th', y.name(row)));
      for (let column = 0; column < x.size; column++) {
        const p = cells[row][column], cell = line.insertCell();
        if (p === null) { cell.className = 'none'; continue; }
        const v = p.f[figure];
        // One hue where all have a sign, two where both are there; stronger is further from nothing, or from the least.
        const share = both ? Math.abs(v) / far : most > least ? (v - least) / (most - least) : 1;
        const hue = both ? v >= 0 ? up : down : least >= 0 ? up : down;
        const strength = (both || least >= 0 ? share : 1 - share) * 0.8 + 0.05;
        const mixed = ground.map((g, i) => Math.round(g + (hue[i] - g) * strength));
        const light = c => { const s = c.map(k => (k /= 255) <= 0.03928 ? k / 12.92 : Math.pow((k + 0.055) / 1.055, 2.4)); return 0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]; };
        const contrast = c => { const [a, b] = [light(c), light(mixed)].sort((m, n) => n - m); return (a + 0.05) / (b + 0.05); };
        const inks = [ink, [255, 255, 255], [16, 21, 28]].sort((a, b) => contrast(b) - contrast(a));
        cell.style.background = 'rgb(' + mixed + ')';
        cell.style.color = 'rgb(' + inks[0] + ')';
        cell.textContent = show(v, figure);
        cell.tabIndex = 0;
        if (p === best) cell.className = 'best';
        const tell = () => { about.textContent = data.figures[figure] + ' ' + show(v, figure) + ' at ' + describe(p) + ' (rank ' + (p.rank || '–') + ')'; };
        cell.addEventListener('pointerenter', tell);
        cell.addEventListener('focus', tell);
        cell.addEventListener('click', tell);
      }
    }
    heat.replaceChildren(table);
    about.textContent = best === null ? 'No point has this figure.' : 'Point at a cell for the parameters behind it.' + (data.params.length > 2 ? ' Each cell shows the best over the other parameters.' : '');
  }

  // Ranked table.
  const ranked = document.getElementById('ranked'), more = document.getElementById('more');
  let sorted = { column: -1, down: false }, rows = firstRows;
  const columns = [
    { name: 'rank', of: p => p.rank, text: p => p.rank ? String(p.rank) : '–' },
    ...data.params.map((param, i) => ({ name: param.name, of: p => p.v[i], text: p => param.values[p.v[i]], param: true })),
    ...data.columns.map(f => ({ name: data.figures[f], of: p => p.f[f], text: p => show(p.f[f], f) })),
  ];

  function drawTable() {
    const table = element('table', undefined, 'ranked'), head = table.createTHead().insertRow();
    columns.forEach((column, i) => {
      const cell = element('th'), button = element('button', column.name);
      button.type = 'button';
      button.addEventListener('click', () => {
        sorted = { column: i, down: sorted.column === i ? !sorted.down : !(i === 0 || column.param) };
        drawTable();
      });
      if (i === sorted.column) cell.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
      cell.append(button);
      head.append(cell);
    });
    const order = data.points.slice();
    if (sorted.column >= 0) {
      const of = columns[sorted.column].of;
      // What has no value comes last either way.
      order.sort((a, b) => { const [m, n] = [of(a), of(b)]; return m === null ? n === null ? 0 : 1 : n === null ? -1 : sorted.down ? n - m : m - n; });
    }
    const body = table.createTBody();
    for (const p of order.slice(0, rows)) {
      const line = body.insertRow();
      for (const column of columns) {
        const cell = line.insertCell();
        cell.textContent = column.text(p);
        if (column.param) cell.className = 'param';
      }
    }
    ranked.replaceChildren(table);
    more.hidden = rows >= data.points.length;
    more.textContent = 'Show all ' + data.points.length.toLocaleString('en-US');
  }

  more.addEventListener('click', () => { rows = data.points.length; drawTable(); });
  drawHeat();
  drawTable();
})();
