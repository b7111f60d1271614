import { byId, h, reconcile, renderIfChanged, setText } from './dom.js';
import { ago, count, millis, percent, words } from './format.js';
import { change } from './server.js';

/** How the state of a replica looks: a sign and a kind of tag beside its word. */
export const STATES = {
  in: { sign: '●', look: 'good' },
  probation: { sign: '◐', look: 'late' },
  ejected: { sign: '✕', look: 'bad' },
  drained: { sign: '❚❚', look: 'late' },
};

/** The upstreams with their replicas, as the server told last. */
let knownReplicas = [];

/** What is in force: the file, each route with its plan, and the upstreams. */
export function drawRoutes(data) {
  setText(byId('version'), data.version);
  renderIfChanged(byId('file'), [data.file, data.hash, data.since, data.changes, data.refused], () => fileCard(data));
  renderIfChanged(byId('flows'), [data.routes, data.upstreams], () =>
    data.upstreams
        .map(upstream => [upstream, data.routes.filter(route => route.upstream === upstream.name)])
        .filter(([, routes]) => routes.length > 0)
        .map(([upstream, routes]) => flow(upstream, routes)));
  drawReplicas(knownReplicas);
}

/** The replicas at the right end of each flow. */
export function drawReplicas(upstreams) {
  knownReplicas = upstreams;
  for (const { upstream, replicas } of upstreams) {
    const list = document.querySelector(`.replicas[data-of="${CSS.escape(upstream)}"]`);
    if (list) reconcile(list, replicas, ({ replica }) => replica, replicaCard, showReplica);
  }
}

function replicaCard({ replica }) {
  return h('li', {}, h('i', { 'aria-hidden': 'true' }), h('code', {}, replica), h('span', {}), h('small', {}));
}

function showReplica(card, { state, inFlight }) {
  const [sign, , tag, load] = card.children;
  const { sign: text = '?', look = '' } = STATES[state] ?? {};
  card.dataset.state = state;
  setText(sign, text);
  sign.className = `sign ${look}`;
  setText(tag, words(state));
  tag.className = `tag ${look}`;
  setText(load, `${count(inFlight)} in flight`);
}

function fileCard({ file, hash, since, changes, refused }) {
  const result = h('span', { role: 'status', class: 'note' });
  const button = h('button', { type: 'button', onclick: () => reload(result) }, 'Reload the file now');
  return [
    h('dl', { class: 'facts' },
        h('div', {}, h('dt', {}, 'routes from'), h('dd', {}, file ?? 'the four built-in endpoints')),
        hash ? h('div', {}, h('dt', {}, 'hash'), h('dd', {}, h('code', { title: hash }, hash.slice(0, 12)))) : null,
        h('div', {}, h('dt', {}, 'in force since'),
            h('dd', {}, `${new Date(since).toLocaleString('en-GB')} (${ago(Date.now() - Date.parse(since))})`))),
    changes.length === 0 ? null
      : h('p', { class: 'note' }, `The last reload changed: ${changes.join('; ')}`),
    refused === null ? null : h('div', { class: 'refused' },
        h('h3', {}, `The file was changed ${ago(Date.now() - Date.parse(refused.since))} and refused; the previous routes stay in force`),
        h('ul', {}, refused.faults.map(fault => h('li', {}, h('code', {}, fault))))),
    file ? h('p', { class: 'actions' }, button, result) : null,
  ].filter(part => part !== null);
}

async function reload(result) {
  try {
    const { result: outcome } = await change('POST', '/routes/reload');
    setText(result, `Reloaded: ${words(outcome)}.`);
  } catch (failure) {
    setText(result, failure.message);
  }
}

function flow(upstream, routes) {
  return h('div', { class: 'flow' },
      h('div', { class: 'routes' }, routes.map(routeCard)),
      h('div', { class: 'join', 'aria-hidden': 'true' }),
      h('div', { class: 'upstream', 'data-upstream': upstream.name },
          h('h3', {}, `Upstream ${upstream.name}`), h('code', {}, upstream.url),
          upstream.isSimulator ? h('p', {}, h('span', { class: 'tag' }, 'simulated')) : null),
      h('div', { class: 'join fork', 'aria-hidden': 'true' }),
      h('ul', { class: 'replicas', 'data-of': upstream.name, 'aria-label': `Replicas of ${upstream.name}` }));
}

function routeCard({ name, paths, methods, plan, timeout, budget }) {
  return h('div', { class: 'route', 'data-route': name },
      h('div', {}, h('h3', {}, name), paths.filter(path => !paths.includes(path.replace(/\/$/, '')) || !path.endsWith('/')).map(path => h('code', {}, path)),
          h('small', {}, `${methods.join(', ')} · timeout ${timeoutInWords(timeout)}`)),
      h('div', {}, planInWords(plan), planBars(plan),
          budget === null ? null : h('small', {}, `hedge budget: ${budgetInWords(budget)}`)));
}

const budgetInWords = budget => typeof budget === 'number' ? percent(budget)
  : typeof budget === 'object' ? Object.entries(budget).map(([key, value]) => `${words(key)} ${value}`).join(', ') : String(budget);

function timeoutInWords({ source, name, defaultMs, maxMs }) {
  const where = source === 'query' ? `in ?${name}=, ` : source === 'header' ? `in header ${name}, ` : '';
  return `${where}${defaultMs === null ? '' : `else ${millis(defaultMs)}, `}at most ${millis(maxMs)}`;
}

const ENDINGS = {
  'first-success': 'the first success',
  'all-ended': 'all successes, once all have ended',
  'whatever-came': 'the successes that came in time',
};

function planInWords({ initial, hedges, hedgeDelayMs, ending, isShadow }) {
  const more = hedges === 0 ? '' : `, ${hedges} more ${hedgeDelayMs === null ? 'after a failure' : `after ${millis(hedgeDelayMs)}`}`;
  return `${initial} at once${more}: ${ENDINGS[ending] ?? words(ending)}${isShadow ? ' (hedges in shadow)' : ''}`;
}

function planBars({ initial, hedges, hedgeDelayMs }) {
  const bar = isLater => {
    const line = h('i', { class: isLater ? 'later' : null });
    if (isLater) line.style.marginLeft = hedgeDelayMs === null ? '50%' : '35%';
    return line;
  };
  return h('div', { class: 'plan', 'aria-hidden': 'true' },
      Array.from({ length: Math.min(initial, 5) }, () => bar(false)),
      Array.from({ length: Math.min(hedges, 5) }, () => bar(true)));
}
