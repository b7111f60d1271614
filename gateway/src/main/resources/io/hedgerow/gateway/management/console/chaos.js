import { byId, h, reconcile, setText } from './dom.js';
import { millis, percent, words } from './format.js';
import { change, get } from './server.js';

const CHANGE_DELAY_MILLIS = 200;

/** Sliders and scenarios that make the embedded simulator misbehave. */
export class Chaos {
  constructor() {
    this.card = byId('chaos-card');
    this.isBusy = false;
  }

  async load() {
    if (!this.isBusy) this.update(await get('/console/chaos'));
  }

  update(state) {
    if (!state.isAvailable) {
      this.card.replaceChildren(h('p', { class: 'nothing' }, `Not available: ${state.reason ?? 'the upstream is not the embedded simulator'}.`));
      this.controls = undefined;
      return;
    }
    this.controls ??= this.create(state);
    this.controls.show(state);
  }

  create(state) {
    const message = h('span', { role: 'status', class: 'problem' });
    const apply = path => this.apply(path, message);
    let timer;
    const later = parameters => {
      this.isBusy = true;
      clearTimeout(timer);
      timer = setTimeout(() => apply('/console/chaos?' + new URLSearchParams(parameters())), CHANGE_DELAY_MILLIS);
    };

    const fastest = slider('Fastest answer', { min: 1, max: 2000, step: 1 }, millis);
    const slowest = slider('Slowest answer', { min: 1, max: 5000, step: 1 }, millis);
    const latency = () => [['latency', `${Math.min(+fastest.input.value, +slowest.input.value)}-${Math.max(+fastest.input.value, +slowest.input.value)}ms`]];
    for (const { input } of [fastest, slowest]) input.addEventListener('input', () => later(latency));
    const failures = slider('Failure rate', { min: 0, max: 1, step: 0.01 }, percent);
    failures.input.addEventListener('input', () => later(() => [['failure-rate', failures.input.value]]));
    const slowShare = slider('Slow share of the answers', { min: 0, max: 1, step: 0.01 }, percent);
    slowShare.input.addEventListener('input', () => later(() => [['slow-share', slowShare.input.value]]));
    const slowFactor = slider('How much slower', { min: 1, max: 50, step: 1 }, value => `${value}×`);
    slowFactor.input.addEventListener('input', () => later(() => [['slow-factor', slowFactor.input.value]]));

    const kinds = h('fieldset', { class: 'checks' }, h('legend', {}, 'Kinds of failures'),
        state.faultKinds.map(kind => h('label', {}, h('input', { type: 'checkbox', value: kind }), kind)));
    const boxes = [...kinds.querySelectorAll('input')];
    kinds.addEventListener('change', () => later(() => boxes.filter(box => box.checked).map(box => ['faults', box.value])));

    const outage = h('input', { type: 'checkbox', role: 'switch', id: 'chaos-outage',
      onchange: () => apply(`/console/chaos?outage=${outage.checked}`) });
    const scenarios = h('div', { class: 'scenarios' });
    const reset = h('button', { type: 'button', id: 'chaos-reset', onclick: () => apply('/console/chaos/reset') }, 'Reset');
    this.card.replaceChildren(
        scenarios,
        h('div', { class: 'sliders' }, [fastest, slowest, failures, slowShare, slowFactor].map(({ element }) => element),
            h('label', { class: 'switch' }, outage, 'Outage: every attempt fails')),
        kinds,
        h('div', { class: 'actions' }, reset, message));

    return {
      show: now => {
        fastest.set(now.latencyMs.min);
        slowest.set(now.latencyMs.max);
        failures.set(now.failureRate);
        slowShare.set(now.slow.share);
        slowFactor.set(now.slow.factor);
        outage.checked = now.isOutage;
        for (const box of boxes) box.checked = now.faults.includes(box.value);
        reconcile(scenarios, now.scenarios, ({ name }) => name,
            ({ name, title, seconds }) => h('button', { type: 'button', 'data-scenario': name, onclick: () => apply(`/console/chaos?scenario=${encodeURIComponent(name)}`) },
                h('span', {}, sentence(words(name))), h('small', {}, title), h('small', {}, `${seconds} s`)),
            (button, { name, seconds }) => {
              const isRunning = now.scenario?.name === name;
              button.setAttribute('aria-pressed', String(isRunning));
              setText(button.lastChild, isRunning ? `${Math.ceil(now.scenario.secondsLeft)} s left` : `${seconds} s`);
            });
      },
    };
  }

  /** Changes the simulator. Meanwhile, what the server says does not move the sliders. */
  async apply(path, message) {
    this.isBusy = true;
    try {
      const state = await change('POST', path);
      setText(message, '');
      this.update(state);
    } catch (failure) {
      setText(message, failure.message);
    } finally {
      this.isBusy = false;
    }
  }
}

const sentence = text => text.charAt(0).toUpperCase() + text.slice(1);

function slider(label, range, format) {
  const input = h('input', { type: 'range', ...range });
  const output = h('output', {});
  const show = () => setText(output, format(Number(input.value)));
  input.addEventListener('input', show);
  return {
    input,
    element: h('label', { class: 'slider' }, label, output, input),
    set: value => {
      input.value = value;
      show();
    },
  };
}
