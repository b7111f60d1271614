import { byId, h, reconcile, renderIfChanged, setText } from './dom.js';
import { count, millis, percent, rate, words } from './format.js';
import { change, get } from './server.js';

const CHANGE_DELAY_MILLIS = 200;

/** Sliders and scenarios that make the embedded simulators misbehave, and a spike of load. */
export class Chaos {
  constructor() {
    this.card = byId('chaos-card');
    // What was set by hand and is not sent yet: values by the name of their parameter.
    this.unsent = new Map();
    this.changes = 0;
  }

  /** Whether the sliders may know more than the server. */
  get isBusy() {
    return this.changes > 0 || this.unsent.size > 0;
  }

  async load() {
    if (this.isBusy) return;
    const state = await get('/console/chaos');
    if (!this.isBusy) this.update(state);
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
    let timer;
    const apply = path => {
      clearTimeout(timer);
      this.unsent.clear();
      this.apply(path, message);
    };
    const later = (name, values) => {
      this.unsent.set(name, values);
      clearTimeout(timer);
      timer = setTimeout(() => apply('/console/chaos?' + new URLSearchParams(
          [...this.unsent].flatMap(([each, all]) => all.map(value => [each, value])))), CHANGE_DELAY_MILLIS);
    };
    const sends = (control, name) => control.input.addEventListener('input', () => later(name, [control.input.value]));

    const fastest = slider('Fastest answer', { min: 1, max: 2000, step: 1 }, millis);
    const slowest = slider('Slowest answer', { min: 1, max: 5000, step: 1 }, millis);
    const latency = () => [+fastest.input.value, +slowest.input.value].toSorted((a, b) => a - b).join('-') + 'ms';
    for (const { input } of [fastest, slowest]) input.addEventListener('input', () => later('latency', [latency()]));
    const failures = slider('Failure rate', { min: 0, max: 1, step: 0.01 }, percent);
    sends(failures, 'failure-rate');
    const slowShare = slider('Slow share of the answers', { min: 0, max: 1, step: 0.01 }, percent);
    sends(slowShare, 'slow-share');
    const slowFactor = slider('How much slower', { min: 1, max: 50, step: 1 }, times);
    sends(slowFactor, 'slow-factor');
    const outage = h('input', { type: 'checkbox', role: 'switch', id: 'chaos-outage',
      onchange: () => later('outage', [outage.checked]) });

    const replica = h('select', { id: 'chaos-replica', onchange: () => later('replica', [replica.value]) },
        state.replicas.map((name, index) => h('option', { value: index + 1 }, `${index + 1}: ${name}`)));
    const replicaFactor = slider('How much slower it is', { min: 1, max: 50, step: 1 }, times, 'chaos-replica-factor');
    sends(replicaFactor, 'replica-factor');
    const replicaFailures = slider('Its failure rate, at least', { min: 0, max: 1, step: 0.01 }, percent, 'chaos-replica-failure-rate');
    sends(replicaFailures, 'replica-failure-rate');

    const kinds = h('div', { class: 'checks', role: 'group', 'aria-label': 'Kinds of failures' }, h('span', {}, 'Kinds of failures:'),
        state.faultKinds.map(kind => h('label', {}, h('input', { type: 'checkbox', value: kind }), kind)));
    const boxes = [...kinds.querySelectorAll('input')];
    kinds.addEventListener('change', () => later('faults', boxes.filter(box => box.checked).map(box => box.value)));

    const spike = this.createSpike(apply);
    const scenarios = h('div', { class: 'scenarios' });
    const reset = h('button', { type: 'button', id: 'chaos-reset', onclick: () => apply('/console/chaos/reset') }, 'Reset');
    this.card.replaceChildren(
        scenarios,
        h('fieldset', { class: 'group' }, h('legend', {}, 'All replicas'),
            h('div', { class: 'sliders' }, [fastest, slowest, failures, slowShare, slowFactor].map(({ element }) => element),
                h('label', { class: 'switch' }, outage, 'Outage: every attempt fails')),
            kinds),
        h('fieldset', { class: 'group' }, h('legend', {}, 'One replica'),
            h('div', { class: 'sliders' }, h('label', { class: 'field' }, 'Which one', replica), replicaFactor.element, replicaFailures.element)),
        spike.element,
        h('div', { class: 'actions' }, reset, message));

    return {
      show: now => {
        fastest.set(now.latencyMs.min);
        slowest.set(now.latencyMs.max);
        failures.set(now.failureRate);
        slowShare.set(now.slow.share);
        slowFactor.set(now.slow.factor);
        outage.checked = now.isOutage;
        replica.value = now.replica.number;
        replicaFactor.set(now.replica.factor);
        replicaFailures.set(now.replica.failureRate);
        for (const box of boxes) box.checked = now.faults.includes(box.value);
        spike.show(now);
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

  /** Load that the gateway sends to itself. */
  createSpike(apply) {
    const route = h('select', { id: 'spike-route' });
    const perSecond = slider('Requests a second', { min: 1, max: 2000, step: 1, value: 200 }, rate, 'spike-rate');
    const duration = slider('Duration', { min: 1, max: 60, step: 1, value: 10 }, seconds => `${seconds} s`, 'spike-seconds');
    const start = h('button', { type: 'button', id: 'spike-start', onclick: () => apply('/console/chaos/spike?'
        + new URLSearchParams(isRunning ? { route: route.value, rate: 0 } : { route: route.value, rate: perSecond.input.value, seconds: duration.input.value })) });
    const progress = h('span', { id: 'spike-progress' });
    let isRunning = false;
    const element = h('fieldset', { id: 'spike', class: 'group' }, h('legend', {}, 'Spike of load'),
        h('div', { class: 'sliders' }, h('label', { class: 'field' }, 'Route', route), perSecond.element, duration.element),
        h('div', { class: 'spike' }, start, progress),
        h('p', { class: 'note' }, 'The gateway sends these requests to its own API, each with a timeout of 1 s at most. They are real: they count in the charts, the metrics and the log, and take CPU from the others.'));
    return {
      element,
      show: ({ spike, spikeRoutes }) => {
        isRunning = spike !== null;
        element.hidden = spikeRoutes.length === 0;
        renderIfChanged(route, spikeRoutes, () => spikeRoutes.map(name => h('option', { selected: name === 'smart' }, name)));
        setText(start, isRunning ? 'End it' : 'Start');
        setText(progress, isRunning
          ? `${spike.secondsLeft} s left, ${rate(spike.perSecond)} to ${spike.route}: ${count(spike.sent)} sent, ${count(spike.succeeded)} succeeded, ${count(spike.failed)} did not`
          : '');
      },
    };
  }

  /** Changes the simulator. Meanwhile, what the server says does not move the sliders. */
  async apply(path, message) {
    this.changes++;
    try {
      const state = await change('POST', path);
      setText(message, '');
      if (this.changes === 1 && this.unsent.size === 0) this.update(state);
    } catch (failure) {
      setText(message, failure.message);
    } finally {
      this.changes--;
    }
  }
}

const sentence = text => text.charAt(0).toUpperCase() + text.slice(1);

const times = value => `${value}×`;

function slider(label, range, format, id = null) {
  const input = h('input', { type: 'range', id, ...range });
  const output = h('output', {});
  const show = () => setText(output, format(Number(input.value)));
  input.addEventListener('input', show);
  show();
  return {
    input,
    element: h('label', { class: 'slider' }, label, output, input),
    set: value => {
      input.value = value;
      show();
    },
  };
}
