import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import type { Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, testEngine, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'

/** A document that joins an HTTP API (orders) and an MCP server (shipping). */
const DOCUMENT = `
naftiko: 1.0.0-alpha3
info: { label: Orders }
binds:
  - namespace: env
    keys: { SHIPPING_TOKEN: SHIPPING_TOKEN }
capability:
  consumes:
    - type: http
      namespace: orders
      baseUri: http://127.0.0.1:1
      resources:
        - name: orders
          path: /orders/{id}
          operations: [{ name: get-order, method: GET }]
    - type: mcp
      namespace: shipping
      baseUri: http://127.0.0.1:1/mcp
      authentication: { type: bearer, token: "{{SHIPPING_TOKEN}}" }
      tools:
        - name: track
          tool: track_parcel
          description: Where a parcel is.
          hints: { readOnly: true }
          inputParameters:
            - { name: parcel, type: string, required: true, description: Number of the parcel. }
            - { name: detail, value: full }
        - { name: print-label, tool: print_label, inputParameters: [{ name: parcel, type: string, required: true }] }
        - { name: report }
        - { name: anything, tool: track_parcel }
  aggregates:
    - label: Orders
      namespace: agg
      functions:
        - name: order-status
          description: What was ordered, and where it is.
          inputParameters: [{ name: id, type: string, required: true, description: Number of the order. }]
          steps:
            - { name: order, type: call, call: orders.get-order, with: { id: "{{id}}" } }
            - { name: parcel, type: call, call: shipping.track, with: { parcel: "$.order.parcel" } }
          outputParameters:
            - name: title
              type: string
              mapping: $.order.title
            - name: place
              type: string
              mapping: $.parcel.place
  exposes:
    - type: rest
      namespace: shop
      resources:
        - { path: "/orders/{id}/status", operations: [{ name: status, method: GET, ref: agg.order-status }] }
        - { path: "/parcels/{parcel}", operations: [{ name: parcel, method: GET, call: shipping.track }] }
        - path: "/parcels/{parcel}/place"
          operations:
            - name: place
              method: GET
              call: shipping.track
              outputParameters: [{ name: where, type: string, mapping: $.place }]
        - { path: "/parcels/{parcel}/label", operations: [{ name: label, method: GET, call: shipping.print-label }] }
        - { path: "/report", operations: [{ name: report, method: POST, call: shipping.report }] }
        - { path: "/anything", operations: [{ name: anything, method: POST, call: shipping.anything }] }
    - type: mcp
      namespace: shop-mcp
      tools:
        - { name: order-status, ref: agg.order-status }
        - { name: where-is, description: Where a parcel is., call: shipping.track }
        - { name: label, description: A label to print., call: shipping.print-label }
        - { name: report, description: A report., call: shipping.report }
`

/** What the MCP server was asked. */
interface Asked {
  readonly name: string
  readonly args: unknown
  readonly authorization: unknown
}

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** An MCP server as others write them. */
async function shipping() {
  const asked: Asked[] = []
  const make = (): Server => {
    const server = new Server({ name: 'shipping', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      const { name, arguments: args = {}, _meta: meta } = params
      asked.push({ name, args, authorization: extra.requestInfo?.headers['authorization'] })
      if (name === 'track_parcel' && args['parcel'] === 'lost')
        return { content: [{ type: 'text', text: 'the parcel is lost' }], isError: true }
      if (name === 'track_parcel') {
        const parcel = { parcel: args['parcel'], place: 'Lyon' }
        return { content: [{ type: 'text', text: JSON.stringify(parcel) }], structuredContent: parcel }
      }
      if (name === 'print_label') return { content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }] }
      const progressToken = meta?.progressToken
      for (const progress of progressToken === undefined ? [] : [1, 2])
        await extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken: progressToken!, progress, total: 2, message: `page ${progress}` },
        })
      return {
        content: [
          { type: 'text', text: 'All is well.' },
          { type: 'image', data: PIXEL, mimeType: 'image/png' },
          { type: 'resource_link', uri: 'https://shipping.example/report', name: 'report' },
        ],
      }
    })
    return server
  }
  const http = createServer((request, response) => {
    const transport = new StreamableHTTPServerTransport({})
    response.on('close', () => void transport.close())
    void make()
      .connect(transport as Parameters<Server['connect']>[0])
      .then(() => transport.handleRequest(request, response))
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    asked,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections()
      http.close()
    },
  }
}

interface Shop extends AsyncDisposable {
  readonly host: Host
  readonly rest: string
  readonly asked: readonly Asked[]
  mcp(): Promise<Client>
}

