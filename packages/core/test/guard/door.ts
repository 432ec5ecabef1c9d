import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExposerNode, JsonObject, LogFields, Logger } from '@naftiko/plugin-api'
import { onTestFinished } from 'vitest'
import { compileGuard } from '../../src/guard/guard.ts'
import type { ArmedGuard } from '../../src/guard/scheme.ts'
import { Front } from '../../src/host/http/front.ts'
import { entryContext } from '../entry-context.ts'

/** A guarded exposer behind a real socket. */
export interface Door {
  readonly url: string
  readonly armed: ArmedGuard
  readonly front: Front
  /** What came through: target and headers, as the exposer saw them. */
  readonly admitted: { readonly url: string; readonly headers: Record<string, unknown>; readonly rawHeaders: readonly string[] }[]
  readonly logged: string[]
}

/** Serves whatever the guard lets in with 200, until the test is over. `mount` is a path that another server takes off the target. */
export async function doorWith(authentication: JsonObject, variables: Readonly<Record<string, string>> = {}, mount = ''): Promise<Door> {
  const logged: string[] = []
  const log = logInto(logged)
  const admitted: Door['admitted'] = []
  const handle = (request: IncomingMessage): void => {
    admitted.push({ url: request.url!, headers: request.headers, rawHeaders: request.rawHeaders })
  }
  const node: ExposerNode = {
    endpoint: { transport: 'http' },
    operations: [],
    handle: (request, response) => {
      handle(request)
      response.end('in')
    },
  }
  const front = new Front(node, log)
  const armed = compileGuard(authentication, entryContext().context).arm(variables, { log })
  front.open(armed)
  const server = createServer((request, response) => {
    if (mount !== '') Object.assign(request, { originalUrl: request.url, url: request.url!.slice(mount.length) || '/' })
    front.handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await front.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${mount}`, armed, front, admitted, logged }
}

function logInto(lines: string[]): Logger {
  const level = (message: string, fields?: LogFields): void => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log: Logger = { debug: level, info: level, warn: level, error: level, child: () => log }
  return log
}
