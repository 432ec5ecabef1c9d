import { describe, expect, it } from 'vitest'
import { kebab, shorten } from '../src/names/kebab.ts'
import { operationName } from '../src/names/operation-name.ts'
import { UniqueNames } from '../src/names/unique.ts'

describe('names', () => {
  it.each([
    ['listPets', 'list-pets'],
    ['getHTTPStatus', 'get-http-status'],
    ['repos/get-all_topics', 'repos-get-all-topics'],
    ['Café crème', 'cafe-creme'],
    ['v2.users:list', 'v2-users-list'],
    ['日本', ''],
  ])('makes a name of %s', (text, name) => {
    expect(kebab(text)).toBe(name)
  })

  it.each([
    ['listPets', 'get', '/pets', 'list-pets'],
    [undefined, 'get', '/users/{id}/books', 'get-users-by-id-books'],
    ['', 'post', '/', 'post-root'],
    ['日本', 'get', '/a', 'get-a'],
  ])('calls operation %s of %s %s %s', (id, method, path, name) => {
    expect(operationName(id, method, path)).toBe(name)
  })

  it('are cut between words', () => {
    expect(shorten('one-two-three', 9)).toBe('one-two')
    expect(shorten('one-two-three', 7)).toBe('one-two')
    expect(shorten('a'.repeat(70), 64)).toHaveLength(64)
  })

  it('are given out once, and never become too long', () => {
    const names = new UniqueNames(10)
    expect(['a-name', 'a-name', 'a-name', 'a-longer-name', 'a-longer-name'].map((name) => names.take(name))).toEqual([
      'a-name',
      'a-name-2',
      'a-name-3',
      'a-longer',
      'a-longer-2',
    ])
  })
})
