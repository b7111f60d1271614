import { h } from './dom.js';

/**
 * Downloads what the page shows as one HTML file without scripts: styles inside, charts as
 * pictures, all tables filled and open to read.
 */
export function save(points) {
  const page = document.documentElement.cloneNode(true);
  const canvases = document.querySelectorAll('canvas');
  page.querySelectorAll('canvas').forEach((copy, i) => {
    const picture = h('img', { src: canvases[i].toDataURL(), alt: '' });
    picture.style.cssText = canvases[i].style.cssText;
    picture.style.width = '100%';
    copy.replaceWith(picture);
  });
  for (const gone of page.querySelectorAll('script, link[rel="stylesheet"], .tools, #try, #chaos, .skip, .route-choice, dialog')) gone.remove();
  const styles = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).map(rule => rule.cssText).join('\n');
  const saved = new Date();
  page.querySelector('head').append(h('style', {}, styles));
  page.querySelector('footer').prepend(h('p', {}, `Saved at ${saved.toLocaleString('en-GB')}`));
  const data = h('script', { type: 'application/json', id: 'points' });
  data.textContent = JSON.stringify(points).replaceAll('<', '\\u003c');
  page.querySelector('body').append(data);
  const url = URL.createObjectURL(new Blob(['<!doctype html>\n', page.outerHTML], { type: 'text/html' }));
  h('a', { href: url, download: `hedgerow-${saved.toISOString().slice(0, 19).replaceAll(':', '-')}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