async function shop(): Promise<Shop> {
  const server = await shipping()
  const api = await upstream({
    'GET /orders/{id}': json({ title: 'Emma', parcel: 'P-7' }),
    'GET /orders/lost': json({ title: 'Ulysses', parcel: 'lost' }),
  })
  const engine = testEngine(standardPlugins({ env: { SHIPPING_TOKEN: 'sk-shipping' } }))
  const host = engine.host([await engine.load({ text: DOCUMENT, name: 'orders.yaml' })], {
    anyPort: true,
    baseUris: { orders: api.url, shipping: server.url },
  })
  await host.start()
  const urlOf = (type: string): string => host.endpoints.find((one) => one.type === type)!.url!
  const clients: Client[] = []
  return {
    host,
    rest: urlOf('rest'),
    asked: server.asked,
    mcp: async () => {
      const client = new Client({ name: 'test', version: '0' })
      await client.connect(new StreamableHTTPClientTransport(new URL(urlOf('mcp'))) as Parameters<Client['connect']>[0])
      clients.push(client)
      return client
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close()
      await host.stop({ graceMs: 0 })
      await api.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe('a capability over an MCP server and an HTTP API', () => {
  it('serves a tool as a REST operation', async () => {
    await using one = await shop()
    const response = await fetch(`${one.rest}/parcels/P-1`, { headers: { authorization: 'Bearer of-the-caller' } })
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({ parcel: 'P-1', place: 'Lyon' })
    expect(one.asked).toEqual([{ name: 'track_parcel', args: { parcel: 'P-1', detail: 'full' }, authorization: 'Bearer sk-shipping' }])
  })

  it('maps what a tool answers', async () => {
    await using one = await shop()
    expect(await (await fetch(`${one.rest}/parcels/P-1/place`)).json()).toBe('Lyon')
  })

  it('serves an image of a tool as the bytes that it is', async () => {
    await using one = await shop()
    const response = await fetch(`${one.rest}/parcels/P-1/label`)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toBe(PIXEL)
  })

  it('passes the body of a caller on as arguments where the tool declares none', async () => {
    await using one = await shop()
    const body = '{"parcel":"P-9","options":{"history":true}}'
    const response = await fetch(`${one.rest}/anything`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect(await response.json()).toMatchObject({ parcel: 'P-9' })
    expect(one.asked[0]!.args).toEqual(JSON.parse(body))
  })

  it('joins both sides in steps, for REST and for MCP', async () => {
    await using one = await shop()
    const expected = { title: 'Emma', place: 'Lyon' }
    expect(await (await fetch(`${one.rest}/orders/1/status`)).json()).toEqual(expected)
    const client = await one.mcp()
    expect(await client.callTool({ name: 'order-status', arguments: { id: '1' } })).toMatchObject({ structuredContent: expected })
    expect(one.asked.map(({ args }) => args)).toEqual([1, 2].map(() => ({ parcel: 'P-7', detail: 'full' })))
  })

  it('serves a tool as another tool', async () => {
    await using one = await shop()
    const client = await one.mcp()
    const { tools } = await client.listTools()
    expect(tools.find(({ name }) => name === 'where-is')).toMatchObject({
      inputSchema: { properties: { parcel: { type: 'string', description: 'Number of the parcel.' } }, required: ['parcel'] },
      annotations: { readOnlyHint: true },
    })
    expect(await client.callTool({ name: 'where-is', arguments: { parcel: 'P-1' } })).toEqual({
      content: [{ type: 'text', text: '{"parcel":"P-1","place":"Lyon"}' }],
      structuredContent: { parcel: 'P-1', place: 'Lyon' },
      isError: false,
    })
    expect(await client.callTool({ name: 'label', arguments: { parcel: 'P-1' } })).toMatchObject({
      content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }],
    })
  })

  it('passes all blocks on to who has such, and how far the tool is', async () => {
    await using one = await shop()
    const client = await one.mcp()
    const heard: unknown[] = []
    const result = await client.callTool({ name: 'report' }, undefined, { onprogress: ({ message }) => heard.push(message) })
    expect(result).toEqual({
      content: [
        { type: 'text', text: 'All is well.' },
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        { type: 'resource_link', uri: 'https://shipping.example/report', name: 'report' },
      ],
      isError: false,
    })
    expect(heard).toEqual(['page 1', 'page 2'])
    const response = await fetch(`${one.rest}/report`, { method: 'POST' })
    expect(await response.json()).toEqual(result.content)
  })

  it('says what a server says about a failure', async () => {
    await using one = await shop()
    const response = await fetch(`${one.rest}/parcels/lost`)
    expect([response.status, await response.text()]).toEqual([502, 'the parcel is lost'])
    const joined = await fetch(`${one.rest}/orders/lost/status`)
    expect([joined.status, await joined.json()]).toMatchObject([
      502,
      { code: 'NAFTIKO_STEP_FAILED', step: 'parcel', upstream: { body: 'the parcel is lost' } },
    ])
    const client = await one.mcp()
    expect(await client.callTool({ name: 'where-is', arguments: { parcel: 'lost' } })).toEqual({
      content: [{ type: 'text', text: 'the parcel is lost' }],
      isError: true,
    })
  })

  it('can be called in the process, by the name of the tool', async () => {
    await using one = await shop()
    expect(await one.host.invoke('shipping.track', { parcel: 'P-1' })).toMatchObject({ kind: 'value', value: { place: 'Lyon' } })
  })
})
