const dark = matchMedia('(prefers-color-scheme: dark)');
const applyColors = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
applyColors();
dark.addEventListener('change', applyColors);

document.getElementById('origin').textContent = location.origin;

SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#docs',
  deepLinking: true,
  // The default would send the description to a public validator.
  validatorUrl: null,
});
