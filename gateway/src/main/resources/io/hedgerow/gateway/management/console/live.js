import { byId, h, renderIfChanged, setText } from './dom.js';
import { count, millis, percent, plural, rate } from './format.js';
import { DistributionChart, TimeChart, WINDOW_SECONDS } from './charts.js';

/** Verdicts that say something about the request, not about Hedgerow or the upstream. */
const CALLERS_MISTAKES = ['bad-parameter', 'malformed-request', 'not-found', 'method-not-allowed',
  'body-not-accepted', 'uri-too-long', 'headers-too-large'];
const REFUSALS = ['overloaded', 'rate-limited'];

const sumOf = (counts, names) => names.reduce((sum, name) => sum + (counts?.[name] ?? 0), 0);
const total = counts => Object.values(counts ?? {}).reduce((sum, value) => sum + value, 0);
const verdicts = (...names) => point => point.requests ? sumOf(point.requests.verdicts, names) : null;
const outcomes = (...names) => point => point.attempts ? sumOf(point.attempts.outcomes, names) : null;
const sum = (points, of) => points.reduce((all, point) => all + (of(point) ?? 0), 0);
const last = (points, seconds) => points.filter(point => point.at > points.at(-1).at - seconds);
const newest = points => points.at(-1) ?? {};

/** Callers who could have been answered: without their own mistakes, and those who left. */
const answerable = point => point.requests
  ? point.requests.count - sumOf(point.requests.verdicts, [...CALLERS_MISTAKES, 'caller-left']) : null;
const answered = verdicts('succeeded', 'final');
const share = (part, whole) => whole > 0 ? part / whole : null;

const signed = ratio => (ratio > 0 ? '+' : '') + percent(ratio);
const inWords = time => time === Infinity ? 'never' : millis(time);

/** The share that is ever answered. */
const levelOf = side => !side || side.count === 0 ? null : side.points.at(-1)?.[1] ?? 0;

/** Extra attempts for each request. */
function extraLoad(points) {
  const raced = sum(points, point => point.requests?.raced);
  return raced > 0 ? Math.max(0, sum(points, point => point.attempts?.count) / raced - 1) : null;
}

/** The Live section: all charts, their numbers, and the sentence above them. */
export class Live {
  constructor() {
    this.points = [];
    this.percentile = 'p95';
    this.distribution = null;
    this.charts = this.createCharts();
    byId('percentile').addEventListener('change', event => {
      this.percentile = event.target.value;
      this.draw();
    });
  }

  onHistory(points) {
    this.points = [];
    for (const point of points) this.add(point);
    this.draw();
  }

  onPoint(point) {
    this.add(point);
    this.draw();
  }

  add(point) {
    const previous = this.points.at(-1);
    if (previous && point.at <= previous.at) return;
    // A line must not cross seconds of which nothing is known.
    if (previous && point.at - previous.at > 1.5) this.points.push({ at: previous.at + 1 });
    this.points.push(point);
    while (this.points[0].at < point.at - WINDOW_SECONDS) this.points.shift();
  }

  /** The cumulative distributions, and the marks on them. */
  onDistribution(data) {
    this.distribution = data;
    const chart = this.charts.distribution;
    chart.mark([
      data.hedgeDelayMs === null ? null
        : { millis: data.hedgeDelayMs, label: `hedge delay ${millis(data.hedgeDelayMs)}`, color: '--upstreams' },
      ...deadlines(data.timeoutMs),
    ].filter(mark => mark !== null));
    chart.update(joined(data.requests.points, data.attempts.points));
    this.drawNumbers();
  }

  draw() {
    const points = this.points;
    for (const [name, chart] of Object.entries(this.charts)) {
      if (name !== 'distribution') chart.update(points);
    }
    byId('load').hidden = points.length > 0 && !points.at(-1).load;
    this.drawNumbers();
  }

  /** Whether nothing has happened as long as we can see. */
  get isEmpty() {
    return this.points.length > 0 && sum(this.points, point => point.requests?.count) === 0;
  }

  drawNumbers() {
    const all = this.points;
    const callersShare = share(sum(all, answered), sum(all, answerable));
    const upstreamsShare = levelOf(this.distribution?.attempts);
    setText(byId('callers-share'), percent(callersShare));
    setText(byId('upstreams-share'), percent(upstreamsShare));
    for (const p of ['p50', 'p95', 'p99']) {
      setText(byId(`callers-${p}`), inWords(this.percentileOf('requests', p)));
      setText(byId(`upstreams-${p}`), inWords(this.percentileOf('attempts', p)));
    }
    const masked = sum(all, point => point.requests?.masked);
    setText(byId('masked'), all.length === 0 ? '–' : count(masked));
    setText(byId('won'), percent(share(sum(all, point => point.hedges?.won), sum(all, point => point.hedges?.launched))));
    setText(byId('extra'), signed(extraLoad(all)));
    this.drawSaved();
    this.drawSummary(callersShare, upstreamsShare, masked);
  }

