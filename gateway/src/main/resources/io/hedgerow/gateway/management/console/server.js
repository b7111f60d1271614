import { h, byId } from './dom.js';

const TOKEN = 'hedgerow-token';
const LIMIT_MILLIS = 10_000;

/** An answer other than 2xx, with the server's explanation. */
export class Refused extends Error {
  constructor(status, text) {
    super(text.trim().slice(0, 500) || `status ${status}`);
    this.status = status;
  }
}

async function send(path, options, limitMillis = LIMIT_MILLIS) {
  const answer = await fetch(path, { ...options, cache: 'no-store', signal: AbortSignal.timeout(limitMillis) });
  if (!answer.ok) throw new Refused(answer.status, await answer.text());
  return answer.json();
}

export const get = path => send(path, {});

/** Makes the server do something. Asks for management.token if the server wants it. */
export async function change(method, path, limitMillis) {
  const token = sessionStorage.getItem(TOKEN);
  try {
    return await send(path, { method, headers: token ? { authorization: `Bearer ${token}` } : {} }, limitMillis);
  } catch (failure) {
    if (failure.status !== 401 || !await askForToken()) throw failure;
    return change(method, path, limitMillis);
  }
}

/** Keeps the token for this tab; false if the operator has none. */
function askForToken() {
  const input = h('input', { type: 'password', id: 'token', autocomplete: 'current-password', required: true });
  const dialog = h('dialog', { 'aria-labelledby': 'token-label' },
      h('form', { method: 'dialog' },
          // Password managers want a name.
          h('input', { type: 'text', autocomplete: 'username', value: 'management', hidden: true }),
          h('label', { class: 'field', for: 'token', id: 'token-label' }, 'Token (management.token)', input),
          h('div', { class: 'actions' },
              h('button', { value: 'ok', class: 'primary' }, 'Use'),
              h('button', { value: '', formnovalidate: true }, 'Cancel'))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    const isGiven = dialog.returnValue === 'ok' && input.value !== '';
    if (isGiven) sessionStorage.setItem(TOKEN, input.value);
    dialog.remove();
    resolve(isGiven);
  }));
}

/**
 * The stream of points. EventSource reconnects by itself after a lost connection, but not after a
 * refusal (503: too many watch), so that is done here.
 */
export class Stream {
  constructor({ onHistory, onPoint }) {
    this.onHistory = onHistory;
    this.onPoint = onPoint;
  }

  open(route) {
    this.route = route;
    this.source?.close();
    clearTimeout(this.retry);
    const source = new EventSource('/console/events' + query({ route }));
    source.addEventListener('history', event => {
      this.show('live', 'Live');
      this.onHistory(JSON.parse(event.data).points);
    });
    source.addEventListener('point', event => {
      this.show('live', 'Live');
      this.onPoint(JSON.parse(event.data));
    });
    source.addEventListener('error', () => {
      this.show('broken', 'Reconnecting');
      if (source.readyState === EventSource.CLOSED && source === this.source) {
        this.retry = setTimeout(() => this.open(this.route), 5000);
      }
    });
    this.source = source;
  }

  show(state, text) {
    const status = byId('status');
    if (status.dataset.state === state) return;
    status.dataset.state = state;
    status.textContent = text;
  }
}

/** A query string; parameters that are empty or null are left out. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return given.length === 0 ? '' : '?' + new URLSearchParams(given);
}

/**
 * Calls a function now and then, but only while the section is on the screen and the page is not
 * paused. Failures are left to the stream's status, which shows them, too.
 */
export function poll(section, everyMillis, isPaused, load) {
  let isVisible = false;
  let isLoading = false;
  const run = async force => {
    if (isLoading || document.hidden || (!force && (!isVisible || isPaused()))) return;
    isLoading = true;
    try {
      await load();
    } catch (failure) {
      console.debug(failure);
    } finally {
      isLoading = false;
    }
  };
  new IntersectionObserver(entries => {
    isVisible = entries.at(-1).isIntersecting;
    if (isVisible) run(false);
  }, { rootMargin: '300px' }).observe(section);
  setInterval(() => run(false), everyMillis);
  run(true);
  return () => run(true);
}
