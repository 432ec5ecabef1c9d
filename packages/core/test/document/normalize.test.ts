import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { DOCUMENT } from '../../src/document/grammar.ts'
import { normalize } from '../../src/document/normalize.ts'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const consumes = (entry: JsonObject): JsonObject => ({ capability: { consumes: [entry] } })
const normalEntry = (entry: JsonObject): unknown => {
  const { value } = normalize(consumes(entry), DOCUMENT)
  return (plain(value) as { capability: { consumes: unknown[] } }).capability.consumes[0]
}

describe('normalize', () => {
  it('turns maps of named things into lists, at every level', () => {
    const entry = {
      resources: { users: { path: '/users', operations: { list: { method: 'GET', inputParameters: { page: { in: 'query' } } } } } },
    }
    expect(normalEntry(entry)).toEqual({
      resources: [
        { name: 'users', path: '/users', operations: [{ name: 'list', method: 'GET', inputParameters: [{ name: 'page', in: 'query' }] }] },
      ],
    })
  })

  it.each([
    ['display', 'label'],
    ['auth', 'authentication'],
    ['from', 'location'],
  ])('reads %s as %s', (written, meant) => {
    const entry = written === 'display' ? { resources: [{ [written]: 'x' }] } : { [written]: 'x' }
    expect(JSON.stringify(normalEntry(entry))).toBe(
      JSON.stringify(written === 'display' ? { resources: [{ [meant]: 'x' }] } : { [meant]: 'x' }),
    )
  })

  it('says how a spelling of no published grammar is written properly', () => {
    const { problems } = normalize({ info: { title: 'Weather' } }, DOCUMENT)
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'NAFTIKO_SYNONYM', at: '/info/title', hint: 'write "label"' }),
    ])
  })

  it('keeps the official key when both spellings are there', () => {
    expect(plain(normalize({ info: { label: 'a', title: 'b' } }, DOCUMENT).value)).toEqual({ info: { label: 'a', title: 'b' } })
  })

  it.each([
    ['a request body', { resources: [{ operations: [{ body: { data: { tools: { a: {} }, display: 'x' } } }] }] }],
    ['a constant', { inputParameters: [{ name: 'x', value: { operations: { a: {} } } }] }],
  ])('leaves the data of the user alone: %s', (_, entry) => {
    expect(normalEntry(entry as JsonObject)).toEqual(entry)
  })

  it('leaves a valid list document as it is', () => {
    const entry = { type: 'http', namespace: 'api', resources: [{ name: 'r', path: '/', operations: [{ name: 'o', method: 'GET' }] }] }
    expect(normalEntry(entry)).toEqual(entry)
  })

  it.each([
    ['/capability/consumes/0/resources/0/path', '/capability/consumes/0/resources/users/path'],
    ['/capability/consumes/0/resources/0/operations/0/method', '/capability/consumes/0/resources/users/operations/list/method'],
    ['/capability/consumes/0/resources/0/label', '/capability/consumes/0/resources/users/display'],
    ['/capability/consumes/0/authentication/token', '/capability/consumes/0/auth/token'],
    ['/capability/consumes/0/resources/0/nothing', '/capability/consumes/0/resources/users/nothing'],
  ])('leads %s back to %s', (pointer, written) => {
    const document = consumes({
      auth: { token: 't' },
      resources: { users: { display: 'U', path: '/users', operations: { list: { method: 'GET' } } } },
    })
    expect(normalize(document, DOCUMENT).origin(pointer)).toBe(written)
  })

  it('takes members of the prototype for nothing special', () => {
    const document = JSON.parse('{"__proto__":{"capability":{}},"capability":{"consumes":[{"constructor":"x"}]}}') as JsonObject
    const { value } = normalize(document, DOCUMENT)
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect(Object.keys(value)).toEqual(['__proto__', 'capability'])
  })
})