  drawSaved() {
    const name = { p50: '50th', p95: '95th', p99: '99th' }[this.percentile];
    const answers = this.percentileOf('requests', this.percentile);
    const attempts = this.percentileOf('attempts', this.percentile);
    if (attempts === Infinity && Number.isFinite(answers)) {
      setText(byId('saved-label'), `at the ${name} percentile, which single attempts never reach`);
      setText(byId('saved'), millis(answers));
    } else {
      const saved = attempts - answers;
      setText(byId('saved-label'), `${saved < 0 ? 'slower' : 'faster'} at the ${name} percentile`);
      setText(byId('saved'), answers === null || attempts === null ? '–' : millis(Math.abs(saved)));
    }
  }

  drawSummary(callersShare, upstreamsShare, masked) {
    const title = byId('summary');
    const more = byId('summary-more');
    if (callersShare === null) {
      const text = this.points.length === 0 ? 'Waiting for data' : 'Ready. No requests yet';
      renderIfChanged(title, text, () => text);
      setText(more, this.points.length === 0 ? '\u00a0'
        : 'Hedgerow races several requests to a slow upstream and answers within the caller’s timeout.');
      return;
    }
    renderIfChanged(title, [percent(callersShare), percent(upstreamsShare)], () => [
      h('span', { class: 'good' }, percent(callersShare)), ' of requests were answered',
      ...upstreamsShare === null ? ['.']
        : [upstreamsShare < callersShare ? ', though only ' : '; ', h('span', { class: 'up' }, percent(upstreamsShare)), ' of attempts succeed.'],
    ]);
    const answers = this.percentileOf('requests', 'p95');
    const attempts = this.percentileOf('attempts', 'p95');
    const parts = [`hid ${plural(masked, 'failure')} from callers`];
    if (attempts === Infinity && Number.isFinite(answers)) {
      parts.push(`answered 95\u00a0% within ${millis(answers)}, although more than 5\u00a0% of single attempts never succeed`);
    } else if (answers !== null && attempts > answers) {
      parts.push(`brought the 95th percentile from ${millis(attempts)} down to ${millis(answers)}`);
    }
    setText(more, `In the last five minutes, racing ${parts.join(' and ')}, for ${percent(extraLoad(this.points))} more attempts than requests.`);
  }

  /** Milliseconds; Infinity if fewer are ever answered; null if there were none. */
  percentileOf(side, p) {
    const data = this.distribution?.[side];
    if (!data || data.count === 0) return null;
    const wanted = Number(p.slice(1)) / 100;
    return data.points.find(([, reached]) => reached >= wanted)?.[0] ?? Infinity;
  }

  /** Infinity where fewer are ever answered; null without any. */
  millisOf(side, point) {
    if (!point[side]?.count) return null;
    return point[side].ms[this.percentile] ?? Infinity;
  }

  /** Where the line of what is never answered is drawn. */
  get never() {
    return this.distribution?.timeoutMs?.max ?? null;
  }

