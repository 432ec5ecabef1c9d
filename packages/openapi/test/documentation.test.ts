import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { importOpenApi } from '../src/index.ts'

it('docs/openapi.md shows what really comes out', async () => {
  const page = await readFile(fileURLToPath(new URL('../../../docs/openapi.md', import.meta.url)), 'utf8')
  const block = (name: string): string => new RegExp(`\`\`\`yaml\\n# ${name}\\n([^]*?)\`\`\``).exec(page)![1]!
  const { text, warnings } = await importOpenApi(block('library\\.openapi\\.yaml'), { expose: ['mcp'] })
  expect({ text, warnings }).toEqual({ text: block('library\\.yaml'), warnings: [] })
})
