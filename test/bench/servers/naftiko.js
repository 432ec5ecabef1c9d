// The engine with the same routes, and the same tool.
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { ready } from '../lib/report-usage.js'

const document = `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - type: http
      namespace: api
      baseUri: ${process.argv[2]}
      connections: 2000
      authentication: { type: bearer, token: '{{TOKEN}}' }
      resources:
        - { name: small, path: /small, operations: [{ name: small, method: GET }] }
        - { name: large, path: /large, operations: [{ name: large, method: GET }] }
        - { name: events, path: /events, operations: [{ name: events, method: GET }] }
        - { name: ticks, path: /ticks, operations: [{ name: ticks, method: GET }] }
        - { name: order, path: /order, operations: [{ name: order, method: GET }] }
  exposes:
    - type: rest
      namespace: rest
      resources:
        - { path: /small, operations: [{ method: GET, name: small, call: api.small }] }
        - { path: /large, operations: [{ method: GET, name: large, call: api.large }] }
        - { path: /events, operations: [{ method: GET, name: events, call: api.events }] }
        - { path: /ticks, operations: [{ method: GET, name: ticks, call: api.ticks }] }
        - path: /fields
          operations:
            - method: GET
              name: fields
              call: api.order
              outputParameters:
                - { name: id, type: string, value: $.id }
                - { name: number, type: integer, value: $.number }
                - { name: state, type: string, value: $.state }
                - { name: createdAt, type: string, value: $.created_at }
                - { name: updatedAt, type: string, value: $.updated_at }
                - { name: currency, type: string, value: $.currency }
                - { name: total, type: number, value: $.totals.total }
                - { name: tax, type: number, value: $.totals.tax }
                - { name: shipping, type: number, value: $.totals.shipping }
                - { name: discount, type: number, value: $.totals.discount }
                - { name: customerId, type: string, value: $.customer.id }
                - { name: customerName, type: string, value: $.customer.name }
                - { name: email, type: string, value: $.customer.email }
                - { name: phone, type: string, value: $.customer.phone }
                - { name: street, type: string, value: $.customer.address.street }
                - { name: city, type: string, value: $.customer.address.city }
                - { name: zip, type: string, value: $.customer.address.zip }
                - { name: country, type: string, value: $.customer.address.country }
                - { name: channel, type: string, value: $.channel }
                - { name: notes, type: string, value: $.notes }
        - path: /models
          operations:
            - method: GET
              name: models
              call: api.large
              outputParameters:
                - type: array
                  mapping: $.data
                  items:
                    type: object
                    properties:
                      id: { type: string, mapping: $.id }
                      name: { type: string, mapping: $.name }
                      contextLength: { type: integer, mapping: $.context_length }
                      prompt: { type: string, mapping: $.pricing.prompt }
                      completion: { type: string, mapping: $.pricing.completion }
    - type: mcp
      namespace: mcp
      tools: [{ name: small, description: small, call: api.small }]
  binds: [{ namespace: env, keys: { TOKEN: TOKEN } }]
`
const engine = createEngine({ plugins: standardPlugins({ env: { TOKEN: 'token' } }) })
const host = engine.host([await engine.load({ text: document })], { anyPort: true })
await host.start()
const url = (namespace) => host.endpoints.find((endpoint) => endpoint.namespace === namespace).url
ready({ rest: url('rest'), mcp: url('mcp') })
