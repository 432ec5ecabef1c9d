import { describe, expect, it } from 'vitest'
import { json, upstream } from '@naftiko/testing'
import { gateway, send } from './forwarding.ts'

const path = '/equipment/{make}/{serial}'
const resource = (below: string): object => ({ path: path + below, operations: [{ name: 'get-equipment', method: 'GET' }] })
const exposed = (below: string): object => ({
  path: path + below,
  operations: [{ name: 'get-equipment', method: 'GET', call: 'api.get-equipment' }],
})

describe('a generated document, in which long names were cut to the same', () => {
  const parts = ['', '/faults/{page}', '/locations/{page}']

  it.each([
    ['/equipment/m/s', 'GET /equipment/m/s'],
    ['/equipment/m/s/faults/1', 'GET /equipment/m/s/faults/1'],
    ['/equipment/m/s/locations/2', 'GET /equipment/m/s/locations/2'],
  ])('calls what has the path of the route: %s', async (target, expected) => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: parts.map(exposed), consumes: { resources: parts.map(resource) } })
    expect((await send(gate.url, target)).status).toBe(200)
    expect(api.requests.map((request) => `${request.method} ${request.url}`)).toEqual([expected])
  })

  it('lets each route be invoked by a name of its own', async () => {
    await using api = await upstream({ '* /*': json({}) })
    await using gate = await gateway({ api: api.url, resources: parts.map(exposed), consumes: { resources: parts.map(resource) } })
    const input = { make: 'm', serial: 's', page: 1 }
    await gate.host.invoke('gate.get-equipment (GET /equipment/{make}/{serial}/faults/{page})', input)
    await gate.host.invoke('api.get-equipment (GET /equipment/{make}/{serial}/locations/{page})', input)
    expect(api.requests.map(({ url }) => url)).toEqual(['/equipment/m/s/faults/1', '/equipment/m/s/locations/1'])
  })
})
