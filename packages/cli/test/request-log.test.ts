import { PassThrough } from 'node:stream'
import { standardPlugins } from '@naftiko/standard'
import { describe, expect, it } from 'vitest'
import { loggerFor } from '../src/log/for-io.ts'
import type { LogLevel } from '../src/log/level.ts'
import type { Build, Io } from '../src/index.ts'
import { folderWith, start } from './terminal.ts'

const build: Build = { plugins: async (env) => standardPlugins({ env }) }

const REQUESTS: readonly Readonly<Record<string, unknown>>[] = [
  { method: 'GET', path: '/books/1', status: 200, durationMs: 1.24, bytes: 17, exposer: 'library-rest' },
  { method: 'DELETE', path: '/books/1', status: 204, durationMs: 12.6, bytes: 0, exposer: 'library-rest' },
  { method: 'POST', path: '/mcp', status: 200, durationMs: 12_345.6, bytes: 1234, exposer: 'a-very-long-name-of-an-exposer' },
  { method: 'GET', path: '/old', status: 304, durationMs: 0.1, bytes: 0, exposer: '図書館' },
  { method: 'GET', path: '/books/\u001B[31m\n', status: 404, durationMs: 999.6, bytes: 999_950, exposer: 'library-rest' },
  { method: 'GET', path: '/films', status: 502, durationMs: 3_600_000, bytes: 5_000_000_000, exposer: 'films', aborted: true },
]

/** What is written of these requests, without the time of day. */
function written(options: {
  readonly tty?: boolean
  readonly env?: Io['env']
  readonly level?: LogLevel
  readonly format?: 'json'
}): string {
  const stderr = Object.assign(new PassThrough(), { isTTY: options.tty === true })
  const io = { stderr, env: options.env ?? {} } as unknown as Io
  const log = loggerFor(io, { level: options.level ?? 'info', format: options.format ?? 'pretty' })
  for (const fields of REQUESTS) log.child({ capability: 'Library' })[fields['status'] === 502 ? 'warn' : 'info']('request', fields)
  return ((stderr.read() as Buffer | null)?.toString() ?? '').replaceAll(/\d\d:\d\d:\d\d/g, 'hh:mm:ss')
}

describe('requests in the log', () => {
  it('have a line each, in columns', () => {
    expect(written({})).toMatchInlineSnapshot(`
      "hh:mm:ss info  GET     200   1.2ms      17B  library-rest         /books/1
      hh:mm:ss info  DELETE  204    13ms       0B  library-rest         /books/1
      hh:mm:ss info  POST    200   12.3s    1.2kB  a-very-long-name-of-an-exposer /mcp
      hh:mm:ss info  GET     304   0.1ms       0B  図書館               /old
      hh:mm:ss info  GET     404  1000ms    1.0MB  library-rest         /books/\\u001b[31m\\n
      hh:mm:ss warn  GET     502   60min    5.0GB  films                /films  broken off
      "
    `)
  })

  it('have colours on a terminal', () => {
    expect(written({ tty: true }).replaceAll('\u001B', '␛')).toMatchInlineSnapshot(`
      "␛[2mhh:mm:ss␛[22m ␛[34minfo ␛[39m GET     ␛[32m200␛[39m ␛[2m  1.2ms␛[22m ␛[2m     17B␛[22m  library-rest         /books/1
      ␛[2mhh:mm:ss␛[22m ␛[34minfo ␛[39m DELETE  ␛[32m204␛[39m ␛[2m   13ms␛[22m ␛[2m      0B␛[22m  library-rest         /books/1
      ␛[2mhh:mm:ss␛[22m ␛[34minfo ␛[39m POST    ␛[32m200␛[39m ␛[2m  12.3s␛[22m ␛[2m   1.2kB␛[22m  a-very-long-name-of-an-exposer /mcp
      ␛[2mhh:mm:ss␛[22m ␛[34minfo ␛[39m GET     ␛[34m304␛[39m ␛[2m  0.1ms␛[22m ␛[2m      0B␛[22m  図書館               /old
      ␛[2mhh:mm:ss␛[22m ␛[34minfo ␛[39m GET     ␛[33m404␛[39m ␛[2m 1000ms␛[22m ␛[2m   1.0MB␛[22m  library-rest         /books/\\u001b[31m\\n
      ␛[2mhh:mm:ss␛[22m ␛[33mwarn ␛[39m GET     ␛[31m502␛[39m ␛[2m  60min␛[22m ␛[2m   5.0GB␛[22m  films                /films␛[33m  broken off␛[39m
      "
    `)
  })

  it('have none where the user objects', () => {
    expect(written({ tty: true, env: { NO_COLOR: '1' } })).toBe(written({}))
  })

  it.each<[LogLevel, number]>([
    ['debug', 6],
    ['info', 6],
    ['warn', 1],
    ['error', 0],
  ])('at level %s are %i of these', (level, count) => {
    expect(written({ level }).split('\n').length - 1).toBe(count)
  })

  it('are objects with all fields for programs', () => {
    const [first] = written({ format: 'json' }).split('\n')
    expect(JSON.parse(first!)).toMatchObject({ level: 'info', message: 'request', capability: 'Library', ...REQUESTS[0] })
  })
})

const DOCUMENT = JSON.stringify({
  naftiko: '1.0.0-alpha3',
  info: { label: 'Library' },
  capability: {
    exposes: [
      {
        type: 'rest',
        namespace: 'library',
        resources: [
          {
            path: '/hello',
            operations: [{ method: 'GET', name: 'hello', outputParameters: [{ name: 'text', type: 'string', value: 'hi' }] }],
          },
        ],
      },
    ],
  },
})

describe('naftiko run --log-requests', () => {
  it('writes a line for each request, also for one that is refused, and no query', async () => {
    const cwd = await folderWith({ 'a.json': DOCUMENT })
    const command = start(['run', 'a.json', '--any-port', '--log-requests'], { cwd, build })
    const [url] = await command.stderr.shows(/http:\/\/\S+/)
    await (await fetch(`${url}/hello?key=secret`)).text()
    await (await fetch(`${url}/nowhere`)).text()
    const [line] = await command.stderr.shows(/.* GET .* \/hello\n/)
    expect(line).toMatch(/^\d\d:\d\d:\d\d info {2}GET {5}200 +\d+(?:\.\d)?ms +13B {2}library {14}\/hello\n$/)
    await command.stderr.shows(/ 404 .* \/nowhere\n/)
    command.signal('SIGTERM')
    await command.exit
    expect(command.stderr.text).not.toContain('secret')
  })

  it('writes none without it', async () => {
    const cwd = await folderWith({ 'a.json': DOCUMENT })
    const command = start(['run', 'a.json', '--any-port'], { cwd, build })
    const [url] = await command.stderr.shows(/http:\/\/\S+/)
    await (await fetch(`${url}/hello`)).text()
    command.signal('SIGTERM')
    await command.exit
    expect(command.stderr.text).not.toContain('/hello')
  })
})
