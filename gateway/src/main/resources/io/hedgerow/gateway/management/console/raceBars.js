import { h } from './dom.js';
import { millis, words } from './format.js';

const AT_MOST_LANES = 16;

/** When an attempt ended, or how long it runs by now. */
export const endOf = (race, attempt, now) =>
  attempt.endMs ?? Math.max(attempt.startMs, Math.min((now - race.at) * 1000, race.timeoutMs ?? Infinity));

/** The time at the right edge for these races: their deadlines too, unless those are far away. */
export function scaleOf(races, now) {
  const ends = races.flatMap(race =>
    [race.durationMs ?? 0, ...race.attempts.map(attempt => endOf(race, attempt, now))]);
  const last = Math.max(10, ...ends);
  const near = races.flatMap(race => [race.deadlineMs, race.hedgeMs])
    .filter(value => typeof value === 'number' && value <= 2.2 * last);
  return niceAbove(1.04 * Math.max(last, ...near));
}

function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].map(step => step * power).find(step => step >= value);
}

/** Five labels for the axis. */
export function axisTicks(scale) {
  return h('div', { class: 'ticks', 'aria-hidden': 'true' }, [0, 1, 2, 3, 4].map(quarter => {
    const tick = h('span', {}, millis(scale * quarter / 4));
    tick.style.left = `${quarter * 25}%`;
    return tick;
  }));
}

/** How a bar looks, and the sign at its end: color is never the only difference. */
export function styleOf(race, attempt) {
  if (attempt.outcome === null) return { look: 'running', sign: '…' };
  if (attempt.number === race.winner) return { look: 'won', sign: '✓' };
  switch (attempt.outcome) {
    case 'succeeded':
    case 'final':
      return race.winner === 0 && race.verdict === 'succeeded' ? { look: 'won', sign: '✓' } : { look: 'good', sign: '✓' };
    case 'cancelled':
      return { look: 'lost', sign: '–' };
    case 'timed-out':
      return { look: 'late', sign: '▸' };
    default:
      return { look: 'bad', sign: '✕' };
  }
}

/** The attempts of a race as bars from 0 to scale, with its hedge point and deadline. */
export function raceBars(race, scale, now) {
  const position = time => `${100 * Math.min(time, scale) / scale}%`;
  const lanes = h('div', { class: 'lanes', 'data-scale': scale, role: 'img', 'aria-label': inWords(race, now) }, race.attempts.slice(0, AT_MOST_LANES).map(attempt => {
    const { look, sign } = styleOf(race, attempt);
    const end = endOf(race, attempt, now);
    const bar = h('i', { class: `bar ${look}`, 'data-outcome': attempt.outcome ?? 'running', 'data-start': attempt.startMs, 'data-end': end });
    bar.style.left = position(attempt.startMs);
    bar.style.width = `${100 * (Math.min(end, scale) - Math.min(attempt.startMs, scale)) / scale}%`;
    const text = h('span', { class: `end ${look}` }, sign);
    text.style.left = position(end);
    return h('div', { class: 'lane' }, bar, text);
  }));
  const mark = (time, kind, title) => {
    if (typeof time !== 'number' || time > scale) return;
    const line = h('i', { class: `mark ${kind}`, title: `${title}: ${millis(time)}`, 'data-at': time });
    line.style.left = position(time);
    lanes.append(line);
  };
  mark(race.hedgeMs, 'hedge', 'hedge due');
  mark(race.deadlineMs, 'deadline', 'deadline');
  return lanes;
}

/** Why an attempt was launched, or why hedges were withheld. */
export function reasonInWords(reason) {
  switch (reason) {
    case 'race-started': return 'at the start';
    case 'hedge-delay-passed': return 'hedge: no success in time';
    case 'attempt-failed': return 'hedge: an attempt had failed';
    case 'loop-delay': return 'the server is overloaded';
    case 'upstream-limit': return 'the maximum number of attempts is in flight';
    case 'hedge-budget': return 'the hedge budget is used up';
    case 'retry-after': return 'every replica has asked for a pause';
    case 'requests-max': return 'the maximum number of requests is in flight';
    default: return words(reason);
  }
}

/** The race in a sentence, for people who do not see the bars. */
function inWords(race, now) {
  const attempts = race.attempts.map(attempt =>
    `attempt ${attempt.number} from ${millis(attempt.startMs)} to ${millis(endOf(race, attempt, now))}: `
    + (attempt.number === race.winner ? 'won' : words(attempt.outcome ?? 'running')));
  return attempts.join('; ');
}
