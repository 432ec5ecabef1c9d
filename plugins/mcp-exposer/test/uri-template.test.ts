import { describe, expect, it } from 'vitest'
import { parseUriTemplate, type UriTemplate } from '../src/resources/uri-template.ts'

function template(text: string): UriTemplate {
  const parsed = parseUriTemplate(text)
  if (typeof parsed === 'string') throw new Error(parsed)
  return parsed
}

describe('an address with variables', () => {
  it.each<[string, string, object | undefined]>([
    ['data://users/{id}/profile', 'data://users/7/profile', { id: '7' }],
    ['data://users/{id}/profile', 'data://users/a%20b%2Fc/profile', { id: 'a b/c' }],
    ['data://users/{id}/profile', 'data://users//profile', undefined],
    ['data://users/{id}/profile', 'data://users/7/8/profile', undefined],
    ['data://users/{id}/profile', 'data://users/7/profile/', undefined],
    ['data://users/{id}/profile', 'data://users/%zz/profile', undefined],
    ['data://{a}/{b}', 'data://1/2', { a: '1', b: '2' }],
    ['data://{a}-{b}', 'data://x-y-z', { a: 'x', b: 'y-z' }],
    ['repo://{owner}/{+path}', 'repo://me/src/a.ts', { owner: 'me', path: 'src/a.ts' }],
    ['repo://{+path}/raw', 'repo://a/raw/raw', { path: 'a/raw' }],
    ['data://{user-id}', 'data://7', { 'user-id': '7' }],
    ['data://{__proto__}', 'data://7', JSON.parse('{"__proto__":"7"}') as object],
    ['data://fixed', 'data://fixed', {}],
    ['data://fixed', 'data://fixed/more', undefined],
    ['data://a.c', 'data://abc', undefined],
  ])('%s reads %s', (text, uri, values) => {
    const match = template(text).match(uri)
    expect(match === undefined ? undefined : Object.entries(match)).toEqual(values === undefined ? undefined : Object.entries(values))
  })

  it('may be written with double braces', () => {
    expect(template('data://{{ id }}/x').text).toBe('data://{id}/x')
  })

  it.each([
    ['data://{a}{b}', 'follow each other'],
    ['data://{a}/{a}', 'occurs twice'],
    ['data://{?a}', 'only {name}'],
    ['data://{a', 'only {name}'],
    ['data://{a}}', 'only {name}'],
  ])('%s cannot be understood', (text, reason) => {
    expect(parseUriTemplate(text)).toContain(reason)
  })

  it('takes no time for a hostile address', () => {
    const { match } = template('data://{a}-{b}-{c}-{d}/end')
    const started = performance.now()
    expect(match(`data://${'-'.repeat(100_000)}`)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(200)
  })
})
