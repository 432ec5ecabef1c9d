import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm

/** Everything that is loaded when this file is: what it imports by name, and so on. Types and `import()` load nothing. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, name] of readFileSync(file, 'utf8').matchAll(STATIC)) {
    if (name!.startsWith('.')) loadedWith(path.resolve(path.dirname(file), name!), seen)
    else seen.add(name!)
  }
  return seen
}

const packages = (file: string): readonly string[] =>
  [...loadedWith(fileURLToPath(new URL(file, import.meta.url)))]
    .filter((name) => !path.isAbsolute(name) && !name.startsWith('node:'))
    .toSorted()

it('the libraries are loaded by the first call, and not with the plugin', () => {
  expect(packages('../src/index.ts')).toEqual(['@naftiko/plugin-api'])
  expect(packages('../src/connection/open.ts')).toEqual([
    '@modelcontextprotocol/client',
    '@modelcontextprotocol/client/stdio',
    '@naftiko/plugin-api',
    'undici',
  ])
})
