import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { finish, folderWith, type RunningCommand, start, type TerminalOptions } from './terminal.ts'
import { tinyDocument } from './tiny-build.ts'

interface Ready {
  readonly event: 'ready'
  readonly capabilities: readonly {
    readonly name: string
    readonly file: string
    readonly endpoints: readonly { readonly url: string }[]
  }[]
  readonly failed: readonly { readonly file: string; readonly diagnostics: readonly { readonly code: string }[] }[]
}

function run(argv: readonly string[], options?: TerminalOptions): RunningCommand {
  const running = start(['run', ...argv], options)
  onTestFinished(async () => {
    running.signal('SIGTERM')
    await running.exit
  })
  return running
}

/** The nth `ready` line. */
async function ready({ stdout }: RunningCommand, number = 1): Promise<Ready> {
  const match = await stdout.shows(new RegExp(`^(?:[^]*?(\\{"event":"ready".*)\\n){${number}}`))
  return JSON.parse(match[1]!) as Ready
}

const answer = async (url: string): Promise<unknown> => (await fetch(url)).json()

async function takenPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('naftiko run', () => {
  it('serves, shows a table of what it serves, and ends with the first signal', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument() })
    const running = run([`${folder}/a.yaml`])
    const [, url] = await running.stderr.shows(/^Books +door +books-door +(http:\S+)$/m)
    expect(running.stderr.text).toMatch(/^CAPABILITY +TYPE +NAMESPACE +URL$/m)
    expect(await answer(`${url}/read?isbn=7`)).toEqual({ isbn: '7' })
    running.signal('SIGTERM')
    expect(await running.exit).toBe(0)
    expect(running.stderr.text).toMatch(/info {2}stopping.*reason=SIGTERM\n.*info {2}stopped\n$/)
    expect(running.stdout.text).toBe('')
    await expect(fetch(url!)).rejects.toThrow('fetch failed')
  })

  it('tells programs what happens, one object a line', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument() })
    const running = run([`${folder}/a.yaml`, '--json'])
    await ready(running)
    running.signal('SIGINT')
    expect(await running.exit).toBe(0)
    const lines = running.stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines).toEqual([
      {
        event: 'ready',
        capabilities: [
          {
            name: 'Books',
            file: `${folder}/a.yaml`,
            endpoints: [
              { type: 'door', namespace: 'books-door', transport: 'http', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
            ],
          },
        ],
        failed: [],
      },
      { event: 'stopping', reason: 'SIGINT' },
      { event: 'stopped' },
    ])
    expect(running.stderr.text).not.toContain('CAPABILITY')
  })

  it('keeps running when the credential of its only door has no value, and says so', async () => {
    const guarded = tinyDocument().replace('port: 0', 'port: 0\n      authentication: { type: bearer, token: "{{DOOR_TOKEN}}" }')
    const folder = await folderWith({ 'a.yaml': guarded })
    const running = run([`${folder}/a.yaml`, '--json'])
    const { capabilities } = await ready(running)
    const reason = 'its authentication needs "token" (DOOR_TOKEN), which has no value'
    expect(capabilities[0]!.endpoints).toEqual([
      { type: 'door', namespace: 'books-door', transport: 'http', url: expect.stringContaining('http://'), closed: reason },
    ])
    expect(running.stderr.text).toMatch(
      /error +"books-door" is closed and answers every request with 503: its authentication needs "token"/,
    )
    const refused = await fetch(`${capabilities[0]!.endpoints[0]!.url}/read`)
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'NAFTIKO_CREDENTIAL_MISSING' })])
    running.signal('SIGTERM')
    expect(await running.exit).toBe(0)
  })

  it('marks a closed door in its table', async () => {
    const guarded = tinyDocument().replace('port: 0', 'port: 0\n      authentication: { type: custom }')
    const folder = await folderWith({ 'a.yaml': guarded })
    const running = run([`${folder}/a.yaml`])
    const [, url] = await running.stderr.shows(/^Books +door +books-door +(http:\S+) \(closed\)$/m)
    expect((await fetch(url!)).status).toBe(503)
  })

  it('asks no credential of whoever started it and talks over stdin', async () => {
    const stdio = tinyDocument().replace('port: 0', 'transport: stdio\n      authentication: { type: bearer, token: "{{DOOR_TOKEN}}" }')
    const folder = await folderWith({ 'a.yaml': stdio })
    const running = run([`${folder}/a.yaml`])
    await running.stderr.shows(/^Books +door +books-door +stdin, stdout$/m)
    expect(running.stderr.text).not.toContain('is closed')
  })

  it('serves every document of a folder, whatever is wrong with one of them', async () => {
    const folder = await folderWith({
      'a.yaml': tinyDocument(),
      'b.yaml': tinyDocument({ label: 'More', door: 'more-door' }),
      'bad.yaml': tinyDocument().replace('call: books.get', 'call: [books'),
    })
    const running = run([folder, '--json'])
    const { capabilities, failed } = await ready(running)
    expect(capabilities.map(({ name }) => name)).toEqual(['Books', 'More'])
    expect(failed).toMatchObject([
      {
        file: `${folder}/bad.yaml`,
        diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error', code: 'NAFTIKO_YAML_SYNTAX' })]),
      },
    ])
    expect(running.stderr.text).toContain('[NAFTIKO_YAML_SYNTAX]')
    expect(running.stderr.text).toContain('bad.yaml is not served')
  })

  it.each([
    ['bad', { 'a.yaml': 'naftiko: [1' }, []],
    ['not there', {}, []],
    ['odd, strictly', { 'a.yaml': tinyDocument().replace('port: 0', 'prot: 0') }, ['--strict']],
    ['exposing nothing', { 'a.yaml': tinyDocument().replace(/ {2}exposes:[^]*/, '') }, []],
  ])('ends with 2 when every document is %s', async (_, files, options) => {
    const folder = await folderWith(files)
    const { exitCode, stdout } = await finish(['run', `${folder}/a.yaml`, '--json', ...options])
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ event: 'failed' })
  })

  it('shows warnings as far as the log level goes', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument().replace('port: 0', 'prot: 0') })
    for (const [level, shown] of [
      ['warn', true],
      ['error', false],
    ] as const) {
      const running = run([`${folder}/a.yaml`, '--json', '--log-level', level])
      await ready(running)
      expect(running.stderr.text.includes('"prot" is not known here')).toBe(shown)
    }
  })

  it('logs everything as JSON when asked to', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ token: 'TOKEN' }).replace('port: 0', 'prot: 0') })
    const running = run([`${folder}/a.yaml`, '--log-format', 'json'])
    await running.stderr.shows(/serving/)
    running.signal('SIGTERM')
    await running.exit
    const lines = running.stderr.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'warn', code: 'NAFTIKO_UNKNOWN_KEY', line: 17 }),
        expect.objectContaining({ level: 'warn', message: 'TOKEN is not set: calls to books go out without it' }),
        expect.objectContaining({ level: 'info', message: 'serving', namespace: 'books-door' }),
      ]),
    )
  })

  it('takes variables of --env-file', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ token: 'TOKEN' }), '.env': 'TOKEN=sesame\n' })
    const running = run([`${folder}/a.yaml`, '--env-file', `${folder}/.env`, '--json'])
    await ready(running)
    expect(running.stderr.text).toBe('')
  })

  it('points a consumed API elsewhere', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ operation: 'base' }) })
    const running = run([`${folder}/a.yaml`, '--json', '--base-uri', 'books=http://localhost:1/x'])
    const { capabilities } = await ready(running)
    expect(await answer(`${capabilities[0]!.endpoints[0]!.url}/read`)).toBe('http://localhost:1/x')
  })

  it.each([
    ['--any-port', ['--any-port']],
    ['--port', ['--port', 'books-door=0', '--port', 'more-door=0']],
  ])('serves beside a taken port with %s', async (_, options) => {
    const port = await takenPort()
    const folder = await folderWith({ 'a.yaml': tinyDocument({ port }), 'b.yaml': tinyDocument({ door: 'more-door', port }) })
    const { capabilities } = await ready(run([folder, '--json', ...options]))
    for (const { endpoints } of capabilities) expect(await answer(`${endpoints[0]!.url}/read?isbn=1`)).toEqual({ isbn: '1' })
  })

  it('serves all on one port as a gateway', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument(), 'b.yaml': tinyDocument({ door: 'more-door' }) })
    const { capabilities } = await ready(run([folder, '--json', '--gateway', '0']))
    const urls = capabilities.flatMap(({ endpoints }) => endpoints.map(({ url }) => new URL(url)))
    expect(urls.map(({ pathname }) => pathname)).toEqual(['/books-door', '/more-door'])
    expect(new Set(urls.map(({ port }) => port)).size).toBe(1)
    expect(await answer(`${urls[1]!.href}/read?isbn=2`)).toEqual({ isbn: '2' })
  })

  it('says which document wants a port that is taken, and what to do', async () => {
    const port = await takenPort()
    const folder = await folderWith({ 'a.yaml': tinyDocument({ port }) })
    const { exitCode, stderr } = await finish(['run', `${folder}/a.yaml`])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`port ${port} on 127.0.0.1, which "books-door" wants, is taken`)
    expect(stderr).toContain('--any-port')
  })

  it('says which two documents want one port, and what to do', async () => {
    const folder = await folderWith({
      'a.yaml': tinyDocument({ port: 4000 }),
      'b.yaml': tinyDocument({ label: 'More', door: 'more-door', port: 4000 }),
    })
    const { exitCode, stderr } = await finish(['run', folder])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/"books-door" of Books and "more-door" of More both want port 4000/)
    for (const option of ['--any-port', '--gateway', '--port']) expect(stderr).toContain(option)
  })

  it.each([
    [['--port', 'book-door=1'], 'there is no exposer "book-door"; did you mean "books-door"?'],
    [['--base-uri', 'boks=http://x'], 'there is no consumed API "boks"; did you mean "books"?'],
  ])('refuses %j', async (options, message) => {
    const folder = await folderWith({ 'a.yaml': tinyDocument() })
    const { exitCode, stderr } = await finish(['run', `${folder}/a.yaml`, ...options])
    expect(exitCode).toBe(64)
    expect(stderr).toContain(message)
  })
})

