// Puts a place into a field: the place of this device, or one that is tapped. Without this script the field is typed.
//
// <div data-place="id of the field" data-script="…leaflet.js" data-style="…leaflet.css" data-tiles="" hidden>
//   <button data-here>, <button data-open>, <p data-said>, <div data-map hidden>, <data data-known value="15.87,104.62">
// </div>
//
// Leaflet is fetched when the map is opened, not before. Where nobody named a server of map pictures, known places and a
// scale are all that it shows.

const THAILAND = [
  [5.6, 97.3],
  [20.5, 105.7],
];
const DIGITS = 6;

function load(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

async function leaflet(region) {
  if (globalThis.L) return globalThis.L;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: region.dataset.style });
  const script = Object.assign(document.createElement("script"), { src: region.dataset.script });
  await Promise.all([load(style), load(script)]);
  return globalThis.L;
}

function pointIn(text) {
  const found = text.match(/^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/);
  return found ? [Number(found[1]), Number(found[2])] : null;
}

function prepare(region) {
  const field = document.getElementById(region.dataset.place);
  if (!field) return;
  const said = region.querySelector("[data-said]");
  const say = (text) => (said.textContent = text);
  const known = Array.from(region.querySelectorAll("[data-known]"), (each) => [pointIn(each.value), each.textContent]);
  let map;
  let pin;

  function put([latitude, longitude]) {
    field.value = `${latitude.toFixed(DIGITS)}, ${longitude.toFixed(DIGITS)}`;
    field.dispatchEvent(new Event("change", { bubbles: true })); // so that it is kept with the rest of the page
    say(region.dataset.found);
    if (map) show([latitude, longitude]);
  }

  function show(point) {
    if (pin) pin.setLatLng(point);
    else pin = globalThis.L.circleMarker(point, { radius: 10, color: "#d4351c", fillOpacity: 0.6 }).addTo(map);
  }

  function here() {
    const found = ({ coords }) => put([coords.latitude, coords.longitude]);
    const failed = () => say(region.dataset.failed);
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 20000 });
  }

  async function open() {
    const place = region.querySelector("[data-map]");
    region.querySelector("[data-note]")?.removeAttribute("hidden");
    place.hidden = false;
    if (map) return;
    const L = await leaflet(region);
    place.setAttribute("role", "application");
    place.setAttribute("aria-label", region.dataset.label);
    const { tiles, attribution } = region.dataset;
    map = L.map(place, { maxBounds: L.latLngBounds(THAILAND).pad(0.2), attributionControl: Boolean(tiles) });
    L.control.scale({ imperial: false }).addTo(map);
    if (tiles) L.tileLayer(tiles, { attribution: text(attribution) }).addTo(map);
    const places = known.filter(([point]) => point);
    places.forEach(([point, label]) => {
      const circle = L.circleMarker(point, { radius: 6, color: "#1d70b8" }).addTo(map);
      circle.bindTooltip(document.createTextNode(label), { permanent: places.length < 8 });
    });
    const now = pointIn(field.value);
    const points = [...places.map(([point]) => point), ...(now ? [now] : [])];
    if (points.length) map.fitBounds(L.latLngBounds(points).pad(0.3), { maxZoom: 15 });
    else map.fitBounds(THAILAND);
    if (now) show(now);
    map.on("click", ({ latlng }) => put([latlng.lat, latlng.lng]));
  }

  if (navigator.geolocation) region.querySelector("[data-here]").addEventListener("click", here);
  else region.querySelector("[data-here]").hidden = true;
  // Without pictures and without a known place there is nothing to tap on.
  const opener = region.querySelector("[data-open]");
  if (region.dataset.tiles || known.length) opener.addEventListener("click", () => open().catch(() => say(region.dataset.failed)));
  else opener.hidden = true;
  region.hidden = false;
}

// Leaflet writes an attribution as markup; what an administrator named is only ever text.
function text(words) {
  return words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

document.querySelectorAll("[data-place]").forEach(prepare);
