import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CompileContext, Logger } from '@naftiko/plugin-api'
import { capturedLog } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { fileBinder } from '../src/index.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'file-binder-'))
const context = { read: (location: string) => readFile(path.join(folder, location.replace('file:///./', ''))) } as unknown as CompileContext

async function resolved(name: string, text: string | undefined, keys: Record<string, string>, log?: Logger) {
  if (text !== undefined) await writeFile(path.join(folder, name), text)
  const node = await fileBinder().compile({ namespace: 'secrets', location: `file:///./${name}`, keys }, context)
  return node.resolve({ signal: new AbortController().signal, log: log ?? capturedLog() })
}

describe('fileBinder', () => {
  it.each([
    ['YAML', 'a.yaml', 'registry-token: abc\nother: x\n', { TOKEN: 'registry-token' }, { TOKEN: 'abc' }],
    ['YAML named .yml', 'a.yml', 'port: 8080\non: true\n', { PORT: 'port', ON: 'on' }, { PORT: '8080', ON: 'true' }],
    ['JSON', 'a.json', '{"registry-token":"abc"}', { TOKEN: 'registry-token' }, { TOKEN: 'abc' }],
    ['dotenv', '.env', '# secrets\nTOKEN="a b"\nexport X=1\n', { TOKEN: 'TOKEN', X: 'X' }, { TOKEN: 'a b', X: '1' }],
    ['a nested value', 'n.yaml', 'db:\n  password: s\n', { P: 'db.password' }, { P: 's' }],
    [
      'a name with a dot before a nested value',
      'd.yaml',
      'db.password: flat\ndb:\n  password: nested\n',
      { P: 'db.password' },
      { P: 'flat' },
    ],
    ['an empty value as it is', 'e.json', '{"a":""}', { A: 'a' }, { A: '' }],
    ['nothing for a key that is not there', 'm.json', '{"a":"1"}', { A: 'a', B: 'b' }, { A: '1' }],
    ['no member of the prototype', 'p.json', '{}', { A: 'constructor', B: 'toString' }, {}],
    ['nothing from an empty file', 'empty.yaml', '', { A: 'a' }, {}],
  ])('reads %s', async (_, name, text, keys, expected) => {
    expect(await resolved(name, text, keys)).toEqual(expected)
  })

  it.each([
    ['is not there', 'missing.yaml', undefined, 'there is no such file'],
    ['is no JSON', 'bad.json', '{"secret": hunter2', 'it cannot be parsed'],
    ['is no YAML', 'bad.yaml', 'a: [hunter2\nb: }', 'it cannot be parsed (line'],
  ])('warns about a file that %s, and never quotes it', async (_, name, text, reason) => {
    const captured = capturedLog()
    expect(await resolved(name, text, { A: 'a' }, captured)).toEqual({})
    const said = JSON.stringify(captured.records)
    expect(said).toContain(reason)
    expect(said).not.toContain('hunter2')
  })
})