describe('a node that fails for good', () => {
  it('ends the process with 1, and says why', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ operation: 'die' }) })
    const running = run([`${folder}/a.yaml`, '--json'])
    const { capabilities } = await ready(running)
    await fetch(`${capabilities[0]!.endpoints[0]!.url}/read`).catch(() => {})
    expect(await running.exit).toBe(1)
    expect(running.stderr.text).toContain('naftiko run: unexpected error: Error: the memory is gone')
  })
})

describe('a signal', () => {
  const hanging = async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ operation: 'hang' }) })
    const running = start(['run', `${folder}/a.yaml`, '--json'])
    const { capabilities } = await ready(running)
    const client = new AbortController()
    const request = fetch(`${capabilities[0]!.endpoints[0]!.url}/read`, { signal: client.signal }).catch(() => {})
    // The next answer of the same process comes after the hanging request has arrived.
    await fetch(`${capabilities[0]!.endpoints[0]!.url}/none`)
    return { running, leave: () => client.abort(), request }
  }

  it('lets what is in flight finish', async () => {
    const { running, leave } = await hanging()
    running.signal('SIGTERM')
    await running.stdout.shows(/"stopping"/)
    expect(running.stdout.text).not.toContain('"stopped"')
    leave()
    expect(await running.exit).toBe(0)
    expect(running.stdout.text).toContain('"stopped"')
  })

  it('that comes second ends at once', async () => {
    const { running, leave } = await hanging()
    running.signal('SIGINT')
    await running.stdout.shows(/"stopping"/)
    running.signal('SIGTERM')
    expect(await running.exit).toBe(130)
    expect(running.stdout.text).not.toContain('"stopped"')
    leave()
  })

  it('that npm passes on a second time is still the first', async () => {
    const { running, leave } = await hanging()
    running.signal('SIGINT')
    running.signal('SIGINT')
    leave()
    expect(await running.exit).toBe(0)
  })

  it('is heard during the start too', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument() })
    const running = start(['run', `${folder}/a.yaml`])
    while (!running.isListening()) await new Promise((resolve) => setImmediate(resolve))
    running.signal('SIGTERM')
    expect(await running.exit).toBe(0)
  })
})

