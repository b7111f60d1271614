import { h, setText } from './dom.js';

/** What a chart shows: the last five minutes, a point a second. */
export const WINDOW_SECONDS = 300;

/** Heights and sizes are in pixels of a page whose text is as large as browsers make it: 16 px. */
const HEIGHT = 168;
const px = size => Math.round(size * parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
const font = () => `${px(12)}px system-ui, sans-serif`;

const charts = new Set();
const colors = new Map();

/** A color of the style sheet, such as "--callers", as the theme has it now: rgb(…). */
function color(name) {
  if (!colors.has(name)) {
    const probe = h('i', {});
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    colors.set(name, getComputedStyle(probe).color);
    probe.remove();
  }
  return colors.get(name);
}

/** Draws all charts again, because the theme has changed. */
export function redrawAll() {
  colors.clear();
  for (const chart of charts) chart.rebuild();
}

const translucent = (name, opacity) => color(name).replace('rgb(', 'rgba(').replace(')', `, ${opacity})`);
const faded = name => translucent(name, 0.2);

/** Without zeros that say nothing. */
const short = text => text.replace(/\.0+(?=\D)/, '');

function axis(overrides) {
  return {
    stroke: color('--muted'),
    font: font(),
    grid: { stroke: color('--grid'), width: 1 },
    ticks: { show: false },
    gap: px(6),
    ...overrides,
  };
}

/** A y range from 0 that leaves some room above, and changes rarely. */
function fromZero(least, most) {
  return (_chart, _min, max) => {
    const top = Math.max(least, max ?? 0);
    if (most !== undefined && top >= most * 0.9) return [0, most];
    const step = 10 ** Math.floor(Math.log10(top)) / 2;
    return [0, Math.ceil(top * 1.08 / step) * step];
  };
}

/**
 * A figure with a uPlot chart, a legend with values (of the time under the cursor, or the newest),
 * and a table of the same numbers. Subclasses say what is drawn.
 *
 * Each series: label, color, of(point) → number or null, dashed, filled.
 */
class Chart {
  constructor(options) {
    this.options = options;
    this.points = [];
    this.plot = h('div', { class: 'plot', role: 'img', 'aria-label': options.title });
    this.plot.style.height = `${(options.height ?? HEIGHT) / 16}rem`;
    this.values = options.series.map(() => h('b', {}, '–'));
    this.table = h('table', {});
    this.details = h('details', { class: 'numbers', ontoggle: () => this.fillTable() },
        h('summary', {}, 'Numbers'), h('div', { class: 'scroll', tabindex: '0' }, this.table));
    this.note = h('p', { class: 'note' }, options.note ?? '');
    this.headline = h('strong', { class: 'headline' });
    this.legend = h('ul', { class: 'legend' }, options.series.map((series, i) =>
        h('li', { 'data-series': series.label },
            h('i', { class: series.dashed ? 'swatch dashed' : 'swatch' }), series.label + ' ', this.values[i])));
    options.series.forEach((series, i) =>
        this.legend.children[i].firstChild.style.setProperty('--swatch', `var(${series.color})`));
    this.element = h('figure', { class: 'chart', id: options.id },
        h('figcaption', {}, h('h3', {}, options.title), this.headline), this.note, this.plot,
        this.legend, this.details);
    new ResizeObserver(() => requestAnimationFrame(() => this.resize())).observe(this.plot);
    new IntersectionObserver(entries => this.onVisible(entries.at(-1).isIntersecting)).observe(this.plot);
    charts.add(this);
  }

  onVisible(isVisible) {
    this.isVisible = isVisible;
    if (isVisible) this.draw();
  }

  resize() {
    const width = this.plot.clientWidth;
    if (width === 0) return;
    if (this.uplot) this.uplot.setSize({ width, height: px(this.options.height ?? HEIGHT) });
    else this.rebuild();
  }

  rebuild() {
    this.uplot?.destroy();
    this.uplot = null;
    const width = this.plot.clientWidth;
    if (width === 0) return;
    this.uplot = new uPlot({
      width,
      height: px(this.options.height ?? HEIGHT),
      padding: [px(10), px(18), 0, 0],
      legend: { show: false },
      hooks: { setCursor: [chart => this.showValues(chart.cursor.idx)], draw: [chart => this.drawOver(chart)] },
      ...this.uplotOptions(),
    }, this.columns(), this.plot);
    this.showValues(null);
  }

  update(points) {
    this.points = points;
    if (this.options.stacked) this.hideUnused();
    if (this.options.headline) setText(this.headline, this.options.headline(points));
    if (this.isVisible) this.draw();
    if (this.details.open) this.fillTable();
  }

  /** Leaves out of the legend what has not happened, except the first. */
  hideUnused() {
    this.options.series.forEach((series, i) => {
      this.legend.children[i].hidden = i > 0 && !this.points.some(point => series.of(point) > 0);
    });
  }

  draw() {
    if (!this.uplot) return;
    this.uplot.setData(this.columns());
    this.showValues(this.uplot.cursor.idx);
  }

  drawOver() {}

  showValues(index) {
    const at = index ?? this.points.length - 1;
    this.options.series.forEach((series, i) => {
      const value = this.points[at] === undefined ? null : series.of(this.points[at]);
      setText(this.values[i], (series.format ?? this.options.format)(value));
    });
  }

  fillTable() {
    if (!this.details.open) return;
    const { series, format } = this.options;
    const rows = this.tableRows();
    this.table.replaceChildren(
        h('caption', {}, this.options.title),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, this.rowName()),
            series.map(s => h('th', { scope: 'col' }, s.label)))),
        h('tbody', {}, rows.map(point => h('tr', {}, h('th', { scope: 'row' }, this.rowLabel(point)),
            series.map(s => h('td', {}, (s.format ?? format)(s.of(point))))))));
  }
}

