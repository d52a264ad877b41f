// Puts the code of a scanned card into its field, and takes it out of the address bar and the history at once.
// The part of an address behind "#" never leaves the browser. Without scripts the code is typed from the card.

const code = window.location.hash.slice(1);
const field = document.getElementById("id_code");

if (field && /^[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){2}$/.test(code)) {
  field.value = code;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}