describe('an exposer on stdin and stdout', () => {
  const stdio = tinyDocument().replace('port: 0', 'transport: stdio')

  it('ends with its input', async () => {
    const folder = await folderWith({ 'a.yaml': stdio })
    const running = run([`${folder}/a.yaml`])
    await running.stderr.shows(/^Books +door +books-door +stdin, stdout$/m)
    running.stdin.end()
    running.stdin.resume()
    expect(await running.exit).toBe(0)
    expect(running.stderr.text).toContain('reason="end of input"')
    expect(running.stdout.text).toBe('')
  })

  it('shares stdout with what --json tells, a line each', async () => {
    const folder = await folderWith({ 'a.yaml': stdio })
    const running = run([`${folder}/a.yaml`, '--json'])
    expect((await ready(running)).capabilities).toMatchObject([
      { endpoints: [{ type: 'door', namespace: 'books-door', transport: 'stdio' }] },
    ])
    running.stdin.end()
    running.stdin.resume()
    expect(await running.exit).toBe(0)
  })

  it('does not go with another one', async () => {
    const folder = await folderWith({ 'a.yaml': stdio, 'b.yaml': stdio.replace('books-door', 'more-door') })
    const { exitCode, stdout, stderr } = await finish(['run', folder])
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
    expect(stderr).toContain('both want stdin and stdout')
  })

  it('is asked for in vain where there is none', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument() })
    const { exitCode, stderr } = await finish(['run', folder, '--stdio'])
    expect(exitCode).toBe(64)
    expect(stderr).toContain('--stdio needs an MCP exposer')
  })

  it('is served alone with --stdio', async () => {
    const both = stdio.replace(
      '      routes:',
      '      routes: []\n    - type: door\n      namespace: other-door\n      port: 0\n      routes:',
    )
    const folder = await folderWith({ 'a.yaml': both })
    const running = run([`${folder}/a.yaml`, '--stdio', '--json'])
    expect((await ready(running)).capabilities[0]!.endpoints).toMatchObject([{ namespace: 'books-door' }])
    running.stdin.end()
    running.stdin.resume()
    expect(await running.exit).toBe(0)
  })
})

