import { describe, expect, it } from 'vitest'
import { codesOf, served, servedText } from './served.ts'

const BEGIN = `
  consumes:
    - type: http
      namespace: registry
      baseUri: http://127.0.0.1:9
      resources:
        - name: ships
          path: /ships
          operations:
            - { name: list-ships, method: GET }
            - { name: create-voyage, method: POST }
`

/** The fleet of the tutorial, as lists and as maps. */
const LISTS = `
naftiko: 1.0.0-alpha2
capability:${BEGIN}
  exposes:
    - type: mcp
      namespace: shipyard-tools
      tools:
        - { name: list-ships, description: Lists ships, call: registry.list-ships }
        - { name: create-voyage, description: Plans a voyage, call: registry.create-voyage }
    - type: skill
      namespace: shipyard-skills
      description: Skill groups of the shipyard
      skills:
        - name: fleet-ops
          description: Manages the fleet
          metadata: { category: ships }
          tools:
            - name: list-ships
              description: Ships by status
              from: { sourceNamespace: shipyard-tools, action: list-ships }
        - name: voyage-ops
          description: Plans voyages
          tools:
            - name: create-voyage
              description: Plans one
              from: { sourceNamespace: shipyard-tools, action: create-voyage }
`

const MAPS = `
ikanos: 1.0.0-beta5
capability:${BEGIN}
  exposes:
    - type: mcp
      namespace: shipyard-tools
      tools:
        list-ships: { description: Lists ships, call: registry.list-ships }
        create-voyage: { description: Plans a voyage, call: registry.create-voyage }
    - type: skill
      namespace: shipyard-skills
      description: Skill groups of the shipyard
      skills:
        fleet-ops:
          description: Manages the fleet
          metadata: { category: ships }
          tools:
            list-ships:
              description: Ships by status
              from: { sourceNamespace: shipyard-tools, action: list-ships }
        voyage-ops:
          description: Plans voyages
          tools:
            create-voyage:
              description: Plans one
              from: { sourceNamespace: shipyard-tools, action: create-voyage }
`

describe('both grammars', () => {
  it('mean the same', async () => {
    await using lists = await servedText(LISTS)
    await using maps = await servedText(MAPS)
    for (const path of ['/skills', '/skills/fleet-ops', '/skills/voyage-ops']) {
      const [one, other] = [await lists.json(path), await maps.json(path)]
      expect(other).toEqual(one)
    }
    expect(await lists.json('/skills/fleet-ops')).toMatchObject({
      metadata: { category: 'ships' },
      tools: [{ name: 'list-ships', invocationRef: { targetNamespace: 'shipyard-tools', action: 'list-ships', mode: 'mcp' } }],
    })
    expect([...lists.diagnostics, ...maps.diagnostics]).toEqual([])
  })
})

const TOOL = { name: 'ships', call: 'registry.list-ships' }
const ALL = {
  count: 1,
  skills: [{ name: 'fleet', description: 'Ships.', tools: ['ships'] }],
}

describe('other ways to write skills', () => {
  it.each([
    ['groups', { groups: [{ name: 'fleet', description: 'Ships.', skills: [TOOL] }] }],
    ['groups as maps', { groups: { fleet: { description: 'Ships.', skills: { ships: { call: 'registry.list-ships' } } } } }],
    ['groups of skills with tools', { groups: [{ name: 'all', skills: [{ name: 'fleet', description: 'Ships.', tools: [TOOL] }] }] }],
    ['one skill', { skill: { name: 'fleet', description: 'Ships.', tools: [TOOL] } }],
    ['tools', { namespace: 'fleet', description: 'Ships.', tools: [TOOL] }],
  ])('%s are read, and reported', async (_, written) => {
    await using catalogue = await served({ type: 'skill', namespace: 'shipyard-skills', ...written })
    expect(await catalogue.json('/skills')).toEqual(ALL)
    expect(codesOf(catalogue.diagnostics)).toEqual(['NAFTIKO_SYNONYM'])
    expect(await catalogue.json('/skills/fleet')).toMatchObject({
      tools: [{ name: 'ships', type: 'derived', invocationRef: { targetNamespace: 'shipyard-tools', action: 'list-ships', mode: 'mcp' } }],
    })
  })

  it('a skill that calls something is a skill with one tool', async () => {
    await using catalogue = await served({
      type: 'skill',
      namespace: 's',
      skills: [{ name: 'list-ships', description: 'Lists.', call: 'registry.list-ships' }],
    })
    expect(await catalogue.json('/skills')).toEqual({
      count: 1,
      skills: [{ name: 'list-ships', description: 'Lists.', tools: ['list-ships'] }],
    })
  })

  it('"agent-skill" is another word for the type', async () => {
    await using catalogue = await served({ type: 'agent-skill', namespace: 's', skills: [{ name: 'fleet', description: 'Ships.' }] })
    expect(await catalogue.json('/skills')).toMatchObject({ count: 1 })
    expect(catalogue.diagnostics).toMatchObject([{ code: 'NAFTIKO_SYNONYM', hint: 'write "type: skill"' }])
  })

  it.each([
    ['no skills', { skills: [] }, 'NAFTIKO_MISSING_KEY', 0],
    ['a skill without a name', { skills: [{ description: 'x' }, { name: 'a' }] }, 'NAFTIKO_SKILL_NAME_MISSING', 1],
    ['two of one name', { skills: [{ name: 'a' }, { name: 'a' }] }, 'NAFTIKO_SKILL_DUPLICATE', 1],
    ['a tool without a name', { skills: [{ name: 'a', tools: [{ description: 'x' }] }] }, 'NAFTIKO_TOOL_NAME_MISSING', 1],
  ])('%s is a warning', async (_, written, code, count) => {
    await using catalogue = await served({ type: 'skill', namespace: 's', ...written })
    expect(codesOf(catalogue.diagnostics)).toContain(code)
    expect(await catalogue.json('/skills')).toMatchObject({ count })
  })
})

describe('a catalogue with credentials', () => {
  it('asks for them', async () => {
    await using catalogue = await served({
      type: 'skill',
      namespace: 's',
      authentication: { type: 'bearer', token: 'let-me-in' },
      skills: [{ name: 'a' }],
    })
    expect((await catalogue.get('/skills')).status).toBe(401)
    expect((await catalogue.get('/skills', { headers: { authorization: 'Bearer let-me-in' } })).status).toBe(200)
  })
})
