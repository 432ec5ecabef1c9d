import { writeFile } from 'node:fs/promises'
import { standardPlugins } from '@naftiko/standard'
import { describe, expect, it } from 'vitest'
import type { Build } from '../src/index.ts'
import { readPairs, readValue } from '../src/call/input.ts'
import { finish, folderWith, start, type TerminalOptions } from './terminal.ts'
import { tinyDocument } from './tiny-build.ts'

async function call(argv: readonly string[], options: TerminalOptions = {}) {
  const folder = await folderWith({ 'a.yaml': tinyDocument(), 'input.json': '{"isbn":"from file"}' })
  return finish(['call', `${folder}/a.yaml`, ...argv], { cwd: folder, ...options })
}

describe('a value on the command line', () => {
  it.each([
    ['text', 'text'],
    ['7', 7],
    ['-1.5', -1.5],
    ['007', '007'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e3', '1e3'],
    ['true', true],
    ['null', null],
    ['"7"', '7'],
    ['[1,"a"]', [1, 'a']],
    ['{"a":1}', { a: 1 }],
    ['{broken', '{broken'],
    ['', ''],
  ])('%j is read as %j', (text, value) => {
    expect(readValue(text)).toEqual(value)
  })

  it('may have equals signs, and any name', () => {
    expect(readPairs(['filter=a=b', '__proto__=x'])).toEqual(JSON.parse('{"filter":"a=b","__proto__":"x"}'))
  })

  it.each([[['isbn']], [['=1']], [['a=1', 'a=2']]])('is refused: %j', (pairs) => {
    expect(() => readPairs(pairs)).toThrow(/form name=value|given twice/)
  })
})

describe('naftiko call', () => {
  it.each([
    ['a consumed operation', ['books.get', 'isbn=7'], '{"isbn":7}\n'],
    ['a route', ['books-door.read', 'isbn=x'], '{"isbn":"x"}\n'],
    ['an operation without arguments', ['books.get'], '{}\n'],
    ['an operation with --input', ['books.get', '--input', '{"isbn":[1]}'], '{"isbn":[1]}\n'],
    ['an operation with a file', ['books.get', '--input', '@input.json'], '{"isbn":"from file"}\n'],
    ['an operation with --input and a name', ['books.get', 'isbn=1', '--input', '@input.json'], '{"isbn":1}\n'],
    ['an event stream', ['books.stream'], 'data: one\n\ndata: two\n\n'],
    ['an API elsewhere', ['books.base', '--base-uri', 'books=http://localhost:1'], '"http://localhost:1"\n'],
  ])('prints the result of %s', async (_, argv, stdout) => {
    expect(await call(argv)).toEqual({ exitCode: 0, stdout, stderr: '' })
  })

  it('reads arguments from stdin', async () => {
    expect(await call(['books.get', '--input', '-'], { stdin: '{"isbn":"piped"}' })).toMatchObject({ stdout: '{"isbn":"piped"}\n' })
  })

  it('indents for people', async () => {
    expect(await call(['books.get', 'isbn=7'], { tty: true })).toMatchObject({ stdout: '{\n  "isbn": 7\n}\n' })
  })

  it('shows the answer of an upstream that failed', async () => {
    expect(await call(['books.fail'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'naftiko call: books.fail: the upstream answered 404 [NAFTIKO_UPSTREAM_STATUS]\n{"error":\n"no such book"}\n',
    })
  })

  it.each([
    ['a close name', ['books.gett'], 'there is no operation "books.gett"; did you mean "books.get"?'],
    ['a name without namespace', ['get'], 'did you mean "books.get"?'],
    ['no name', [], 'name the operation to call'],
  ])('lists the operations for %s', async (_, argv, message) => {
    const { exitCode, stdout, stderr } = await call(argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('\n  books.get\n  books.fail\n')
    expect(stderr).toContain('\n  books-door.read\n')
  })

  it.each([
    ['no JSON', '{x', '--input is not JSON'],
    ['no object', '[1]', '--input must be a JSON object'],
    ['no file', '@none.json', '--input cannot read none.json (ENOENT)'],
  ])('refuses --input that is %s', async (_, input, message) => {
    const { exitCode, stderr } = await call(['books.get', '--input', input])
    expect(exitCode).toBe(64)
    expect(stderr).toContain(message)
  })

  it('refuses --base-uri for an API that is not there', async () => {
    expect(await call(['books.get', '--base-uri', 'book=http://x'])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('did you mean "books"?'),
    })
  })

  it('says that a variable is missing, and calls', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ token: 'TOKEN' }) })
    const { exitCode, stderr } = await finish(['call', `${folder}/a.yaml`, 'books.get'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain('TOKEN is not set: calls to books go out without it')
  })

  it('reads variables from --env-file, below the real environment', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ token: 'TOKEN' }), '.env': 'TOKEN=broken\n' })
    const argv = ['call', `${folder}/a.yaml`, 'books.get', '--env-file', `${folder}/.env`]
    expect(await finish(argv)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the token is broken') })
    expect(await finish(argv, { env: { TOKEN: 'fine' } })).toMatchObject({ exitCode: 0, stderr: '' })
    await writeFile(`${folder}/later.env`, 'TOKEN=later')
    expect(await finish([...argv, '--env-file', `${folder}/later.env`])).toMatchObject({ exitCode: 0 })
  })

  it('is bad for a bad document', async () => {
    const folder = await folderWith({ 'a.yaml': 'naftiko: [1' })
    expect(await finish(['call', `${folder}/a.yaml`, 'x.y'])).toMatchObject({ exitCode: 2, stdout: '' })
  })

  describe('where the document is wrong about one operation', () => {
    const build: Build = { plugins: async (env) => standardPlugins({ env }) }
    const fixed = (name: string, rest: object): object => ({ path: `/${name}`, operations: [{ method: 'GET', name, ...rest }] })
    const document = JSON.stringify(
      {
        naftiko: '1.0.0-alpha3',
        info: { label: 'A' },
        capability: {
          consumes: [
            {
              type: 'http',
              namespace: 'books',
              baseUri: 'http://127.0.0.1:9',
              resources: [{ name: 'all', path: '/', operations: [{ name: 'list', method: 'GET' }] }],
            },
          ],
          exposes: [
            {
              type: 'rest',
              namespace: 'api',
              resources: [
                fixed('right', { outputParameters: [{ name: 'text', type: 'string', value: 'hi' }] }),
                fixed('wrong', { call: 'books.lost' }),
              ],
            },
          ],
        },
      },
      undefined,
      2,
    )

    const calling = async (...argv: readonly string[]) => {
      const cwd = await folderWith({ 'a.json': document })
      return finish(['call', 'a.json', ...argv], { cwd, build })
    }

    it('calls the others, and says nothing of it', async () => {
      expect(await calling('api.right')).toEqual({ exitCode: 0, stdout: '{"text":"hi"}\n', stderr: '' })
    })

    it('says of that one what is wrong, and where', async () => {
      const { exitCode, stdout, stderr } = await calling('api.wrong')
      expect([exitCode, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^naftiko call: api\.wrong: this operation cannot run: .* \[NAFTIKO_CALL_UNRESOLVED\]\n/)
      expect(stderr).toMatch(/a\.json:\d+:\d+: error: .*books\.lost/)
    })

    it('calls nothing with --strict', async () => {
      expect(await calling('api.right', '--strict')).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('books.lost'),
      })
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('gives up the call at %s', async (signal) => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ operation: 'hang', token: 'TOKEN' }) })
    const running = start(['call', `${folder}/a.yaml`, 'books.hang'])
    // The warning is written while the host starts: from then on the call is under way.
    await running.stderr.shows(/TOKEN is not set/)
    running.signal(signal)
    expect(await running.exit).toBe(130)
  })
})
