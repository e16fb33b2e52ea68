// Draws the description of the API with the copy of Swagger UI on our own host. Nothing is asked of
// another one: its service for checking descriptions is turned off.
"use strict";

const place = document.getElementById("api-description");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  supportedSubmitMethods: ["get"],
  validatorUrl: null,
});
