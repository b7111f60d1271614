import { drawAdvice } from './advice.js';
import { Chaos } from './chaos.js';
import { redrawAll } from './charts.js';
import { byId, h, reconcile, setText } from './dom.js';
import { Live } from './live.js';
import { Races } from './races.js';
import { Replicas } from './replicas.js';
import { drawRoutes } from './routes.js';
import { save } from './save.js';
import { get, poll, query, Stream } from './server.js';
import { TryIt } from './tryIt.js';

const THEMES = ['auto', 'light', 'dark'];
const THEME = 'hedgerow-theme';

let isPaused = false;
/** How much the server's clock is ahead of the browser's, in seconds. */
let clockAhead = 0;
const serverNow = () => Date.now() / 1000 + clockAhead;
const chosenRoute = () => byId('route').value;

const live = new Live();
const tryIt = new TryIt();
const chaos = new Chaos();
const replicas = new Replicas();
const races = new Races(() => reloadRaces());

const stream = new Stream({
  onHistory: points => {
    live.onHistory(points);
    showEmpty();
  },
  onPoint: point => {
    clockAhead = Math.max(point.at - Date.now() / 1000, clockAhead - 0.1);
    if (isPaused) return;
    live.onPoint(point);
    showEmpty();
  },
});

function showEmpty() {
  byId('empty').hidden = !live.isEmpty;
}

const paused = () => isPaused;
const reloadDistribution = poll(byId('live'), 3000, paused, async () =>
  live.onDistribution(await get('/console/distribution' + query({ route: chosenRoute() }))));
const reloadRaces = poll(byId('races'), 2000, paused, async () =>
  races.update(await get('/console/races' + query({ route: chosenRoute(), class: races.choice })), serverNow()));
const reloadRoutes = poll(byId('routes'), 5000, paused, async () => {
  const data = await get('/console/routes');
  drawRoutes(data);
  tryIt.update(data);
  drawRouteChoice(data.routes);
  drawFirstRequest(data);
});
poll(byId('advice'), 5000, paused, async () => drawAdvice(await get('/console/advice')));
poll(byId('chaos'), 1000, paused, () => chaos.load());

poll(document.querySelector('main'), 4000, paused, () => replicas.load());

function drawRouteChoice(routes) {
  reconcile(byId('route'), ['', ...routes.map(({ name }) => name)], name => name || ' ',
      name => h('option', { value: name }, name || 'all routes'), () => {});
}

function drawFirstRequest({ api, routes }) {
  const route = routes.find(({ plan, methods }) => plan.hedges > 0 && methods.includes('GET')) ?? routes[0];
  if (!route) return;
  const { timeout, paths } = route;
  const limit = Math.min(timeout.defaultMs ?? 1000, timeout.maxMs);
  setText(byId('first-request'), timeout.source === 'query' ? `curl -i '${api}${paths[0]}?${timeout.name}=${limit}'`
    : timeout.source === 'header' ? `curl -i -H '${timeout.name}: ${limit}' '${api}${paths[0]}'` : `curl -i '${api}${paths[0]}'`);
}

byId('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(byId('first-request').textContent);
    setText(byId('copy'), 'Copied');
  } catch {
    getSelection().selectAllChildren(byId('first-request'));
  }
});

byId('route').addEventListener('change', () => {
  stream.open(chosenRoute());
  reloadDistribution();
  reloadRaces();
});

byId('pause').addEventListener('click', () => {
  isPaused = !isPaused;
  byId('pause').setAttribute('aria-pressed', String(isPaused));
  setText(byId('pause'), isPaused ? 'Resume' : 'Pause');
  // The history closes the gap that the pause left.
  if (!isPaused) stream.open(chosenRoute());
});

byId('save').addEventListener('click', () => save(live.points));

function applyTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  setText(byId('theme'), { auto: 'Auto', light: 'Light', dark: 'Dark' }[theme]);
  redrawAll();
}
byId('theme').addEventListener('click', () => {
  const next = THEMES[(THEMES.indexOf(localStorage.getItem(THEME) ?? 'auto') + 1) % THEMES.length];
  localStorage.setItem(THEME, next);
  applyTheme(next);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
applyTheme(THEMES.find(theme => theme === localStorage.getItem(THEME)) ?? 'auto');

/** Marks the section in view in the navigation. */
const links = [...document.querySelectorAll('nav a')];
const sections = links.map(link => document.querySelector(link.getAttribute('href')));
function markSection() {
  const line = innerHeight * 0.35;
  const current = sections.findLastIndex(section => !section.hidden && section.getBoundingClientRect().top <= line);
  const nav = links[0].parentElement;
  // On a phone the navigation scrolls.
  nav.scrollLeft = links[Math.max(0, current)].offsetLeft - nav.offsetLeft - nav.clientWidth / 2;
  links.forEach((link, i) => i === Math.max(0, current) ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current'));
}
addEventListener('scroll', markSection, { passive: true });
markSection();

stream.open('');
reloadRoutes();
