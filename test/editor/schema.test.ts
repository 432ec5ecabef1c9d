import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createEngine } from '@naftiko/core'
import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { inRepository } from '../repository.ts'

const { Ajv2020 } = createRequire(inRepository('packages/core/package.json'))('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')

const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
const schema = engine.schema()
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
const check = ajv.compile(schema)

/** Every object of the schema, with its place. Conditions describe nothing. */
function* nodesOf(node: JsonValue, at = '#'): Generator<readonly [at: string, node: JsonObject]> {
  if (isList(node)) for (const [index, one] of node.entries()) yield* nodesOf(one, `${at}/${index}`)
  if (!isObject(node)) return
  yield [at, node]
  for (const [key, one] of Object.entries(node))
    if (key !== 'if' && key !== 'examples' && key !== 'default') yield* nodesOf(one, `${at}/${key}`)
}

const nodes = [...nodesOf(schema)]
const definitions = schema['$defs'] as Readonly<Record<string, JsonObject>>
const target = (reference: JsonValue | undefined): JsonObject | undefined =>
  typeof reference === 'string' ? definitions[reference.replace('#/$defs/', '')] : undefined

describe('the schema of documents', () => {
  it('is a JSON Schema', () => {
    expect(ajv.validateSchema(schema)).toBe(true)
  })

  it('refers to nothing that is not there', () => {
    expect(nodes.filter(([, node]) => '$ref' in node && target(node['$ref']) === undefined).map(([at]) => at)).toEqual([])
  })

  it('defines nothing that nothing refers to', () => {
    const used = new Set(nodes.map(([, node]) => target(node['$ref'])))
    expect(Object.keys(definitions).filter((name) => !used.has(definitions[name]))).toEqual([])
  })

  it('gives every definition a title', () => {
    expect(Object.keys(definitions).filter((name) => typeof definitions[name]!['title'] !== 'string')).toEqual([])
  })

  it('describes every key in a sentence', () => {
    const keys = nodes.flatMap(([at, node]) =>
      at.endsWith('/properties')
        ? []
        : Object.entries(isObject(node['properties']) ? node['properties'] : {}).map(([key, one]) => [`${at} ${key}`, one] as const),
    )
    const poor = keys.filter(([, one]) => {
      const own = isObject(one) ? (one['description'] ?? target(one['$ref'])?.['description']) : undefined
      return typeof own !== 'string' || own.length < 8 || !/[.!?)]$/.test(own)
    })
    expect(keys.length).toBeGreaterThan(300)
    expect(poor.map(([key]) => key)).toEqual([])
  })

  it('has defaults and examples that it would accept itself', () => {
    const wrong = nodes.flatMap(([at, node]) => {
      if (at.endsWith('/properties')) return []
      const values = [...('default' in node ? [node['default']!] : []), ...(isList(node['examples']) ? node['examples'] : [])]
      const accepts = values.length === 0 ? undefined : ajv.compile({ ...node, $defs: definitions })
      return values.filter((value) => accepts!(value) !== true).map((value) => `${at}: ${JSON.stringify(value)}`)
    })
    expect(wrong).toEqual([])
  })
})

const files = ['capabilities', 'test/conformance', 'test/fixtures'].flatMap((folder) =>
  readdirSync(inRepository(folder))
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('expected'))
    .map((name) => `${folder}/${name}`),
)

describe('the schema and the engine agree', () => {
  it.each(files)('that nothing is misspelt in %s', async (file) => {
    const { diagnostics } = await engine.validate(inRepository(file))
    expect(diagnostics.filter(({ code }) => code === 'NAFTIKO_UNKNOWN_KEY')).toEqual([])
    const fine = check(parse(readFileSync(inRepository(file), 'utf8')))
    expect(fine ? [] : check.errors).toEqual([])
  })
})
