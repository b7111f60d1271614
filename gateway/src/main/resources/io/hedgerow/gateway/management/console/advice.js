import { byId, h, renderIfChanged, setText } from './dom.js';
import { count, millis, percent, words } from './format.js';

const inUnit = { ms: millis, ratio: percent, count };

/** What the live numbers suggest to change. */
export function drawAdvice({ advice, checked }) {
  const badge = byId('advice-badge');
  badge.hidden = advice.length === 0;
  setText(badge, String(advice.length));
  badge.setAttribute('aria-label', `${advice.length} to read`);
  renderIfChanged(byId('advice-list'), [advice, checked], () => {
    const kinds = new Set(advice.map(({ kind }) => kind));
    return [
      ...advice.map(card),
      h('div', { class: 'card' },
          h('p', {}, advice.length === 0 ? 'Nothing to change. Checked:' : 'Checked:'),
          h('ul', { class: 'checked' }, checked.map(kind =>
            h('li', { class: kinds.has(kind) ? 'applies' : null }, words(kind))))),
    ];
  });
}

function card({ kind, text, value, threshold, unit, key, change }) {
  const format = inUnit[unit] ?? count;
  return h('article', { class: 'card advice', 'data-kind': kind },
      h('div', {}, h('h3', {}, text), h('p', {}, change), h('p', {}, 'Key: ', h('code', {}, key))),
      h('p', { class: 'numbers-pair' }, h('b', {}, format(value)), h('small', {}, `threshold ${format(threshold)}`)));
}
