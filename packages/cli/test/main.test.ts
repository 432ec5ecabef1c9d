import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../src/commands/catalogue.ts'
import { mcpConfig } from '../src/inspect/mcp-config.ts'
import manifest from '../package.json' with { type: 'json' }
import { finish, folderWith } from './terminal.ts'
import { tinyDocument } from './tiny-build.ts'

describe('naftiko', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists the commands', async (argv) => {
    const { exitCode, stdout, stderr } = await finish(argv)
    expect(exitCode).toBe(0)
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(stderr).toBe('')
  })

  it.each(['--version', '-v'])('%s is the version of the package', async (flag) => {
    expect(await finish([flag])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it.each(COMMANDS.map(({ name }) => name))('%s --help has usage, options and examples', async (name) => {
    const { exitCode, stdout } = await finish([name, '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Usage: naftiko ${name}`)
    expect(stdout).toMatch(/Options:\n {2}-/)
    expect(stdout).toContain('Examples:\n')
    expect(await finish(['help', name])).toMatchObject({ stdout })
  })

  it.each([
    [['vaildate'], 'naftiko: there is no command "vaildate"; did you mean "validate"?'],
    [['deploy'], 'naftiko: there is no command "deploy"; there are run, validate'],
    [['--json', 'run'], 'there is no option --json before the command; options follow it'],
    [['run'], 'naftiko run: name at least one capability document or folder'],
    [['validate'], 'naftiko validate: name at least one capability document or folder'],
    [['call'], 'naftiko call: name a capability document, and the operation to call'],
    [['inspect', 'a', 'b'], 'naftiko inspect: name one capability document'],
    [['schema', 'x'], 'naftiko schema: this command takes no operands'],
    [['plugins', 'x'], 'naftiko plugins: this command takes no operands'],
    [['run', 'a.yaml', '--any-prot'], 'naftiko run: there is no option --any-prot; did you mean --any-port?'],
    [['run', 'a.yaml', '--gateway', 'x'], '--gateway needs a port'],
    [['run', 'a.yaml', '--env-file', 'none.env'], '--env-file none.env: there is no such file'],
    [['plugins', '--plugin', './none.js'], 'plugin ./none.js could not be loaded'],
  ])('%j is wrong usage', async (argv, message) => {
    const { exitCode, stdout, stderr } = await finish(argv)
    expect(exitCode).toBe(64)
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
  })

  it('does not mind that nobody reads its output', async () => {
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('broken'), { code: 'EPIPE' })) })
    expect(await finish(['schema'], { stdout })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('shows a bug with its stack', async () => {
    const build = { plugins: () => Promise.reject(new TypeError('oops')) }
    const { exitCode, stderr } = await finish(['plugins'], { build })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^naftiko plugins: unexpected error: TypeError: oops\n +at /)
  })
})

describe('naftiko plugins', () => {
  it('lists kind, type and name', async () => {
    const { stdout } = await finish(['plugins'])
    expect(stdout).toMatch(/^KIND +TYPE +NAME$/m)
    expect(stdout).toMatch(/^consumer +memory +memory-consumer +An API in memory$/m)
  })

  it('lists them as JSON', async () => {
    const { stdout } = await finish(['plugins', '--json'])
    expect(JSON.parse(stdout)).toContainEqual({ kind: 'exposer', type: 'door', name: 'door-exposer' })
  })

  it('has those of --plugin, whose paths start at the working folder', async () => {
    const folder = await folderWith({
      'upper.mjs': `export default { kind: 'format', type: 'upper', name: 'my-format', apiVersion: 1, compile: () => () => null }`,
    })
    const { stdout } = await finish(['plugins', '--plugin', './upper.mjs'], { cwd: folder })
    expect(stdout).toMatch(/^format +upper +my-format$/m)
  })

  it('refuses a plugin for a word that is taken', async () => {
    const folder = await folderWith({
      'json.mjs': `export default { kind: 'format', type: 'json', name: 'my-format', apiVersion: 1, compile: () => () => null }`,
    })
    expect(await finish(['plugins', '--plugin', './json.mjs'], { cwd: folder })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('my-format'),
    })
  })
})

