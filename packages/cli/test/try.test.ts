import { it } from 'vitest'
import { finish, folderWith } from './terminal.ts'
import { tinyDocument } from './tiny-build.ts'
it('x', async () => {
  const f = await folderWith({
    'a.yaml': tinyDocument(),
    'b.yaml': tinyDocument({ token: 'TOK' }).replace('call: books.get', 'call: books.gte').replace('port: 0', 'prot: 0'),
  })
  for (const argv of [
    ['--help'],
    ['run', '--help'],
    ['validate', f, '--explain'],
    ['validate', f, '--format', 'json'],
    ['validate', f, '--format', 'github'],
    ['inspect', f + '/a.yaml'],
    ['inspect', f + '/a.yaml', '--format', 'mermaid'],
    ['inspect', f + '/a.yaml', '--format', 'json'],
    ['call', f + '/a.yaml', 'books.get', 'isbn=007'],
    ['call', f + '/a.yaml', 'books.fail'],
    ['call', f + '/a.yaml', 'get'],
    ['call', f + '/a.yaml', 'books.stream'],
    ['plugins'],
    ['run', f, '--prot', 'x=1'],
    ['run', f + '/a.yaml', '--port', 'book-door=1'],
    ['vaildate'],
    ['run', f + '/none.yaml'],
    ['call', f + '/b.yaml', 'x.y'],
  ]) {
    const r = await finish(argv)
    process.stdout.write(`\n$ ${argv.join(' ')}  => ${r.exitCode}\n--out\n${r.stdout}--err\n${r.stderr}`)
  }
})
