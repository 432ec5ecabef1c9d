import { type Command, defineCommand } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { loggerFor } from '../log/for-io.ts'
import { LOG_LEVELS } from '../log/level.ts'
import { type Announcer, announcerFor } from '../run/announce.ts'
import { OwnProcess } from '../run/own-process.ts'
import { type RunOptions, toHostOptions } from '../run/options.ts'
import type { Servers } from '../run/servers.ts'
import { serve } from '../run/session.ts'
import type { RunRequest } from '../run/version.ts'
import { followParent } from '../parent.ts'
import { BASE_URI, ENV_FILE, PLUGIN, RULE } from '../shared-options.ts'
import { type Interruption, listenForSignals, whenAborted } from '../signals.ts'
import { UsageError } from '../usage-error.ts'

/** `naftiko run`. */
export const run: Command = defineCommand({
  about: [
    'A folder means every capability document directly in it. A document that cannot be used does not stop the others.',
    'The first SIGINT or SIGTERM drains: no new work, what is in flight is finished (10 seconds at most). The second ends at once.',
    'Variables that are not set do not stop the start; what goes out without them is said.',
  ],
  options: {
    'any-port': { kind: 'flag', about: 'every exposer listens on a free port, whatever the document says' },
    port: { kind: 'list', value: '<namespace>=<n>', about: "override one exposer's port; 0 means a free one (repeatable)" },
    address: { kind: 'text', value: '<host>', about: "override every exposer's bind address" },
    gateway: { kind: 'text', value: '<port>', about: 'one listener for all HTTP exposers, each mounted under /<exposer namespace>' },
    'allow-host': {
      kind: 'list',
      value: '<name>',
      about: 'another host name under which loopback listeners may be addressed, such as that of a proxy (repeatable)',
    },
    'allow-origin': {
      kind: 'list',
      value: '<origin>',
      about: 'a web origin whose pages may call the exposers, such as https://app.example.org (repeatable)',
    },
    'base-uri': BASE_URI,
    'env-file': ENV_FILE,
    rule: RULE,
    plugin: PLUGIN,
    stdio: {
      kind: 'flag',
      about:
        'serve the MCP exposer over stdin and stdout, whatever the document says, and no other: for clients that start servers themselves',
    },
    docs: { kind: 'flag', about: 'serve a page of documentation at /docs of every REST API that does not say "docs: false"' },
    workers: {
      kind: 'text',
      value: '<n>',
      about: 'serve in so many processes that share the ports, and replace those that end; auto means one for each core',
    },
    watch: { kind: 'flag', about: 'reload when a document, a file that it imports or an --env-file changes' },
    strict: { kind: 'flag', about: 'warnings stop the start' },
    'log-level': { kind: 'text', value: '<level>', choices: LOG_LEVELS, default: 'info', about: 'how much to log' },
    'log-format': { kind: 'text', value: '<format>', choices: ['pretty', 'json'], default: 'pretty', about: 'how to log' },
    'log-requests': { kind: 'flag', about: 'log a line for each request: method, status, duration, bytes, exposer, path' },
    json: { kind: 'flag', about: 'tell what happens on stdout, one JSON object a line' },
  },
  examples: [
    ['naftiko run capabilities/openrouter.yaml', 'on the ports that the document says'],
    ['naftiko run capabilities/ --any-port', 'every document of a folder, on free ports'],
    ['naftiko run capabilities/ --gateway 8000', 'all on one port, each under /<namespace>'],
    ['naftiko run a.yaml --workers auto', 'in a process for each core'],
    ['naftiko run a.yaml --stdio', 'as the command of an MCP client'],
    ['naftiko run a.yaml --env-file .env --watch --log-requests', 'while you write it'],
  ],
  run: async ({ options, operands, context }) => {
    if (operands.length === 0) throw new UsageError('name at least one capability document or folder')
    const { io } = context
    const log = loggerFor(io, { level: options['log-level'], format: options['log-format'] })
    const request = { context, operands, options, hostOptions: toHostOptions(options), log }
    const interruption = listenForSignals(io.signals)
    if (await isWorker(options)) return work(request, interruption)
    const announcer = announcerFor(io, options, log)
    const unfollow = followParent(io.env, interruption.request)
    let servers: Servers | undefined
    const killed = whenAborted(interruption.kill).then(async (): Promise<ExitCode> => {
      await servers?.kill()
      return EXIT.interrupted
    })
    try {
      servers = await serversFor(request, announcer)
      return await Promise.race([serve(request, announcer, interruption, servers), killed])
    } finally {
      unfollow()
      interruption.release()
    }
  },
})

/** A worker runs the same command line as its supervisor. What it takes to have workers is loaded only for those who want some. */
async function isWorker({ workers }: RunOptions): Promise<boolean> {
  return workers !== undefined && (await import('node:cluster')).default.isWorker
}

async function work(request: RunRequest, interruption: Interruption): Promise<ExitCode> {
  try {
    return await (await import('../workers/work.ts')).work(request, interruption)
  } finally {
    interruption.release()
  }
}

async function serversFor(request: RunRequest, announcer: Announcer): Promise<Servers> {
  const { workers, stdio } = request.options
  if (workers === undefined) return new OwnProcess(request)
  if (stdio) throw new UsageError('--stdio and --workers do not go together: stdin and stdout have room for one process')
  const [{ readWorkers }, { WorkerPool }] = await Promise.all([import('../workers/count.ts'), import('../workers/pool.ts')])
  return new WorkerPool(request, readWorkers(workers), announcer)
}