describe('naftiko schema', () => {
  it('is the schema of this build', async () => {
    const { exitCode, stdout } = await finish(['schema'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toHaveProperty('$schema')
    expect(stdout).toContain('"memory"')
  })
})

describe('what MCP clients want to be told', () => {
  const binder = { id: 'binds/0', kind: 'binder', type: 'env', label: 'env', details: { variables: ['TOKEN'] } } as const
  const exposer = (details: object) => ({ id: 'books-mcp', kind: 'exposer', type: 'mcp', label: 'books-mcp', details }) as never
  const http = { transport: 'http', port: 9090, path: '/mcp' }

  it('is how to start the document, with its variables, and where it runs', () => {
    const text = mcpConfig({ name: 'Books', nodes: [binder, exposer(http)], edges: [] }, '/my books/a.yaml')!
    const parts = text.split(/^# /m).filter((part) => part !== '')
    expect(parts.map((part) => part.slice(0, part.indexOf('\n')))).toEqual([
      'Claude Desktop, claude_desktop_config.json',
      'VS Code, .vscode/mcp.json',
      'Cursor, .cursor/mcp.json',
      'MCP Inspector',
      'VS Code, while it runs',
      'Cursor, while it runs',
      'MCP Inspector, while it runs',
    ])
    const settings = (part: string): unknown => JSON.parse(part.slice(part.indexOf('{')))
    const command = { command: 'npx', args: ['-y', 'naftiko', 'run', '/my books/a.yaml', '--stdio'], env: { TOKEN: '' } }
    expect(settings(parts[0]!)).toEqual({ mcpServers: { 'books-mcp': command } })
    expect(settings(parts[1]!)).toEqual({ servers: { 'books-mcp': { type: 'stdio', ...command } } })
    expect(parts[3]).toContain("'/my books/a.yaml' --stdio")
    expect(settings(parts[4]!)).toEqual({ servers: { 'books-mcp': { type: 'http', url: 'http://127.0.0.1:9090/mcp' } } })
  })

  it.each([
    ['listens on a port that changes', { transport: 'http', port: 0 }],
    ['listens on none', { transport: 'stdio' }],
  ])('is only how to start it when it %s', (_, details) => {
    expect(mcpConfig({ name: 'Books', nodes: [exposer(details)], edges: [] }, '/a.yaml')).not.toMatch(/while it runs|"env"/)
  })

  it('is nothing for a document without an MCP exposer', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument() })
    const { exitCode, stderr } = await finish(['inspect', `${folder}/a.yaml`, '--mcp-config'])
    expect(exitCode).toBe(64)
    expect(stderr).toContain('has no MCP exposer')
  })
})

describe('naftiko inspect', () => {
  const inspect = async (...options: readonly string[]) => {
    const folder = await folderWith({ 'a.yaml': tinyDocument({ token: 'TOKEN', port: 8080 }) })
    return finish(['inspect', `${folder}/a.yaml`, ...options])
  }

  it('shows a tree', async () => {
    const { exitCode, stdout } = await inspect()
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^Books\n {2}binds\n {4}env \(env\) {2}TOKEN\n {2}consumes\n {4}books \(memory\) {2}→ env\n {6}get +GET \/get +\(isbn\?\)\n/,
    )
    expect(stdout).toMatch(/ {2}exposes\n {4}books-door \(door\) {2}http 8080\n {6}read {2}→ books\.get {2}\(isbn\?\)\n$/)
  })

  it('is the graph as JSON', async () => {
    const graph = JSON.parse((await inspect('--format', 'json')).stdout) as unknown
    expect(graph).toMatchObject({ name: 'Books', edges: expect.arrayContaining([{ from: 'books-door.read', to: 'books.get' }]) })
  })

  it('is a Mermaid diagram', async () => {
    const { stdout } = await inspect('--format', 'mermaid')
    expect(stdout).toMatch(/^flowchart LR\n/)
    expect(stdout).toMatch(/^ {2}subgraph n\d+\["books-door \(door\)"\]\n {4}n\d+\["read"\]\n {2}end$/m)
    expect(stdout).toMatch(/^ {2}n\d+ --> n\d+$/m)
  })

  it('says what is wrong with a document that cannot be loaded', async () => {
    const folder = await folderWith({ 'a.yaml': tinyDocument().replace('call: books.get', 'call: books.gte') })
    const { exitCode, stdout, stderr } = await finish(['inspect', `${folder}/a.yaml`])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('did you mean "books.get"?')
  })
})
