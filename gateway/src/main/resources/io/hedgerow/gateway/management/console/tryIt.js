import { byId, h, setText } from './dom.js';
import { millis, words } from './format.js';
import { attemptsTable } from './races.js';
import { axisTicks, raceBars, scaleOf } from './raceBars.js';

const ENTRY = /attempt-(\d+);dur=([\d.]+);desc="([a-z-]+)";start=([\d.]+);reason=([a-z-]+)(?:;replica="([^"]+)")?/g;
const SUGGESTED_TIMEOUT = 1000;
const BODY_SHOWN = 20_000;

/** Sends a request to the API and shows the answer, its headers and its race. */
export class TryIt {
  constructor() {
    this.routeField = h('select', { id: 'try-route', onchange: () => this.drawParameters() });
    this.parameters = h('div', { class: 'try', id: 'try-parameters' });
    this.target = h('p', { class: 'target' });
    this.send = h('button', { class: 'primary', id: 'try-send' }, 'Send');
    this.answer = h('div', { id: 'try-answer', role: 'region', 'aria-label': 'Answer', 'aria-live': 'polite' });
    const form = h('form', { class: 'try', onsubmit: event => this.submit(event), oninput: () => this.drawTarget() },
        h('label', { class: 'field' }, 'Route', this.routeField), this.parameters, this.send);
    byId('try-card').append(form, this.target, this.answer);
  }

  update({ api, routes }) {
    const changed = JSON.stringify([api, routes]);
    if (this.shown === changed) return;
    this.shown = changed;
    this.api = api;
    this.routes = routes.filter(route => route.methods.includes('GET'));
    const before = this.routeField.value;
    this.routeField.replaceChildren(...this.routes.map(({ name }) => h('option', {}, name)));
    const preferred = this.routes.find(({ name }) => name === before) ?? this.routes.find(({ plan }) => plan.hedges > 0);
    if (preferred) this.routeField.value = preferred.name;
    this.drawParameters();
  }

  get route() {
    return this.routes.find(({ name }) => name === this.routeField.value);
  }

  drawParameters() {
    if (!this.route) return;
    const { paths, timeout } = this.route;
    const variables = [...paths[0].matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    const rest = paths[0].endsWith('*') ? ['*'] : [];
    const field = (name, label, value, type = 'text') => h('label', { class: 'field' }, label,
        h('input', { type, name, value, required: true, min: type === 'number' ? '1' : null, size: type === 'text' ? '14' : null }));
    this.parameters.replaceChildren(
        ...[...variables, ...rest].map(name => field(name, name === '*' ? 'rest of the path' : name, '1')),
        field('timeout', 'Timeout in ms', String(Math.min(timeout.defaultMs ?? SUGGESTED_TIMEOUT, timeout.maxMs)), 'number'));
    this.drawTarget();
  }

  /** The request that the form describes: path with query, and headers. */
  request() {
    const { paths, timeout } = this.route;
    const value = name => this.parameters.querySelector(`[name="${CSS.escape(name)}"]`).value;
    const path = paths[0]
      .replace(/\{([^}]+)\}/g, (_match, name) => encodeURIComponent(value(name)))
      .replace(/\*$/, () => value('*').split('/').map(encodeURIComponent).join('/'));
    const isQuery = timeout.source === 'query';
    return {
      path: isQuery ? `${path}?${new URLSearchParams({ [timeout.name]: value('timeout') })}` : path,
      headers: timeout.source === 'header' ? { [timeout.name]: value('timeout') } : {},
      timeoutMillis: Number(value('timeout')),
    };
  }

  drawTarget() {
    const { path, headers } = this.request();
    const header = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}' `).join('');
    this.target.replaceChildren(h('code', {}, `curl -i ${header}'${this.api}${path}'`));
  }

  async submit(event) {
    event.preventDefault();
    const { path, headers, timeoutMillis } = this.request();
    this.send.disabled = true;
    setText(this.send, 'Waiting');
    const start = performance.now();
    try {
      const answer = await fetch(this.api + path, { headers, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(timeoutMillis + 10_000) });
      const body = await answer.text();
      this.show(answer, body, performance.now() - start, timeoutMillis);
    } catch (failure) {
      this.showFailure(failure);
    } finally {
      this.send.disabled = false;
      setText(this.send, 'Send');
    }
  }

  show(answer, body, tookMillis, timeoutMillis) {
    const race = this.raceOf(answer, tookMillis, timeoutMillis);
    const scale = scaleOf([race], 0);
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value.replaceAll(', ', ',\n  ')}`).join('\n');
    this.answer.replaceChildren(h('div', { class: 'answer' },
        h('div', {},
            h('h3', {}, h('span', { class: `tag ${answer.ok ? 'good' : 'bad'}` }, `${answer.status} ${answer.statusText}`.trim()),
                `after ${millis(tookMillis)}`),
            race.attempts.length === 0 ? h('p', { class: 'note' }, 'No attempts were made.')
              : h('div', { class: 'drawn' },
                  h('ol', { 'aria-hidden': 'true' }, race.attempts.map(({ number, outcome }) => h('li', {}, `${number} ${words(outcome)}`))),
                  raceBars(race, scale, 0), h('span', {}), axisTicks(scale)),
            h('div', { class: 'wide', tabindex: '0' }, attemptsTable(race, 0))),
        h('div', {},
            h('h4', {}, 'Body'), h('pre', { tabindex: '0' }, pretty(body)),
            h('h4', {}, 'Headers that this page may read'), h('pre', { tabindex: '0' }, headers))));
  }

  /** The race, as the answer tells it in its header Server-Timing. */
  raceOf(answer, tookMillis, timeoutMillis) {
    const timing = answer.headers.get('server-timing') ?? '';
    const attempts = [...timing.matchAll(ENTRY)].map(([, number, dur, outcome, start, reason, replica]) => ({
      number: Number(number), startMs: Number(start), endMs: Number(start) + Number(dur), outcome, reason,
      detail: null, status: null, replica: replica ?? null,
    }));
    const { plan, name } = this.route;
    const successes = attempts.filter(({ outcome }) => outcome === 'succeeded' || outcome === 'final');
    const earliest = successes.sort((a, b) => a.endMs - b.endMs)[0];
    return {
      route: name, at: 0, timeoutMs: timeoutMillis, deadlineMs: timeoutMillis,
      hedgeMs: plan.hedges > 0 ? plan.hedgeDelayMs : null, verdict: answer.ok ? 'succeeded' : 'failed', status: answer.status,
      durationMs: Math.max(0, ...attempts.map(({ endMs }) => endMs)), attempts,
      winner: plan.ending === 'first-success' && earliest ? earliest.number : 0,
    };
  }

  showFailure(failure) {
    const isTimeout = failure.name === 'TimeoutError';
    this.answer.replaceChildren(h('div', { class: 'answer' },
        h('div', {}, h('h3', { class: 'problem' }, isTimeout ? 'No answer' : 'The browser did not let this page read the answer'),
            h('p', {}, 'The API must be reachable from this browser, and must allow this page to read its answers: '),
            h('p', {}, h('code', {}, `--cors.allowed-origins=${location.origin}`)),
            h('p', { class: 'note' }, 'The API may have received the request anyway. In that case its race is in the list of races.'))));
  }
}

function pretty(body) {
  let text = body;
  try {
    text = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Not JSON: shown as it came.
  }
  return text.length > BODY_SHOWN ? text.slice(0, BODY_SHOWN) + '\n…' : text;
}
