import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { compileGuard } from '../../src/guard/guard.ts'
import { entryContext } from '../entry-context.ts'
import { doorWith } from './door.ts'

const VARIABLES = { TOKEN: 'right', USER: 'ada', PASSWORD: 'p:w' }
const BEARER = { type: 'bearer', token: '{{TOKEN}}' }
const BASIC = { type: 'basic', username: '{{USER}}', password: '{{PASSWORD}}' }
const KEY = { type: 'apikey', key: 'X-Key', value: '{{TOKEN}}' }
const QUERY_KEY = { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' }

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

describe('compileGuard', () => {
  it.each<[string, JsonObject, Record<string, string>, string, number]>([
    ['bearer, right', BEARER, { authorization: 'Bearer right' }, '/', 200],
    ['bearer, scheme in another case', { ...BEARER, type: 'Bearer' }, { authorization: 'bearer right' }, '/', 200],
    ['bearer, in the words of the specification', { type: 'bearer', token: '$env.TOKEN' }, { authorization: 'bearer right' }, '/', 200],
    ['bearer, wrong', BEARER, { authorization: 'Bearer wrong' }, '/', 401],
    ['bearer, more than the token', BEARER, { authorization: 'Bearer right right' }, '/', 401],
    ['bearer, under another scheme', BEARER, { authorization: 'Token right' }, '/', 401],
    ['bearer, under a longer scheme', BEARER, { authorization: 'Bearers right' }, '/', 401],
    ['bearer, without scheme', BEARER, { authorization: 'right' }, '/', 401],
    ['bearer, scheme only', BEARER, { authorization: 'Bearer ' }, '/', 401],
    ['bearer, absent', BEARER, {}, '/', 401],
    ['bearer, the text of the template', BEARER, { authorization: 'Bearer {{TOKEN}}' }, '/', 401],
    ['basic, right', BASIC, { authorization: basic('ada:p:w') }, '/', 200],
    ['basic, wrong', BASIC, { authorization: basic('ada:x') }, '/', 401],
    ['basic, under another scheme', BASIC, { authorization: basic('ada:p:w').replace('Basic', 'Bearer') }, '/', 401],
    ['basic, no base64', BASIC, { authorization: 'Basic ä:' }, '/', 401],
    ['key in a header', KEY, { 'x-key': 'right' }, '/', 200],
    ['key in a header, wrong', KEY, { 'x-key': '' }, '/', 401],
    ['key in Authorization', { ...KEY, key: 'Authorization' }, { authorization: 'right' }, '/', 200],
    ['key in the query', QUERY_KEY, {}, '/?a=1&key=right', 200],
    ['key in the query, other spelling', { type: 'apiKey', name: 'key', token: '{{TOKEN}}', in: 'query' }, {}, '/?key=right', 200],
    ['key in the query, absent', QUERY_KEY, {}, '/?keys=right', 401],
    ['key in the query, wrong first', QUERY_KEY, {}, '/?key=wrong&key=right', 401],
  ])('%s', async (_, authentication, headers, target, status) => {
    const door = await doorWith(authentication, VARIABLES)
    const answer = await fetch(door.url + target, { headers })
    expect(answer.status).toBe(status)
    expect(door.admitted).toHaveLength(status === 200 ? 1 : 0)
  })

  it.each([
    ['bearer', BEARER],
    ['basic', BASIC],
    ['apikey', KEY],
  ])('decides about %s at once, without a promise', async (_, authentication) => {
    const { armed } = await doorWith(authentication, VARIABLES)
    expect(armed.check({ headers: {}, rawHeaders: [], url: '/' } as never)).toMatchObject({ status: 401 })
  })

  it.each([
    [BEARER, { authorization: 'Bearer right' }, '/', '/'],
    [BASIC, { authorization: basic('ada:p:w') }, '/', '/'],
    [KEY, { 'x-key': 'right' }, '/', '/'],
    [QUERY_KEY, {}, '/models?a=1&key=right&b=2', '/models?a=1&b=2'],
    [QUERY_KEY, {}, '/models?key=right', '/models'],
  ])(
    'takes the credential of %o out of the request, so that nothing behind the door sees it',
    async (authentication, headers, target, left) => {
      const door = await doorWith(authentication, VARIABLES)
      expect((await fetch(door.url + target, { headers })).status).toBe(200)
      const [seen] = door.admitted
      expect(seen!.url).toBe(left)
      expect(JSON.stringify(seen)).not.toMatch(/right|YWRh|x-key|authorization/i)
    },
  )

  it.each<[string, JsonObject, Record<string, string>, RegExp]>([
    ['unset', BEARER, {}, /^its authentication needs "token" \(TOKEN\), which has no value$/],
    ['empty', BEARER, { TOKEN: '' }, /"token" \(TOKEN\)/],
    ['blank', BEARER, { TOKEN: ' ' }, /"token" \(TOKEN\)/],
    ['unset, in the words of the specification', { type: 'bearer', token: '$env.TOKEN' }, {}, /"token" \(TOKEN\)/],
    ['unset in two places', BASIC, {}, /"username" \(USER\) and "password" \(PASSWORD\), which have no value/],
    ['not written down', { type: 'basic', username: 'x' }, {}, /"password", which has no value/],
    ['unset in its name', { ...KEY, key: '{{NAME}}' }, VARIABLES, /"key" \(NAME\)/],
    ['unset in an optional part', { ...BASIC, realm: '{{REALM}}' }, VARIABLES, /"realm" \(REALM\)/],
  ])('answers 503 when its credential is %s, and shows no value', async (_, authentication, variables, reason) => {
    const door = await doorWith(authentication, variables)
    expect(door.armed.closed).toEqual({ code: 'NAFTIKO_CREDENTIAL_MISSING', reason: expect.stringMatching(reason) })
    const answer = await fetch(door.url, { headers: { authorization: 'Bearer ' } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await answer.json()) as { detail: string }
    expect(problem).toMatchObject({
      status: 503,
      code: 'NAFTIKO_CREDENTIAL_MISSING',
      detail: expect.stringContaining('this exposer is closed'),
    })
    expect(problem.detail).not.toMatch(/right|p:w/)
    expect(door.admitted).toEqual([])
  })

  it.each<[string, JsonObject, string, string]>([
    ['of a scheme that is not known', { type: 'kerberos' }, 'NAFTIKO_NOT_SUPPORTED_YET', '/authentication/type'],
    ['without scheme', { token: 'x' }, 'NAFTIKO_NOT_SUPPORTED_YET', '/authentication/type'],
    [
      'with a placeholder that cannot be read',
      { type: 'bearer', token: '{{#TOKEN}}' },
      'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
      '/authentication',
    ],
    ['with a placeholder that has no end', { type: 'bearer', token: '{{TOKEN' }, 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', '/authentication'],
    ['with a key in a cookie', { ...KEY, value: 'x', placement: 'cookie' }, 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', '/authentication'],
    [
      'with an impossible user name',
      { type: 'basic', username: 'a:b', password: 'c' },
      'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
      '/authentication',
    ],
    ['without password', { type: 'digest', username: 'a' }, 'NAFTIKO_AUTHENTICATION_INCOMPLETE', '/authentication'],
    [
      'of oauth2 without audience',
      { type: 'oauth2', authorizationServerUri: 'https://a.example' },
      'NAFTIKO_AUTHENTICATION_INCOMPLETE',
      '/authentication',
    ],
    [
      'of oauth2 over plain HTTP',
      { type: 'oauth2', authorizationServerUri: 'http://a.example', resource: 'https://r.example' },
      'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
      '/authentication',
    ],
    [
      'of oauth2 with scopes of an odd shape',
      { type: 'oauth2', authorizationServerUri: 'https://a.example', resource: 'https://r.example', scopes: { read: 'x' } },
      'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
      '/authentication',
    ],
    [
      'of oauth2 that asks without identifying itself',
      { type: 'oauth2', authorizationServerUri: 'https://a.example', resource: 'https://r.example', tokenValidation: 'introspection' },
      'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
      '/authentication',
    ],
  ])('reports authentication %s, and answers 503', async (_, authentication, code, at) => {
    const { context, problems } = entryContext()
    compileGuard(authentication, context)
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', code, at, message: expect.stringContaining('stays closed') }),
    )
    const door = await doorWith(authentication, VARIABLES)
    const answer = await fetch(door.url, { headers: { authorization: 'Bearer x' } })
    expect(answer.status).toBe(503)
    expect(['NAFTIKO_AUTHENTICATION_UNSUPPORTED', 'NAFTIKO_CREDENTIAL_MISSING']).toContain(((await answer.json()) as { code: string }).code)
  })

  it.each([
    ['nothing', undefined],
    ['none', { type: 'none' }],
  ])('is open with %s', (_, authentication) => {
    expect(compileGuard(authentication, entryContext().context).closed).toBe(false)
  })
})
