// A file of its own, since the page allows no script inside itself.
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#interface",
  deepLinking: true,
  // Nothing is asked of servers elsewhere.
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
