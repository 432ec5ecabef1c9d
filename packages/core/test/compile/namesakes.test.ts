import { describe, expect, it } from 'vitest'
import type { Operation } from '@naftiko/plugin-api'
import { type Caller, mostLike } from '../../src/compile/namesakes.ts'
import { Targets } from '../../src/compile/targets.ts'

const operation = (summary: string, description?: string): Operation => ({
  name: 'get',
  summary,
  ...(description === undefined ? {} : { description }),
  input: { parameters: [], payload: 'none' },
  invoke: () => Promise.reject(new Error('not called here')),
})

const targetsOf = (...operations: readonly Operation[]): Targets => {
  const targets = new Targets()
  targets.add('api', operations)
  return targets
}

describe('of several operations with one name', () => {
  const targets = targetsOf(
    operation('GET /things/{id}', 'One thing'),
    operation('GET /things/{id}/parts', 'Its parts'),
    operation('DELETE /things/{id}', 'Its end'),
    operation('GET /parts'),
  )

  it.each<[string, Caller, string]>([
    ['the one with the path of the caller', { like: 'GET /things/{id}/parts' }, 'GET /things/{id}/parts'],
    ['its variables may be called otherwise', { like: 'GET /things/{{thing-id}}/parts/' }, 'GET /things/{id}/parts'],
    ['the caller may have a prefix', { like: 'GET /v2/things/{id}' }, 'GET /things/{id}'],
    ['the operation may have a prefix', { like: 'DELETE /{id}' }, 'DELETE /things/{id}'],
    ['the whole path before a part of it', { like: 'GET /parts' }, 'GET /parts'],
    ['only with the method of the caller', { like: 'DELETE /things/{id}' }, 'DELETE /things/{id}'],
    ['else the one with its description', { like: 'GET /other', description: 'Its end' }, 'DELETE /things/{id}'],
    ['else the first', { like: 'GET /other', description: 'Another' }, 'GET /things/{id}'],
    ['a root is like none', { like: 'GET /' }, 'GET /things/{id}'],
    ['a tool has no path', { description: 'Its parts' }, 'GET /things/{id}/parts'],
  ])('is meant: %s', (_, caller, expected) => {
    expect(mostLike(caller, targets.find('api.get'))?.operation.summary).toBe(expected)
  })

  it('each has a name of its own', () => {
    expect(targets.all().map(({ name }) => name)).toEqual([
      'api.get',
      'api.get (GET /things/{id}/parts)',
      'api.get (DELETE /things/{id})',
      'api.get (GET /parts)',
    ])
    expect(targets.find('api.get (GET /parts)')?.operation.summary).toBe('GET /parts')
    expect(targets.findByOperation('get')?.name).toBe('api.get')
  })

  it('even those with one summary', () => {
    const names = targetsOf(operation('GET /a'), operation('GET /a'), operation('GET /a'))
      .all()
      .map(({ name }) => name)
    expect(names).toEqual(['api.get', 'api.get (GET /a)', 'api.get (GET /a) 3'])
  })
})