  createCharts() {
    const requests = new TimeChart({
      title: 'Requests per second', format: rate, stacked: true, height: 190,
      headline: points => rate(newest(points).requests?.count),
      series: [
        { label: 'answered', color: '--callers', of: verdicts('succeeded') },
        { label: 'final, such as 404', color: '--final', of: verdicts('final') },
        { label: 'empty', color: '--neutral', of: verdicts('empty') },
        { label: 'timed out', color: '--late', of: verdicts('deadline') },
        { label: 'upstream failed', color: '--bad', of: verdicts('upstream-failed') },
        { label: 'refused', color: '--bad-5', of: verdicts(...REFUSALS) },
        { label: 'caller error', color: '--bad-3', of: verdicts(...CALLERS_MISTAKES) },
        { label: 'caller left', color: '--bad-2', of: verdicts('caller-left') },
        { label: 'internal error', color: '--bad-4', of: verdicts('internal') },
      ],
    });
    const attempts = new TimeChart({
      title: 'Attempts per second', format: rate, stacked: true, height: 190,
      headline: points => rate(newest(points).attempts?.count),
      series: [
        { label: 'succeeded', color: '--upstreams', of: outcomes('succeeded') },
        { label: 'final', color: '--final', of: outcomes('final') },
        { label: 'cancelled', color: '--neutral', of: outcomes('cancelled') },
        { label: 'timed out', color: '--late', of: outcomes('timed-out') },
        { label: 'bad status', color: '--bad', of: outcomes('bad-status') },
        { label: 'bad payload', color: '--bad-2', of: outcomes('bad-payload', 'too-large') },
        { label: 'unreachable', color: '--bad-4', of: outcomes('unreachable') },
        { label: 'connection lost', color: '--bad-5', of: outcomes('connection-lost') },
      ],
    });
    return {
      requests: mount('requests', requests),
      attempts: mount('attempts', attempts),
      gap: mount('gap', new TimeChart({
        title: 'Answers to callers against single attempts', format: inWords, height: 236, least: 10,
        note: 'At the timeout, a line means that fewer are ever answered.', infinity: () => this.never,
        bands: [{ series: [1, 2], color: '--callers' }, { series: [2, 1], color: '--bad' }],
        series: [
          { label: 'single attempts', color: '--upstreams', dashed: true, of: point => this.millisOf('attempts', point) },
          { label: 'answers to callers', color: '--callers', of: point => this.millisOf('requests', point) },
        ],
      })),
      masked: mount('masked', new TimeChart({
        title: 'Failures masked', format: rate, note: 'Attempt 1 failed, the caller still got an answer.',
        headline: points => rate(newest(points).requests?.masked),
        series: [{ label: 'masked', color: '--callers', filled: true, of: point => point.requests?.masked ?? null }],
      })),
      hedges: mount('hedges', new TimeChart({
        title: 'Hedges', format: rate, note: 'Extra attempts: launched, won, and withheld for protection.',
        headline: points => rate(newest(points).hedges?.launched),
        series: [
          { label: 'launched', color: '--upstreams', of: point => point.hedges?.launched ?? null },
          { label: 'won', color: '--callers', of: point => point.hedges?.won ?? null },
          { label: 'withheld', color: '--bad', dashed: true, of: point => point.hedges?.withheld ? total(point.hedges.withheld) : null },
        ],
      })),
      extra: mount('extra', new TimeChart({
        title: 'Extra load', format: percent, least: 0.1, note: 'Attempts beyond one per request.',
        headline: points => points.length === 0 ? '–' : signed(extraLoad(last(points, 5))),
        series: [{ label: 'extra attempts', color: '--upstreams', filled: true,
          of: point => typeof point.attempts?.perRequest === 'number' ? Math.max(0, point.attempts.perRequest - 1) : null }],
      })),
      headroom: mount('headroom', new TimeChart({
        title: 'Headroom', format: millis, least: 10, note: 'Time left before the timeout when the answer was sent.',
        headline: points => millis(newest(points).requests?.headroomMs?.p50),
        series: [
          { label: 'median', color: '--callers', of: point => point.requests?.headroomMs?.p50 ?? null },
          { label: 'least', color: '--late', dashed: true, of: point => point.requests?.headroomMs?.min ?? null },
        ],
      })),
      distribution: mount('distribution', new DistributionChart({
        title: 'Share answered within a given time, in the last five minutes',
        format: percent, formatX: millis, height: 260, tall: true,
        note: 'Higher and further left is better. Where the line of attempts levels off, the remaining attempts never succeed.',
        series: [
          { label: 'requests', color: '--callers', of: row => row.requests },
          { label: 'single attempts', color: '--upstreams', dashed: true, of: row => row.attempts },
        ],
      })),
      inflight: mount('inflight', new TimeChart({
        title: 'In flight', format: count, headline: points => count(newest(points).load?.requests),
        series: [
          { label: 'requests', color: '--callers', of: point => point.load?.requests ?? null },
          { label: 'attempts', color: '--upstreams', of: point => point.load?.attempts ?? null },
        ],
      })),
      loopdelay: mount('loopdelay', new TimeChart({
        title: 'Event-loop delay', format: millis, least: 5, headline: points => millis(newest(points).load?.loopDelayMs),
        series: [{ label: 'longest', color: '--late', filled: true, of: point => point.load?.loopDelayMs ?? null }],
      })),
      shed: mount('shed', new TimeChart({
        title: 'Shed', format: rate, headline: points => rate(points.at(-1)?.load ? total(points.at(-1).load.shed) : null),
        series: [{ label: 'rejected to protect the rest', color: '--bad', filled: true, of: point => point.load ? total(point.load.shed) : null }],
      })),
    };
  }
}

function mount(name, chart) {
  document.querySelector(`[data-chart="${name}"]`).append(chart.element);
  if (chart.options.tall) chart.element.classList.add('tall');
  return chart;
}

function deadlines(timeouts) {
  if (!timeouts) return [];
  const mark = (value, label) => ({ millis: value, label: `${label} ${millis(value)}`, color: '--bad' });
  const isMedianApart = timeouts.p50 > 1.1 * timeouts.min && timeouts.p50 < 0.9 * timeouts.max;
  return timeouts.min === timeouts.max ? [mark(timeouts.max, 'timeout')]
    : [mark(timeouts.min, 'shortest timeout'), ...isMedianApart ? [mark(timeouts.p50, 'median timeout')] : [],
      mark(timeouts.max, 'longest timeout')];
}

/** Two distributions on one list of times, with the share reached by then. */
function joined(requests, attempts) {
  const times = [...new Set([...requests, ...attempts].map(([time]) => time))].sort((a, b) => a - b);
  const reached = points => {
    let next = 0;
    let value = 0;
    return time => {
      while (next < points.length && points[next][0] <= time) value = points[next++][1];
      return points.length === 0 ? null : value;
    };
  };
  const [ofRequests, ofAttempts] = [reached(requests), reached(attempts)];
  return times.map(time => ({ millis: time, requests: ofRequests(time), attempts: ofAttempts(time) }));
}
