import { byId, h, reconcile, renderIfChanged, setText } from './dom.js';
import { ago, count, millis, words } from './format.js';
import { axisTicks, endOf, raceBars, reasonInWords, scaleOf } from './raceBars.js';

const CLASSES = {
  running: 'Running now',
  failed: 'Failed',
  'near-deadline': 'Within 10 ms of the deadline',
  final: 'Final answer',
  'hedge-won': 'Hedge won',
  'beyond-p95': 'Beyond the 95th percentile',
  'median-to-p95': 'Median to 95th percentile',
  fast: 'Faster than the median',
};

/** Races shown of each class while all classes are shown. */
const OF_EACH = 3;
const AT_MOST = 40;

/** The list of races, by class. An open race stays as it is until it is closed. */
export class Races {
  constructor(onChoice) {
    this.chosen = '';
    this.open = null;
    this.onChoice = onChoice;
    this.list = byId('race-list');
  }

  /** The class to ask for; empty for all. */
  get choice() {
    return this.chosen;
  }

  update({ classes, races }, now) {
    this.drawChips(classes);
    // What somebody looks at must not move away.
    if (this.open !== null || this.list.matches(':has(button:focus-visible)')) return;
    this.draw(races, now);
  }

  drawChips(classes) {
    const counts = new Map(Object.keys(CLASSES).map(name => [name, 0]));
    for (const { class: name, count: number } of classes) counts.set(name, (counts.get(name) ?? 0) + number);
    const chips = [['', 'All', null], ...[...counts].map(([name, number]) => [name, CLASSES[name] ?? words(name), number])];
    reconcile(byId('classes'), chips, ([name]) => name,
        ([name, title]) => h('button', { type: 'button', 'data-class': name, onclick: () => this.choose(name) }, title + ' ', h('span', {})),
        (chip, [name, , number]) => {
          chip.setAttribute('aria-pressed', String(name === this.chosen));
          chip.disabled = number === 0 && name !== this.chosen;
          setText(chip.lastChild, number === null || name === 'running' ? '' : count(number));
        });
  }

  choose(name) {
    this.chosen = name;
    this.open = null;
    for (const chip of byId('classes').children) chip.setAttribute('aria-pressed', String(chip.dataset.class === name));
    this.onChoice();
  }

  draw(races, now) {
    const shown = this.chosen ? races.filter(race => race.class === this.chosen).slice(0, AT_MOST) : races;
    const groups = Object.keys(CLASSES)
        .map(name => [name, shown.filter(race => race.class === name).slice(0, this.chosen ? AT_MOST : OF_EACH)])
        .filter(([, members]) => members.length > 0);
    if (groups.length === 0) {
      this.list.keyed = undefined;
      this.list.replaceChildren(h('p', { class: 'nothing' },
          this.chosen ? `No races of this class yet: ${CLASSES[this.chosen]}.` : 'No races yet. Send a request, and its race appears here.'));
      return;
    }
    const scale = scaleOf(groups.flatMap(([, members]) => members), now);
    const focused = document.activeElement?.closest?.('.race')?.dataset.id;
    this.list.replaceChildren(
        h('div', { class: 'race-axis' }, h('span', {}), axisTicks(scale), h('span', {})),
        ...groups.map(([name, members]) => h('div', { class: 'race-group', 'data-class': name },
            h('h3', {}, CLASSES[name]), members.map(race => this.row(race, scale, now)))));
    if (focused) this.list.querySelector(`[data-id="${CSS.escape(focused)}"] > button`)?.focus({ preventScroll: true });
  }

  row(race, scale, now) {
    const button = h('button', {
      type: 'button', 'aria-expanded': 'false',
      onclick: () => this.toggle(row, race, now),
    },
    h('span', { class: 'who' }, h('b', {}, race.route), h('small', {}, verdictInWords(race))),
    race.isJoined ? h('span', { class: 'joined' }, JOINED) : raceBars(race, scale, now),
    h('span', { class: 'took' }, millis(race.durationMs ?? Math.max(...race.attempts.map(a => endOf(race, a, now)), 0)),
        h('small', {}, ago((now - race.at) * 1000))));
    const row = h('div', { class: 'race', 'data-id': race.id }, button);
    return row;
  }

