// Numbers for people, each with its unit.

const NO_BREAK = '\u00a0';
const MISSING = '–';
const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const isNumber = value => typeof value === 'number' && Number.isFinite(value);

export function count(value) {
  if (!isNumber(value)) return MISSING;
  if (value >= 1e6) return (value / 1e6).toFixed(2) + NO_BREAK + 'M';
  if (value >= 1e5) return (value / 1e3).toFixed(0) + NO_BREAK + 'k';
  return (value < 10 ? one : plain).format(value);
}

export const rate = value => isNumber(value) ? count(value) + '/s' : MISSING;

export function millis(value) {
  if (!isNumber(value)) return MISSING;
  const size = Math.abs(value);
  if (size >= 1000 && size < 100_000 && Number.isInteger(value / 1000)) return value / 1000 + NO_BREAK + 's';
  if (size >= 99_950) return (value / 60_000).toFixed(1) + NO_BREAK + 'min';
  if (size >= 9_995) return (value / 1000).toFixed(1) + NO_BREAK + 's';
  if (size >= 1000) return (value / 1000).toFixed(2) + NO_BREAK + 's';
  return value.toFixed(size >= 99.5 ? 0 : size >= 0.05 || size === 0 ? 1 : 2)
      .replace(/\.0$/, '') + NO_BREAK + 'ms';
}

/** A share from 0 to 1. Near 100 % it shows what is missing, and never rounds up to 100 %. */
export function percent(share) {
  if (!isNumber(share)) return MISSING;
  const value = share * 100;
  const digits = value === 0 || value >= 100 ? 0 : value >= 99 ? 2 : value >= 0.1 ? 1 : 2;
  const rounded = value.toFixed(digits);
  const text = value < 100 && Number(rounded) === 100 ? '99.99' : rounded;
  return text + NO_BREAK + '%';
}

/** How long ago something was, roughly. */
export function ago(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 2) return 'now';
  if (seconds < 120) return seconds + NO_BREAK + 's ago';
  if (seconds < 7200) return Math.round(seconds / 60) + NO_BREAK + 'min ago';
  if (seconds < 172_800) return Math.round(seconds / 3600) + NO_BREAK + 'h ago';
  return Math.round(seconds / 86_400) + NO_BREAK + 'days ago';
}

/** A word of the protocol, such as "upstream-failed", for people. */
export const words = label => String(label).replaceAll('-', ' ').replaceAll('_', ' ');

export const plural = (number, noun) => `${count(number)}${NO_BREAK}${noun}${number === 1 ? '' : 's'}`;
