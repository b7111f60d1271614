import { byId, h, renderIfChanged, setText } from './dom.js';
import { count, millis, words } from './format.js';
import { drawReplicas, STATES } from './routes.js';
import { change, get } from './server.js';

const DRAIN_TIMES = ['10m', '30m', '1h', '4h', '24h'];

/** The section of replicas: a table for each upstream that has several. */
export class Replicas {
  constructor() {
    this.message = h('p', { role: 'status', class: 'note' });
    this.tables = h('div', {});
    byId('replicas-card').append(this.tables, this.message);
  }

  async load() {
    const { upstreams } = await get('/replicas');
    drawReplicas(upstreams);
    this.draw(upstreams.filter(({ replicas }) => replicas.length > 1));
  }

  draw(upstreams) {
    byId('replicas').hidden = upstreams.length === 0;
    byId('replicas-nav').hidden = upstreams.length === 0;
    renderIfChanged(this.tables, upstreams, () => upstreams.flatMap(({ upstream, replicas }) => [
      h('h3', {}, `Upstream ${upstream}`),
      h('div', { class: 'wide', tabindex: '0' }, this.table(upstream, replicas)),
    ]));
  }

  table(upstream, replicas) {
    const columns = ['replica', 'state', 'in flight', 'wins', 'answered', 'failed', 'cancelled', 'median', 'others', 'last failure', ''];
    const isNumber = name => ['in flight', 'wins', 'answered', 'cancelled', 'median', 'others'].includes(name);
    return h('table', {},
        h('thead', {}, h('tr', {}, columns.map(name =>
          name ? h('th', { scope: 'col', class: isNumber(name) ? 'number' : null }, name) : h('td', {})))),
        h('tbody', {}, replicas.map(replica => this.row(upstream, replica))));
  }

  row(upstream, replica) {
    const { attempts, lastFailure } = replica;
    const number = text => h('td', { class: 'number' }, text);
    return h('tr', { 'data-replica': replica.replica },
        h('th', { scope: 'row' }, replica.replica),
        h('td', {}, h('span', { class: `tag ${STATES[replica.state]?.look ?? ''}` }, words(replica.state)), h('small', {}, standing(replica))),
        number(count(replica.inFlight)),
        number(count(replica.wins)),
        number(count(attempts.answered ?? 0)),
        h('td', {}, failures(attempts)),
        number(count(attempts.cancelled ?? 0)),
        number(millis(replica.medianMs)),
        number(millis(replica.peersMedianMs)),
        h('td', {}, lastFailure === null ? '–' : `${lastFailure.detail}, at ${clock(lastFailure.at)}`),
        h('td', {}, replica.state === 'drained'
          ? h('button', { type: 'button', onclick: () => this.undrain(upstream, replica.replica) }, 'End drain')
          : h('button', { type: 'button', onclick: () => this.askToDrain(upstream, replica.replica) }, 'Drain')));
  }

  askToDrain(upstream, replica) {
    const reason = h('input', { type: 'text', name: 'reason', required: true, maxlength: '200', placeholder: 'kernel update' });
    const time = h('select', { name: 'for' }, DRAIN_TIMES.map(text => h('option', {}, text)));
    const dialog = h('dialog', { 'aria-labelledby': 'drain-title' },
        h('form', { method: 'dialog' },
            h('h3', { id: 'drain-title' }, `Drain ${replica}`),
            h('p', { class: 'note' }, 'This instance sends no new attempts to the replica. A restart ends the drain.'),
            h('label', { class: 'field' }, 'Reason', reason), h('label', { class: 'field' }, 'For', time),
            h('div', { class: 'actions' },
                h('button', { value: 'drain', class: 'primary' }, 'Drain'),
                h('button', { value: '', formnovalidate: true }, 'Cancel'))));
    document.body.append(dialog);
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue === 'drain') {
        this.apply(`${pathOf(upstream, replica)}/drain?${new URLSearchParams({ reason: reason.value, for: time.value })}`);
      }
    });
    dialog.showModal();
  }

  undrain(upstream, replica) {
    this.apply(`${pathOf(upstream, replica)}/undrain`);
  }

  async apply(path) {
    try {
      const { replica, state } = await change('POST', path);
      setText(this.message, `${replica}: ${state}`);
      await this.load();
    } catch (failure) {
      setText(this.message, failure.message);
    }
  }
}

const pathOf = (upstream, replica) => `/replicas/${encodeURIComponent(upstream)}/${encodeURIComponent(replica)}`;
const clock = time => new Date(time).toLocaleTimeString('en-GB');

/** Why a replica is in its state, since when and until when. */
function standing({ since, until, reason }) {
  const times = until === null ? `since ${clock(since)}` : `${clock(since)} to ${clock(until)}`;
  return reason === null ? times : `${reason}; ${times}`;
}

/** Failures by kind, such as "3: 2 bad status, 1 unreachable". */
function failures(attempts) {
  const kinds = Object.entries(attempts)
    .filter(([outcome, number]) => number > 0 && !['answered', 'cancelled'].includes(outcome));
  if (kinds.length === 0) return '0';
  const all = kinds.reduce((sum, [, number]) => sum + number, 0);
  return `${count(all)}: ${kinds.map(([outcome, number]) => `${count(number)} ${words(outcome)}`).join(', ')}`;
}
