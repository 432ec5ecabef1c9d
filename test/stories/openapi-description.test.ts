import { json, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { forward, gateway } from './forwarding.ts'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, { readonly schema: Record<string, unknown> }> }
}

/** What `/openapi.json` says of `POST /a` (or another method), which calls an operation of this method and these inputs. */
async function described(method: string, inputs: readonly object[], exposed: object = {}, path = '/a'): Promise<Operation> {
  await using api = await upstream({ '* /*': json({}) })
  const consumes = { resources: [{ path: '/up', operations: [{ name: 'op', method, inputParameters: inputs }] }] }
  const operations = [{ method, call: 'api.op', ...exposed }]
  await using gate = await gateway({ api: api.url, consumes, resources: [{ path, operations }] })
  const { paths } = (await (await fetch(`${gate.url}/openapi.json`)).json()) as { paths: Record<string, Record<string, Operation>> }
  return Object.values(paths)[0]![method.toLowerCase()]!
}

const shown = ({ parameters = [] }: Operation): readonly string[] =>
  parameters.map((one) => `${one.name} in ${one.in}${one.required ? ' (required)' : ''}`)
const schemaOf = ({ requestBody }: Operation): unknown => requestBody?.content['application/json']?.schema

describe('the OpenAPI description of a REST exposer', () => {
  it('requires what the called operation requires, whatever is declared of it', async () => {
    const inputs = [{ name: 'id', in: 'query', required: true }]
    expect(shown(await described('GET', inputs, { inputParameters: [{ name: 'id', in: 'query' }] }))).toEqual(['id in query (required)'])
  })

  it('requires members of the body that the called operation requires', async () => {
    const inputs = [
      { name: 'to', in: 'body', required: true },
      { name: 'from', in: 'body' },
    ]
    const operation = await described('POST', inputs)
    expect(schemaOf(operation)).toEqual({ type: 'object', properties: { to: {}, from: {} }, required: ['to'] })
    expect(operation.requestBody!.required).toBe(true)
  })

  it('requires a body that is required as a whole', async () => {
    const operation = await described('POST', [{ name: 'body', in: 'body', type: 'object', required: true }])
    expect(operation.requestBody).toMatchObject({ required: true, content: { '*/*': {} } })
  })

  it('lists what a GET would send in its body in the query, where it is taken from', async () => {
    expect(shown(await described('GET', [{ name: 'client', in: 'body', required: true }]))).toEqual(['client in query (required)'])
  })

  it('lists what is called a variable of the path and has no place in it in the query', async () => {
    const inputs = [{ name: 'id', in: 'query' }]
    const exposed = { inputParameters: [{ name: 'id', in: 'path', required: true }] }
    expect(shown(await described('GET', inputs, exposed))).toEqual(['id in query (required)'])
  })

  it('lists an input once that both sides spell differently', async () => {
    const inputs = [{ name: 'bookId', in: 'query', required: true }]
    expect(shown(await described('GET', inputs, {}, '/books/{book-id}'))).toEqual(['book-id in path (required)'])
  })

  it('says nothing of a forward', async () => {
    await using gate = await gateway({ api: 'http://127.0.0.1:1', resources: [forward('/proxy')] })
    expect(await (await fetch(`${gate.url}/openapi.json`)).json()).toMatchObject({ paths: {} })
  })
})
