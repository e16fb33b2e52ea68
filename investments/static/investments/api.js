// Draws the description of the API with the copy of Swagger UI on our own host, light or dark as the
// reader's system is. Nothing is asked of another host: its service for checking descriptions is off.
"use strict";

const place = document.getElementById("api-description");
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function follow() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

follow();
dark.addEventListener("change", follow);

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  supportedSubmitMethods: ["get"],
  validatorUrl: null,
});
