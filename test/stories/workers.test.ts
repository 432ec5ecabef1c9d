import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { inRepository } from '../repository.ts'

/** Three processes start, on a machine that may be busy with other tests. */
const PATIENCE = 40_000
vi.setConfig({ testTimeout: 100_000 })

const bin = inRepository('packages/cli/bin/naftiko.js')

/** An API in memory whose answers say who gives them. */
const PROBE = `import cluster from 'node:cluster'
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
let fail
const ANSWERS = {
  who: async () => process.pid,
  slow: async () => (await pause(700), process.pid),
  hang: () => new Promise(() => {}),
  die: async () => process.exit(3),
  fail: async () => (fail(new Error('the memory is gone')), null),
}
export default () => ({ kind: 'consumer', type: 'probe', name: 'probe', apiVersion: 1, schema: { type: 'object' },
  compile: (entry) => ({
    start: async (context) => {
      fail = context.fail
      if (entry.dies && cluster.isWorker) process.exit(3)
      if (entry.failsIn === cluster.worker?.id) throw new Error('this worker does not like it')
    },
    operations: Object.keys(ANSWERS).map((name) => ({ name, input: { parameters: [], payload: 'none' },
      invoke: async () => ({ kind: 'value', value: { pid: await ANSWERS[name](), version: entry.version ?? 1 }, metadata: {} }) })),
  }) })
`

const documentWith = (more: string, exposer = 'port: 0'): string => `naftiko: 1.0.0-alpha2
info: { label: Probed }
capability:
  consumes: [{ type: probe, namespace: probe, ${more} }]
  exposes:
    - type: rest
      namespace: probe-rest
      ${exposer}
      resources:
${['who', 'slow', 'hang', 'die', 'fail'].map((name) => `        - { path: /${name}, operations: [{ method: GET, name: ${name}, call: probe.${name} }] }\n`).join('')}    - { type: control, namespace: probe-control, port: 0, management: { info: true } }
binds: [{ namespace: env, keys: { TOKEN: NO_SUCH_VARIABLE } }]
`

interface Event {
  readonly event: string
  readonly reason?: string
  readonly worker?: number
  readonly pid?: number
  readonly workers?: readonly { readonly worker: number; readonly pid: number }[]
  readonly capabilities?: readonly { readonly endpoints: readonly { readonly namespace: string; readonly url: string }[] }[]
}

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  readonly file: string
  err(): string
  events(): readonly Event[]
  /** The nth event of this name. */
  event(name: string, number?: number): Promise<Event>
}

/** The real command in a process of its own, in a folder with the plugin and one document. */
async function naftiko(text: string, ...args: readonly string[]): Promise<Run> {
  const folder = await mkdtemp(inRepository('test/.tmp-plugin-'))
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(path.join(folder, 'probe.js'), PROBE)
  const file = path.join(folder, 'a.yaml')
  await writeFile(file, text)
  const child = spawn(process.execPath, [bin, 'run', file, '--plugin', path.join(folder, 'probe.js'), '--json', ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true })
  })
  const events = (): readonly Event[] =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Event)
  const find = (name: string, number: number): Event | undefined => events().filter(({ event }) => event === name)[number - 1]
  return {
    child,
    ended,
    file,
    err: () => err,
    events,
    event: async (name, number = 1) => {
      await expect.poll(() => find(name, number), { timeout: PATIENCE }).toBeDefined()
      return find(name, number)!
    },
  }
}

const urlOf = ({ capabilities }: Event, namespace = 'probe-rest'): string =>
  capabilities![0]!.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url
const pidsOf = ({ workers }: Event): readonly number[] => workers!.map(({ pid }) => pid)

interface Who {
  readonly pid: number
  readonly version: number
}

/** Over a connection of its own, unless an agent has one. */
function get<T>(url: string, agent: http.Agent | false = false): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        response.statusCode === 200 ? resolve(JSON.parse(text) as T) : reject(new Error(`${response.statusCode} ${text}`)),
      )
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}

/** Who answers, among so many requests. */
async function whoAnswers(url: string, requests = 12): Promise<ReadonlySet<number>> {
  const answers = await Promise.all(Array.from({ length: requests }, () => get<Who>(`${url}/who`)))
  return new Set(answers.map(({ pid }) => pid))
}