describe('--watch', () => {
  const watched = async (files: Readonly<Record<string, string>>, ...options: readonly string[]) => {
    const folder = await folderWith(files)
    const running = run([folder, '--watch', '--json', '--any-port', ...options.map((option) => option.replace('FOLDER', folder))])
    const { capabilities } = await ready(running)
    return { folder, running, url: capabilities[0]!.endpoints[0]!.url }
  }

  it('takes a new version of a document, on the same port', async () => {
    const { folder, running, url } = await watched({ 'a.yaml': tinyDocument() })
    await writeFile(path.join(folder, 'a.yaml'), tinyDocument({ label: 'Changed', operation: 'base' }))
    const { capabilities } = await ready(running, 2)
    expect(capabilities).toMatchObject([{ name: 'Changed', endpoints: [{ url }] }])
    expect(await answer(`${url}/read`)).toBe('as written')
  })

  it('loses no request while it takes one', async () => {
    const { folder, running, url } = await watched({ 'a.yaml': tinyDocument() })
    const over = new AbortController()
    const answers: unknown[] = []
    const asking = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) answers.push(await answer(`${url}/read?isbn=1`))
    })
    for (const number of [2, 3, 4]) {
      await writeFile(path.join(folder, 'a.yaml'), tinyDocument({ label: `Version ${number}` }))
      await ready(running, number)
    }
    over.abort()
    // A refused connection, or a 503, would have rejected here.
    await Promise.all(asking)
    expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(new Set(['{"isbn":"1"}']))
  })

  it('keeps what runs when the new version is bad, and takes the next good one', async () => {
    const { folder, running, url } = await watched({ 'a.yaml': tinyDocument() })
    await writeFile(path.join(folder, 'a.yaml'), tinyDocument().replace('call: books.get', 'call: books.gte'))
    const [line] = await running.stdout.shows(/\{"event":"reload-failed".*/)
    expect(JSON.parse(line)).toMatchObject({ failed: [{ diagnostics: [{ code: 'NAFTIKO_UNKNOWN_OPERATION' }] }] })
    expect(running.stderr.text).toContain('→ did you mean "books.get"?')
    expect(await answer(`${url}/read?isbn=1`)).toEqual({ isbn: '1' })
    await writeFile(path.join(folder, 'a.yaml'), tinyDocument({ label: 'Mended' }))
    expect((await ready(running, 2)).capabilities).toMatchObject([{ name: 'Mended' }])
  })

  it('starts the version before again when the new one does not start', async () => {
    const { folder, running, url } = await watched(
      { 'a.yaml': tinyDocument({ token: 'TOKEN' }), '.env': 'TOKEN=fine' },
      '--env-file',
      'FOLDER/.env',
    )
    await writeFile(path.join(folder, '.env'), 'TOKEN=broken')
    await running.stdout.shows(/reload-failed.*the token is broken/)
    await expect.poll(() => answer(`${url}/read?isbn=1`).catch(() => undefined)).toEqual({ isbn: '1' })
    await writeFile(path.join(folder, '.env'), 'TOKEN=mended')
    await ready(running, 2)
  })

  it('keeps what runs when an environment file goes', async () => {
    const { folder, running, url } = await watched({ 'a.yaml': tinyDocument(), '.env': 'A=1' }, '--env-file', 'FOLDER/.env')
    await rm(path.join(folder, '.env'))
    await running.stdout.shows(/reload-failed.*there is no such file/)
    expect(await answer(`${url}/read?isbn=1`)).toEqual({ isbn: '1' })
  })

  it('takes documents that come to the folder, and lets go of those that leave it', async () => {
    const { folder, running } = await watched({ 'a.yaml': tinyDocument() })
    await writeFile(path.join(folder, 'b.yaml'), tinyDocument({ label: 'More', door: 'more-door' }))
    expect((await ready(running, 2)).capabilities.map(({ name }) => name)).toEqual(['Books', 'More'])
    await rm(path.join(folder, 'a.yaml'))
    expect((await ready(running, 3)).capabilities.map(({ name }) => name)).toEqual(['More'])
  })
})
