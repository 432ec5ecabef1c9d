import assert from 'node:assert/strict'
import { API_VERSION } from '@naftiko/plugin-api'
import { memoryDocument } from '../memory-document.ts'
import type { Bench, TestedPlugin } from './bench.ts'
import type { Check } from './check.ts'
import { deepFreeze } from './freeze.ts'
import { assertJson, assertSchema } from './schema-shape.ts'
import { sideEffectsOf } from './side-effects.ts'

/** What every plugin promises, whatever its kind. */
export function pluginChecks<P extends TestedPlugin>(kind: P['kind'], make: () => P, on: Bench<P>): readonly Check[] {
  return [
    { title: 'says what it is: kind, type, name and the version of the contract', run: async () => assertIdentity(make(), kind) },
    ...(kind === 'binder' ? [] : [{ title: 'has a schema that is a JSON Schema', run: async () => assertSchemaOf(make()) }]),
    { title: 'validates and compiles the sample entry without an error', run: () => assertValid(on) },
    { title: 'compiles without a socket, a timer, a process or the environment', run: () => assertPure(on) },
    {
      title: 'compiles without changing its entry',
      run: async () => void (await on.compile((entry, compile) => (deepFreeze(entry), compile()))),
    },
    { title: 'compiles the same entry again into a node of its own', run: () => assertSeparate(on) },
  ]
}

function assertIdentity(plugin: TestedPlugin, kind: string): void {
  assert.equal(plugin.kind, kind, 'kind')
  assert.equal(plugin.apiVersion, API_VERSION, 'apiVersion')
  assert.match(plugin.type, /^[A-Za-z][\w.+-]*$/, 'type should be one word')
  assert.ok(typeof plugin.name === 'string' && plugin.name !== '', 'name should be the name of the package')
  assert.equal(typeof plugin.compile, 'function', 'compile should be a function')
}

function assertSchemaOf(plugin: TestedPlugin): void {
  assert.ok('schema' in plugin, 'schema should be there')
  assertJson(plugin.schema, 'schema')
  assertSchema(plugin.schema, 'schema')
}

async function assertValid<P extends TestedPlugin>(on: Bench<P>): Promise<void> {
  const report = await on.engine().validate(memoryDocument(await on.document()))
  const errors = report.diagnostics.filter((one) => one.severity === 'error')
  assert.deepEqual(
    errors.map((one) => `${one.code} ${one.pointer}: ${one.message}`),
    [],
  )
}

async function assertPure<P extends TestedPlugin>(on: Bench<P>): Promise<void> {
  const seen: string[] = []
  await on.compile(async (_, compile) => {
    const { result, effects } = await sideEffectsOf(compile)
    seen.push(...effects)
    return result
  })
  assert.deepEqual(seen, [], 'compile should do nothing that can be seen from outside')
}

async function assertSeparate<P extends TestedPlugin>(on: Bench<P>): Promise<void> {
  assert.notEqual(await on.compile(), await on.compile(), 'two hosts should not share a node')
}