/** Series over the last five minutes; stacked if the options say so. */
export class TimeChart extends Chart {
  uplotOptions() {
    const { series, stacked, format, bands = [], least = 1, most } = this.options;
    return {
      cursor: { sync: { key: 'time' }, drag: { x: false, y: false }, y: false, points: { size: 7 } },
      scales: { x: { time: false, range: [-WINDOW_SECONDS, 0] }, y: { range: fromZero(least, most) } },
      axes: [
        axis({
          size: px(26),
          splits: () => this.plot.clientWidth < px(420) ? [-240, -120, 0] : [-300, -240, -180, -120, -60, 0],
          values: (_chart, splits) => splits.map(s => s === 0 ? 'now' : `${s / 60} min`.replace('-', '−')),
          grid: { show: false },
        }),
        axis({
          size: px(58),
          space: px(36),
          values: (_chart, splits) => splits.map(s => short(format(s))),
        }),
      ],
      series: [{}, ...series.map(s => ({
        label: s.label,
        stroke: color(s.color),
        width: stacked ? 0 : px(s.filled ? 1 : 2),
        dash: s.dashed ? [px(5), px(4)] : undefined,
        fill: stacked ? translucent(s.color, 0.75) : s.filled ? faded(s.color) : undefined,
        points: { show: false },
      }))],
      bands: stacked
        ? series.slice(1).map((_s, i) => ({ series: [i + 2, i + 1] }))
        : bands.map(b => ({ series: b.series, fill: faded(b.color), dir: -1 })),
    };
  }

  columns() {
    const latest = this.points.at(-1)?.at ?? 0;
    const xs = this.points.map(point => point.at - latest);
    const drawn = value => value === Infinity ? this.options.infinity() : value;
    const columns = this.options.series.map(series => this.points.map(point => drawn(series.of(point))));
    if (this.options.stacked) {
      for (let i = 1; i < columns.length; i++) {
        columns[i] = columns[i].map((value, k) => (value ?? 0) + (columns[i - 1][k] ?? 0));
      }
    }
    return [xs, ...columns];
  }

  rowName() {
    return 'time';
  }

  rowLabel(point) {
    return new Date(point.at * 1000).toLocaleTimeString('en-GB');
  }

  /** Newest first. */
  tableRows() {
    return this.points.toReversed();
  }
}

/** Round times for a logarithmic axis, at most so many. */
function roundTimes(min, max, atMost) {
  const times = steps => Array.from({ length: 7 }, (_x, power) => steps.map(step => step * 10 ** power)).flat()
    .filter(time => time >= min && time <= max);
  const all = [[1, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 3], [1]].map(times);
  return all.find(candidate => candidate.length <= atMost) ?? all.at(-1);
}

/** Cumulative distributions: the share of requests and attempts that took at most so long. */
export class DistributionChart extends Chart {
  uplotOptions() {
    const { series, format } = this.options;
    return {
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
      scales: {
        x: { time: false, distr: 3, range: (_chart, min, max) => this.range(min, max) },
        y: { range: [0, 1] },
      },
      axes: [
        axis({
          size: px(26),
          grid: { show: false },
          splits: (chart, _axis, min, max) => roundTimes(min, max, chart.width / px(90)),
          filter: (_chart, splits) => splits,
          values: (_chart, splits) => splits.map(s => s === null ? null : short(this.options.formatX(s))),
        }),
        axis({ size: px(58), space: px(36), values: (_chart, splits) => splits.map(s => short(format(s))) }),
      ],
      series: [{}, ...series.map(s => ({
        label: s.label,
        stroke: color(s.color),
        width: px(2),
        dash: s.dashed ? [px(5), px(4)] : undefined,
        points: { show: false },
      }))],
      bands: [{ series: [1, 2], fill: faded('--callers'), dir: -1 }],
    };
  }

  columns() {
    return [this.points.map(p => p.millis), ...this.options.series.map(s => this.points.map(s.of))];
  }

  /** With room for the marks. */
  range(min, max) {
    const marks = (this.marks ?? []).map(mark => mark.millis);
    return [Math.max(1, Math.min(min ?? 100, ...marks)), Math.max(10, max ?? 1000, ...marks) * 1.02];
  }

  /** Times to mark with a vertical line: { millis, label, color }. */
  mark(marks) {
    this.marks = marks;
  }

  drawOver(chart) {
    const { ctx, bbox } = chart;
    const ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.font = `${px(12) * ratio}px system-ui, sans-serif`;
    (this.marks ?? []).forEach((mark, i) => {
      if (mark.millis < chart.scales.x.min || mark.millis > chart.scales.x.max) return;
      const x = Math.round(chart.valToPos(mark.millis, 'x', true));
      ctx.strokeStyle = color(mark.color);
      ctx.fillStyle = color(mark.color);
      ctx.lineWidth = ratio;
      ctx.setLineDash([4 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const isRight = x > bbox.left + bbox.width / 2;
      ctx.textAlign = isRight ? 'right' : 'left';
      ctx.fillText(mark.label, x + px(isRight ? -5 : 5) * ratio, bbox.top + bbox.height - px(10 + 16 * (i % 6)) * ratio);
    });
    ctx.restore();
  }

  rowName() {
    return 'within';
  }

  rowLabel(point) {
    return this.options.formatX(point.millis);
  }

  tableRows() {
    return this.points;
  }
}