  toggle(row, race, now) {
    const wasOpen = this.open === race.id;
    this.list.querySelector('.race-detail')?.remove();
    for (const button of this.list.querySelectorAll('[aria-expanded]')) button.setAttribute('aria-expanded', 'false');
    this.open = wasOpen ? null : race.id;
    if (wasOpen) return;
    row.firstChild.setAttribute('aria-expanded', 'true');
    row.append(detail(race, now));
  }
}

const JOINED = 'joined another request’s race';
const VERDICTS = { deadline: 'timed out', 'upstream-failed': 'upstream failed', succeeded: 'answered' };

function verdictInWords(race) {
  if (race.verdict === null) return 'running';
  const status = race.status === null ? '' : ` · ${race.status}`;
  return (race.isMasked ? 'failure masked' : VERDICTS[race.verdict] ?? words(race.verdict)) + status;
}

const fact = (name, value) => value === null || value === undefined ? null : h('div', {}, h('dt', {}, name), h('dd', {}, value));

function detail(race, now) {
  return h('div', { class: 'race-detail' },
      h('dl', { class: 'facts' },
          fact('request', `${race.method} ${race.path}`),
          fact('at', new Date(race.at * 1000).toLocaleTimeString('en-GB')),
          fact('timeout', millis(race.timeoutMs)),
          fact('deadline', race.isJoined ? null : millis(race.deadlineMs)),
          fact('hedges due at', race.hedgeMs === null ? null : millis(race.hedgeMs)),
          fact('winner', race.winner === 0 ? null : `attempt ${race.winner}`),
          fact('left', race.durationMs === null ? null : millis(race.timeoutMs - race.durationMs)),
          fact('hedges withheld', race.withheld && `${race.withheld.count}: ${reasonInWords(race.withheld.reason)}`),
          fact('headers', race.headers?.length ? race.headers.join(', ') : null),
          fact('trace', traceLink(race))),
      race.isJoined ? h('p', { class: 'note' }, 'It joined the race of an equal request, which has the attempts.')
        : h('div', { class: 'wide', tabindex: '0' }, attemptsTable(race, now)));
}

function traceLink(race) {
  if (race.traceId === null) return null;
  const isWeb = /^https?:\/\//.test(race.traceUrl ?? '');
  return isWeb ? h('a', { href: race.traceUrl, target: '_blank', rel: 'noreferrer' }, race.traceId) : h('code', {}, race.traceId);
}

export function attemptsTable(race, now) {
  const hasReplicas = race.attempts.some(attempt => attempt.replica);
  return h('table', {},
      h('thead', {}, h('tr', {}, ['attempt', 'launched', 'start', 'end', 'took', 'outcome', hasReplicas ? 'replica' : null]
          .filter(name => name !== null)
          .map(name => h('th', { scope: 'col', class: ['start', 'end', 'took'].includes(name) ? 'number' : null }, name)))),
      h('tbody', {}, race.attempts.map(attempt => {
        const end = endOf(race, attempt, now);
        return h('tr', {},
            h('th', { scope: 'row' }, String(attempt.number)),
            h('td', {}, reasonInWords(attempt.reason)),
            h('td', { class: 'number' }, millis(attempt.startMs)),
            h('td', { class: 'number' }, attempt.outcome === null ? '…' : millis(end)),
            h('td', { class: 'number' }, millis(end - attempt.startMs)),
            h('td', {}, outcomeInWords(race, attempt)),
            hasReplicas ? h('td', {}, attempt.replica ?? '–') : null);
      })));
}

function outcomeInWords(race, attempt) {
  if (attempt.outcome === null) return 'running';
  const kind = attempt.number === race.winner ? `won: ${words(attempt.outcome)}` : words(attempt.outcome);
  const status = attempt.status === null || attempt.detail?.includes(String(attempt.status)) ? null : `status ${attempt.status}`;
  const more = [attempt.detail && words(attempt.detail), status].filter(text => text).join(', ');
  return more ? `${kind} (${more})` : kind;
}
