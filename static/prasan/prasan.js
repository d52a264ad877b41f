// Brings the parts of GOV.UK Frontend on a page to life, and those that htmx puts there later.
// Pages work without it: everything that it adds is a convenience.

import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

document.body.addEventListener("htmx:afterSettle", (event) => initAll({ scope: event.detail.elt }));
