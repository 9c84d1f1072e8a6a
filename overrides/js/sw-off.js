/* Offline reading is switched off: takes away what was kept, and itself. */
const leaving = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
leaving.addEventListener("install", () => leaving.skipWaiting());
leaving.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const prefix = CACHE_PREFIX + new URL("./", location.href).pathname + " ";
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  await leaving.registration.unregister();
}
