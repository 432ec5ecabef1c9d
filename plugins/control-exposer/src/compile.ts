import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExposerNode, type LinkContext, StartError } from '@naftiko/plugin-api'
import type { ControlExposesEntry } from './entry.ts'
import { type Control, openControl } from './control.ts'
import { settingsOf } from './settings.ts'

/** Compiles an entry. What it reports about is given by the host when it starts. */
export function compileControl(entry: ControlExposesEntry, context: LinkContext): ExposerNode {
  const settings = settingsOf(entry, context)
  let control: Control | undefined
  return {
    endpoint: {
      transport: 'http',
      ...(entry.port === undefined ? {} : { port: entry.port }),
      ...(entry.address === undefined ? {} : { address: entry.address }),
    },
    operations: [],
    start: async ({ host }) => {
      if (host === undefined)
        throw new StartError('NAFTIKO_HOST_STATE', entry.namespace, 'a control port reports on its host, and was started without one')
      control ??= await openControl(settings, host, context)
    },
    handle: (request: IncomingMessage, response: ServerResponse) => void control!.serve(request, response),
    // Readers of the log would stay for ever.
    drain: async () => control?.drain(),
    stop: async () => control?.stop(),
  }
}
