SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#docs',
  deepLinking: true,
  // The API is another origin, which allows no page to ask it.
  supportedSubmitMethods: [],
  // Otherwise the description would be sent to a public validator.
  validatorUrl: null,
});
