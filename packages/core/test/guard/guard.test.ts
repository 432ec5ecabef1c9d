import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { compileGuard } from '../../src/guard/guard.ts'
import { entryContext } from '../entry-context.ts'

const VARIABLES = { TOKEN: 'right', USER: 'ada', PASSWORD: 'p:w' }

function request(headers: Record<string, string> = {}, url = '/'): IncomingMessage {
  return { headers: { ...headers }, url } as unknown as IncomingMessage
}

function checkFor(authentication: JsonObject, variables: Record<string, string> = VARIABLES) {
  return compileGuard(authentication, entryContext().context).arm(variables)
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

describe('compileGuard', () => {
  it.each<[string, JsonObject, Record<string, string>, string, boolean]>([
    ['bearer, right', { type: 'bearer', token: '{{TOKEN}}' }, { authorization: 'Bearer right' }, '/', true],
    ['bearer, scheme in another case', { type: 'Bearer', token: '{{TOKEN}}' }, { authorization: 'bearer right' }, '/', true],
    ['bearer, wrong', { type: 'bearer', token: '{{TOKEN}}' }, { authorization: 'Bearer wrong' }, '/', false],
    ['bearer, under another scheme', { type: 'bearer', token: '{{TOKEN}}' }, { authorization: 'Token right' }, '/', false],
    ['bearer, absent', { type: 'bearer', token: '{{TOKEN}}' }, {}, '/', false],
    ['bearer, the text of the template', { type: 'bearer', token: '{{TOKEN}}' }, { authorization: 'Bearer {{TOKEN}}' }, '/', false],
    ['basic, right', { type: 'basic', username: '{{USER}}', password: '{{PASSWORD}}' }, { authorization: basic('ada:p:w') }, '/', true],
    ['basic, wrong', { type: 'basic', username: '{{USER}}', password: '{{PASSWORD}}' }, { authorization: basic('ada:x') }, '/', false],
    ['key in a header', { type: 'apikey', key: 'X-Key', value: '{{TOKEN}}' }, { 'x-key': 'right' }, '/', true],
    ['key in a header, wrong', { type: 'apikey', key: 'X-Key', value: '{{TOKEN}}' }, { 'x-key': '' }, '/', false],
    ['key in the query', { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' }, {}, '/?a=1&key=right', true],
    ['key in the query, other spelling', { type: 'apiKey', name: 'key', token: '{{TOKEN}}', in: 'query' }, {}, '/?key=right', true],
    ['key in the query, absent', { type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' }, {}, '/?keys=right', false],
  ])('%s', (_, authentication, headers, url, admitted) => {
    const check = checkFor(authentication)
    expect(typeof check).toBe('function')
    const refusal = (check as (request: IncomingMessage) => unknown)(request(headers, url))
    expect((refusal as { status?: number } | undefined)?.status).toBe(admitted ? undefined : 401)
  })

  it('takes the credential out of the request, so that nothing behind the door sees it', () => {
    const bearer = request({ authorization: 'Bearer right' })
    ;(checkFor({ type: 'bearer', token: '{{TOKEN}}' }) as (r: IncomingMessage) => unknown)(bearer)
    expect(bearer.headers).toEqual({})
    const query = request({}, '/models?a=1&key=right&b=2')
    ;(checkFor({ type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' }) as (r: IncomingMessage) => unknown)(query)
    expect(query.url).toBe('/models?a=1&b=2')
  })

  it.each([
    ['unset', {}],
    ['empty', { TOKEN: '' }],
  ])('stays closed when its credential is %s', (_, variables) => {
    expect(checkFor({ type: 'bearer', token: '{{TOKEN}}' }, variables)).toEqual({ unarmed: expect.stringContaining('token') })
  })

  it('stays closed when it does not know the scheme, and says so', () => {
    const { context, problems } = entryContext()
    const guard = compileGuard({ type: 'kerberos' }, context)
    expect(guard.arm(VARIABLES)).toEqual({ unarmed: expect.stringContaining('kerberos') })
    expect(problems).toEqual([expect.objectContaining({ severity: 'warning', at: '/authentication/type' })])
  })

  it('is open without authentication', () => {
    expect(compileGuard(undefined, entryContext().context).closed).toBe(false)
  })
})
