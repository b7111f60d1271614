import { byId, h, setText } from './dom.js';
import { millis, words } from './format.js';
import { attemptsTable } from './races.js';
import { axisTicks, raceBars, scaleOf } from './raceBars.js';
import { change } from './server.js';

const SUGGESTED_TIMEOUT = 1000;
const BODY_SHOWN = 20_000;
/** How long the page waits beyond the timeout: as long as the server may, and a little more. */
const EXTRA_MILLIS = 10_000;

/** Has the gateway send a request to its API, and shows the answer, its headers and its race. */
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
    try {
      const parameters = [['target', path], ...Object.entries(headers).map(([name, value]) => ['header', `${name}: ${value}`])];
      this.show(await change('POST', `/console/try?${new URLSearchParams(parameters)}`, timeoutMillis + EXTRA_MILLIS));
    } catch (failure) {
      this.answer.replaceChildren(h('p', { class: 'problem', role: 'alert' }, failure.message));
    } finally {
      this.send.disabled = false;
      setText(this.send, 'Send');
    }
  }

  show({ status, reason, headers, body, isBodyCut, durationMs, race }) {
    const lines = headers.map(([name, value]) => `${name}: ${name === 'server-timing' ? value.replaceAll(', ', ',\n  ') : value}`).join('\n');
    this.answer.replaceChildren(h('div', { class: 'answer' },
        h('div', {},
            h('h3', {}, h('span', { class: `tag ${status < 400 ? 'good' : 'bad'}` }, `${status} ${reason}`.trim()),
                `after ${millis(durationMs)}`),
            race === null ? h('p', { class: 'note' }, 'It had no race of its own.') : drawn(race)),
        h('div', {},
            h('h4', {}, isBodyCut ? 'Body, the first 64 KiB' : 'Body'), h('pre', { tabindex: '0' }, pretty(body)),
            h('h4', {}, 'Headers'), h('pre', { tabindex: '0' }, lines))));
  }
}

function drawn(race) {
  const scale = scaleOf([race], 0);
  return [
    h('div', { class: 'drawn' },
        h('ol', { 'aria-hidden': 'true' }, race.attempts.map(({ number, outcome }) => h('li', {}, `${number} ${words(outcome)}`))),
        raceBars(race, scale, 0), h('span', {}), axisTicks(scale)),
    h('div', { class: 'wide', tabindex: '0' }, attemptsTable(race, 0)),
  ];
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
