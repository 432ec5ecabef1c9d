import { describe, expect, it } from 'vitest'
import { codesOf, served } from './served.ts'

const SKILL = {
  name: 'fleet-ops',
  description: 'Looks after ships.',
  license: 'Apache-2.0',
  compatibility: 'Any',
  'argument-hint': '<imo>',
  'allowed-tools': 'list-ships get-ship',
  'user-invocable': false,
  'disable-model-invocation': true,
  metadata: { author: 'harbour' },
  tools: [
    { name: 'list-ships', description: 'Lists them.', from: { sourceNamespace: 'shipyard-tools', action: 'list-ships' } },
    { name: 'ships', from: { sourceNamespace: 'shipyard-api', action: 'all-ships' } },
  ],
}

const entry = (...skills: object[]): object => ({ type: 'skill', namespace: 'shipyard-skills', skills })

describe('the catalogue', () => {
  it.each(['/skills', '/skills/', '/', ''])('is at "%s"', async (path) => {
    await using catalogue = await served(entry(SKILL, { name: 'plain', description: 'Words only.' }))
    const response = await catalogue.get(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(await response.json()).toEqual({
      count: 2,
      skills: [
        { name: 'fleet-ops', description: 'Looks after ships.', license: 'Apache-2.0', tools: ['list-ships', 'ships'] },
        { name: 'plain', description: 'Words only.', tools: [] },
      ],
    })
  })

  it('has a page for each skill, which says where its tools are served', async () => {
    await using catalogue = await served(entry(SKILL))
    expect(await catalogue.json('/skills/fleet-ops')).toEqual({
      name: 'fleet-ops',
      description: 'Looks after ships.',
      license: 'Apache-2.0',
      compatibility: 'Any',
      'argument-hint': '<imo>',
      'allowed-tools': 'list-ships get-ship',
      'user-invocable': false,
      'disable-model-invocation': true,
      metadata: { author: 'harbour' },
      tools: [
        {
          name: 'list-ships',
          description: 'Lists them.',
          type: 'derived',
          invocationRef: { targetNamespace: 'shipyard-tools', action: 'list-ships', mode: 'mcp' },
        },
        {
          name: 'ships',
          description: 'Ships by status',
          type: 'derived',
          invocationRef: { targetNamespace: 'shipyard-api', action: 'all-ships', mode: 'rest' },
        },
      ],
    })
    expect(catalogue.diagnostics).toEqual([])
  })

  it('finds skills by names that URLs encode', async () => {
    await using catalogue = await served(entry({ name: 'größe & maß', description: 'Sizes.' }))
    expect(await catalogue.json(`/skills/${encodeURIComponent('größe & maß')}`)).toMatchObject({ name: 'größe & maß' })
  })

  it('is reached through a gateway, too', async () => {
    await using catalogue = await served(entry(SKILL), undefined, { gateway: 0 })
    expect(new URL(catalogue.url).pathname).toBe('/shipyard-skills')
    expect(await catalogue.json('/skills')).toMatchObject({ count: 1 })
    expect(await catalogue.json('/skills/fleet-ops')).toMatchObject({ name: 'fleet-ops' })
  })
})

describe('what is not served', () => {
  it.each([
    ['/skills/none', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/constructor', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/fleet-ops/other', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/fleet-ops/download/more', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/fleet-ops/contents', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/fleet-ops/contents/SKILL.md', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/fleet-ops/download', 404, 'NAFTIKO_NOT_FOUND'],
    ['/elsewhere', 404, 'NAFTIKO_NOT_FOUND'],
    ['/skills/%E0%A4', 400, 'NAFTIKO_INPUT_INVALID'],
  ])('%s is answered with %i', async (path, status, code) => {
    await using catalogue = await served(entry(SKILL))
    const response = await catalogue.get(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ status, code, traceId: expect.stringMatching(/^[\da-f]{32}$/) })
  })

  it.each(['POST', 'PUT', 'DELETE'])('%s is not a method here', async (method) => {
    await using catalogue = await served(entry(SKILL))
    const response = await catalogue.get('/skills', { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await response.json()).toMatchObject({ code: 'NAFTIKO_METHOD_NOT_ALLOWED' })
  })

  it('OPTIONS lists the methods', async () => {
    await using catalogue = await served(entry(SKILL))
    const response = await catalogue.get('/skills', { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })
})

describe('answers that a client has already', () => {
  it.each(['/skills', '/skills/fleet-ops'])('%s is not sent again', async (path) => {
    await using catalogue = await served(entry(SKILL))
    const first = await catalogue.get(path)
    const etag = first.headers.get('etag')!
    const second = await catalogue.get(path, { headers: { 'if-none-match': etag } })
    expect([second.status, await second.text()]).toEqual([304, ''])
    expect((await catalogue.get(path, { headers: { 'if-none-match': '"another"' } })).status).toBe(200)
  })

  it('HEAD has the headers and no body', async () => {
    await using catalogue = await served(entry(SKILL))
    const get = await catalogue.get('/skills')
    const head = await catalogue.get('/skills', { method: 'HEAD' })
    expect([head.status, await head.text(), head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
      200,
      '',
      String(Buffer.byteLength(await get.text())),
      get.headers.get('etag'),
    ])
  })
})

describe('tools', () => {
  const toolOf = async (tool: object): Promise<{ tool: unknown; codes: readonly string[] }> => {
    await using catalogue = await served(entry({ name: 'one', description: 'One.', tools: [tool] }))
    const { tools } = (await catalogue.json('/skills/one')) as { tools: readonly unknown[] }
    return { tool: tools[0], codes: codesOf(catalogue.diagnostics) }
  }

  it('with a call of their own are led to an exposer that serves the same call', async () => {
    expect(await toolOf({ name: 'ship', description: 'A ship.', call: 'registry.get-ship' })).toEqual({
      tool: {
        name: 'ship',
        description: 'A ship.',
        type: 'derived',
        invocationRef: { targetNamespace: 'shipyard-tools', action: 'get-ship', mode: 'mcp' },
      },
      codes: [],
    })
  })

  it('with a call that nobody serves are told as such, and can be invoked in-process', async () => {
    await using catalogue = await served(entry({ name: 'one', description: 'One.', tools: [{ name: 'crew', call: 'registry.list-crew' }] }))
    expect(await catalogue.json('/skills/one')).toMatchObject({ tools: [{ name: 'crew', type: 'call', call: 'registry.list-crew' }] })
    await expect(catalogue.host.invoke('shipyard-skills.crew')).rejects.toMatchObject({ code: 'NAFTIKO_UPSTREAM_UNREACHABLE' })
  })

  it('without anything but the name of a tool that is served are led there', async () => {
    expect((await toolOf({ name: 'get-ship' })).tool).toMatchObject({ type: 'derived', invocationRef: { action: 'get-ship' } })
  })

  it.each([
    [{ name: 'x', from: { sourceNamespace: 'nowhere', action: 'y' } }, 'NAFTIKO_SKILL_SOURCE', { targetNamespace: 'nowhere', action: 'y' }],
    [
      { name: 'x', from: { sourceNamespace: 'shipyard-tools', action: 'lst' } },
      'NAFTIKO_SKILL_SOURCE',
      { targetNamespace: 'shipyard-tools', action: 'lst', mode: 'mcp' },
    ],
    [
      { name: 'x', from: { namespace: 'shipyard-tools', name: 'get-ship' } },
      'NAFTIKO_SYNONYM',
      { targetNamespace: 'shipyard-tools', action: 'get-ship', mode: 'mcp' },
    ],
  ])('%j is shown as it is, and reported as %s', async (tool, code, invocationRef) => {
    const { tool: shown, codes } = await toolOf(tool)
    expect(shown).toMatchObject({ name: 'x', type: 'derived', invocationRef })
    expect(codes).toContain(code)
  })

  it('that say nothing are listed and reported', async () => {
    expect(await toolOf({ name: 'x', description: 'Mystery.' })).toEqual({
      tool: { name: 'x', description: 'Mystery.', type: 'description' },
      codes: ['NAFTIKO_SKILL_TOOL'],
    })
  })

  it('point to the file of their instruction', async () => {
    const { tool, codes } = await toolOf({ name: 'how', description: 'How.', instruction: 'how.md' })
    expect(tool).toEqual({ name: 'how', description: 'How.', type: 'instruction', instruction: 'how.md' })
    expect(codes).toEqual(['NAFTIKO_SKILL_INSTRUCTION'])
  })
})