/** Asks without a pause, over connections that stay and over new ones, until it is told to stop. */
function load(url: string) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
  onTestFinished(() => agent.destroy())
  const answers: Who[] = []
  const failures: string[] = []
  const over = new AbortController()
  const ask = async (through: http.Agent | false): Promise<void> => {
    while (!over.signal.aborted) {
      await get<Who>(`${url}/who`, through).then(
        (who) => answers.push(who),
        (error: Error) => failures.push(error.message),
      )
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  const asking = [ask(agent), ask(agent), ask(false), ask(false)]
  return {
    stop: async () => {
      over.abort()
      await Promise.all(asking)
      return { answers, failures }
    },
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function takenPort(): Promise<number> {
  const server = http.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe.runIf(existsSync(inRepository('packages/cli/dist/main.js')))('naftiko run --workers', () => {
  it.each([[[]], [['--any-port']], [['--gateway', '0']]])('serves from every worker where %j says, and tells it once', async (options) => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2', ...options)
    const ready = await run.event('ready')
    expect(ready.workers).toEqual([
      { worker: 1, pid: expect.any(Number) },
      { worker: 2, pid: expect.any(Number) },
    ])
    expect(await whoAnswers(urlOf(ready))).toEqual(new Set(pidsOf(ready)))
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    expect(run.events().map(({ event }) => event)).toEqual(['ready', 'stopping', 'stopped'])
    expect(run.err().match(/is not set|stopping/g)).toEqual(['stopping'])
    expect(pidsOf(ready).filter(isAlive)).toEqual([])
  })

  it('replaces a worker that is killed under load, and goes on answering', async () => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2')
    const ready = await run.event('ready')
    const [victim, survivor] = pidsOf(ready)
    const traffic = load(urlOf(ready))
    await expect.poll(() => whoAnswers(urlOf(ready)), { timeout: PATIENCE }).toContain(victim)
    process.kill(victim!, 'SIGKILL')
    expect(await run.event('worker-ended')).toEqual({
      event: 'worker-ended',
      worker: 1,
      reason: 'signal SIGKILL',
      restartMs: expect.any(Number),
    })
    const { pid } = await run.event('worker-serving')
    const { answers, failures } = await traffic.stop()
    expect(answers.length).toBeGreaterThan(50)
    // What the killed one had in hand is lost with it, on each of four connections at most.
    expect(failures.length).toBeLessThanOrEqual(4)
    expect(pid).not.toBe(victim)
    expect(await whoAnswers(urlOf(ready))).toEqual(new Set([survivor, pid]))
    expect(run.err()).toMatch(/error a worker has ended.*worker=1/)
  })

  it('replaces a worker in which a node fails for good, and says why', async () => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2')
    const ready = await run.event('ready')
    await get(`${urlOf(ready)}/fail`).catch(() => {})
    expect((await run.event('worker-ended')).reason).toContain('the memory is gone')
    await run.event('worker-serving')
    expect((await whoAnswers(urlOf(ready))).size).toBe(2)
    expect(run.err()).toMatch(/error a node failed for good.*worker=\d/)
  })

  it('lets every worker finish what it has in hand', async () => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2')
    const ready = await run.event('ready')
    const slow = Array.from({ length: 6 }, () => get<Who>(`${urlOf(ready)}/slow`))
    // New connections go to the workers in turn, so these come after those.
    await whoAnswers(urlOf(ready))
    run.child.kill('SIGTERM')
    const answers = await Promise.all(slow)
    expect(new Set(answers.map(({ pid }) => pid))).toEqual(new Set(pidsOf(ready)))
    expect(await run.ended).toBe(0)
  })

  it('ends at once with a second signal, and leaves nobody behind', async () => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2')
    const ready = await run.event('ready')
    const lost = Promise.allSettled(Array.from({ length: 4 }, () => get(`${urlOf(ready)}/hang`)))
    await whoAnswers(urlOf(ready))
    run.child.kill('SIGTERM')
    await run.event('stopping')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    await lost
    await expect.poll(() => pidsOf(ready).filter(isAlive), { timeout: PATIENCE }).toEqual([])
  })

  it('takes its workers with it when it is killed', async () => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2')
    const ready = await run.event('ready')
    run.child.kill('SIGKILL')
    await expect.poll(() => pidsOf(ready).filter(isAlive), { timeout: PATIENCE }).toEqual([])
  })

  it('ends with 1 when a worker dies at once, again and again', async () => {
    const run = await naftiko(documentWith('dies: true'), '--workers', '2')
    expect(await run.ended).toBe(1)
    expect(run.err()).toMatch(
      /naftiko run: worker \d ended 5 times in a row within 5 seconds \(the last time: exit code 3\).*\[NAFTIKO_WORKERS_FAILING\]/,
    )
    expect(run.events().filter(({ event }) => event === 'ready')).toEqual([])
  })

  it('ends with 1 when a port is taken, and says which, once', async () => {
    const port = await takenPort()
    const run = await naftiko(documentWith('version: 1', `port: ${port}`), '--workers', '2')
    expect(await run.ended).toBe(1)
    expect(run.err().match(/port \d+ on 127\.0\.0\.1, which "probe-rest" wants, is taken/g)).toHaveLength(1)
  })

  it.each([
    [
      'a number that is none',
      documentWith('version: 1'),
      ['--workers', 'many'],
      64,
      '--workers needs a number from 1 to 256, or auto, not "many"',
    ],
    ['no workers', documentWith('version: 1'), ['--workers', '0'], 64, '--workers needs a number'],
    ['stdin', documentWith('version: 1'), ['--workers', '2', '--stdio'], 64, '--stdio and --workers do not go together'],
    [
      'an exposer on stdin',
      `${documentWith('version: 1').split('binds:')[0]}    - { type: mcp, namespace: probe-mcp, transport: stdio, tools: [{ name: who, description: Says who., call: probe.who }] }\n`,
      ['--workers', '2'],
      64,
      '"probe-mcp" talks over stdin and stdout, which only one process can read',
    ],
    ['a bad document', 'naftiko: [1', ['--workers', '2'], 2, 'NAFTIKO_YAML_SYNTAX'],
    ['a misspelt option', documentWith('version: 1'), ['--workers', '2', '--port', 'prob-rest=1'], 64, 'did you mean "probe-rest"?'],
  ])('refuses %s', async (_, text, options, code, message) => {
    const run = await naftiko(text, ...options)
    expect(await run.ended).toBe(code)
    expect(run.err().split(message)).toHaveLength(2)
  })

  it('says on the control port and in metrics which worker answers', async () => {
    const run = await naftiko(documentWith('version: 1'), '--workers', '2')
    const ready = await run.event('ready')
    const control = urlOf(ready, 'probe-control')
    const statuses = await Promise.all(Array.from({ length: 8 }, () => get<{ readonly worker: string }>(`${control}/status`)))
    expect(new Set(statuses.map(({ worker }) => worker))).toEqual(new Set(['1', '2']))
    expect(await (await fetch(`${control}/metrics`)).text()).toMatch(/^process_start_time_seconds\{worker="[12]"\}/m)
  })

  describe('with --watch', () => {
    it('takes a new version over in every worker, and loses no request', async () => {
      const run = await naftiko(documentWith('version: 1'), '--workers', '2', '--watch')
      const ready = await run.event('ready')
      const traffic = load(urlOf(ready))
      await whoAnswers(urlOf(ready))
      for (const version of [2, 3, 4]) {
        await writeFile(run.file, documentWith(`version: ${version}`))
        const again = await run.event('ready', version)
        expect([urlOf(again), pidsOf(again)]).toEqual([urlOf(ready), pidsOf(ready)])
        const answers = await Promise.all(Array.from({ length: 8 }, () => get<Who>(`${urlOf(ready)}/who`)))
        expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set([version]))
      }
      const { answers, failures } = await traffic.stop()
      expect(failures).toEqual([])
      expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1, 2, 3, 4]))
    })

    it.each([
      ['is bad', 'call: probe.who', 'call: probe.woh', /cannot be used as it is now/],
      ['does not start in one of them', 'version: 1', 'version: 2, failsIn: 2', /this worker does not like it/],
    ])('keeps the version before in all of them when the new one %s', async (_, from, to, reason) => {
      const run = await naftiko(documentWith('version: 1'), '--workers', '2', '--watch')
      const ready = await run.event('ready')
      await writeFile(run.file, documentWith('version: 1').replace(from, to))
      expect((await run.event('reload-failed')).reason).toMatch(reason)
      const answers = await Promise.all(Array.from({ length: 8 }, () => get<Who>(`${urlOf(ready)}/who`)))
      expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1]))
      await writeFile(run.file, documentWith('version: 3'))
      await run.event('ready', 2)
      expect(await get<Who>(`${urlOf(ready)}/who`)).toMatchObject({ version: 3 })
      expect(run.events().filter(({ event }) => event === 'worker-ended')).toEqual([])
    })

    it('waits for the mended document with a worker that ended while it was bad', async () => {
      const run = await naftiko(documentWith('version: 1'), '--workers', '2', '--watch')
      const ready = await run.event('ready')
      await writeFile(run.file, 'naftiko: [1')
      await run.event('reload-failed')
      process.kill(pidsOf(ready)[0]!, 'SIGKILL')
      await expect.poll(run.err, { timeout: PATIENCE }).toContain('waits for the next change')
      expect(await get<Who>(`${urlOf(ready)}/who`)).toEqual({ pid: pidsOf(ready)[1], version: 1 })
      await writeFile(run.file, documentWith('version: 2'))
      await run.event('worker-serving')
      expect((await whoAnswers(urlOf(ready))).size).toBe(2)
    })
  })
})
