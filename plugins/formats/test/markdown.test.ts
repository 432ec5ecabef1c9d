import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode, decodeWith } from './decode.ts'

const nothing = { frontMatter: {}, introduction: '', tables: [], sections: [] }

describe('markdown', () => {
  it.each<[string, string, object]>([
    ['nothing', '', {}],
    ['front matter', '---\ntitle: x\ntags: [a]\n---\n', { frontMatter: { title: 'x', tags: ['a'] } }],
    [
      'front matter with CRLF',
      '---\r\ntitle: x\r\n---\r\n# H',
      { frontMatter: { title: 'x' }, sections: [{ heading: 'H', level: 1, content: '' }] },
    ],
    ['a rule at its beginning', '---\n\ntext\n\n---\n', { introduction: 'text' }],
    ['text before the first heading', 'one\n\ntwo\n', { introduction: 'one\ntwo' }],
    [
      'headings of all kinds',
      '# A *b*\n## C\nD\n-\n',
      {
        sections: [
          ['A b', 1],
          ['C', 2],
          ['D', 2],
        ].map(([heading, level]) => ({ heading, level, content: '' })),
      },
    ],
    [
      'sections, each up to the next heading',
      '# A\n1\n## B\n2\n\n3\n',
      {
        sections: [
          { heading: 'A', level: 1, content: '1' },
          { heading: 'B', level: 2, content: '2\n3' },
        ],
      },
    ],
    ['marks of all kinds', '*a* **b** ~~c~~ `d` [e](u) ![f](u) <b>g</b> &amp; \\* h\ni  \nj', { introduction: 'a b c d e f g & * h i\nj' }],
    ['lists', '- a\n- b\n  1. c\n\n     d\n- [ ] e', { introduction: 'a\nb\nc\nd\n[ ] e' }],
    ['code', '```js\nlet a\n  = 1\n```\n\n    indented\n', { introduction: 'let a\n  = 1\nindented' }],
    ['quotations', '> # a\n> b\n>\n> c', { introduction: 'a\nb\nc' }],
    ['HTML', '<details>\n\ntext\n\n</details>\n<!-- no -->', { introduction: 'text' }],
    [
      'tables',
      '| A | *B* |\n|---|---|\n| 1 | `2` |\n| 3 |\n| 4 | 5 | 6 |\n',
      {
        introduction: 'A | B\n1 | 2\n3 | \n4 | 5',
        tables: [
          [
            { A: '1', B: '2' },
            { A: '3', B: '' },
            { A: '4', B: '5' },
          ],
        ],
      },
    ],
    [
      'names of the prototype',
      '| `__proto__` |\n|---|\n| 1 |',
      { introduction: '__proto__\n1', tables: [JSON.parse('[{"__proto__":"1"}]')] },
    ],
  ])('reads %s', async (_, source, expected) => {
    expect(await decode('markdown', source)).toEqual({ ...nothing, ...expected })
  })

  it('keeps the sections that outputSchema begins, and all tables', async () => {
    const source = '# Install\na\n# Usage\nb\n## Usage of c\n|x|\n|-|\n'
    expect(await decode('markdown', source, { schema: 'Usage' })).toMatchObject({
      tables: [[]],
      sections: [{ heading: 'Usage' }, { heading: 'Usage of c' }],
    })
  })

  it('reports an outputSchema that is no text', async () => {
    const { problems, value } = await decodeWith('markdown', '', { schema: { type: 'object' } as JsonValue })
    expect(problems).toMatchObject([{ severity: 'warning', code: 'NAFTIKO_FORMAT_SCHEMA', at: '/outputSchema' }])
    await expect(value()).rejects.toMatchObject({ code: 'NAFTIKO_FORMAT_SCHEMA' })
  })

  it.each([
    ['quotations', '>'.repeat(50_000)],
    ['lists', '- '.repeat(50_000)],
    ['brackets', '['.repeat(50_000)],
  ])('survives %s inside each other', async (_, source) => {
    expect(await decode('markdown', source)).toMatchObject({ frontMatter: {} })
  })

  it('refuses more than it can parse in good time', async () => {
    await expect(decode('markdown', 'x'.repeat(9 * 1024 * 1024))).rejects.toThrow('Markdown of more than 8 MiB is not read')
  })
})
