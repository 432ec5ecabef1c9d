import type { ExposerView, JsonObject } from '@naftiko/plugin-api'

/** An exposer as operators see it. */
export function adapterOf({ type, namespace, url, state }: ExposerView): JsonObject {
  const port = url === undefined ? '' : new URL(url).port
  return { type, namespace, ...(port === '' ? {} : { port: Number(port) }), state }
}

/** Whether callers get through to everything that the capability serves. This port itself does not count. */
export function allStarted(exposers: readonly ExposerView[]): boolean {
  return exposers.every(({ type, state }) => type === 'control' || state === 'started')
}
