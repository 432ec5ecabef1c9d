import type { JsonObject } from '@naftiko/plugin-api'

const text = { type: 'string' }
const number = { type: 'integer' }
const list = { type: 'array', items: number }
const answer = {
  200: { description: 'ok', content: { 'application/json': { schema: { type: 'object', properties: { ok: { type: 'boolean' } } } } } },
}
const operation = (operationId: string, parameters: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  operationId,
  parameters,
  responses: answer,
  ...more,
})
const query = (name: string, schema: JsonObject, more: JsonObject = {}): JsonObject => ({ name, in: 'query', schema, ...more })
const pathVariable = (name: string, schema: JsonObject = text, more: JsonObject = {}): JsonObject => ({
  name,
  in: 'path',
  required: true,
  schema,
  ...more,
})
const body = (mediaType: string, schema: JsonObject): JsonObject => ({
  requestBody: { required: true, content: { [mediaType]: { schema } } },
})

const FILTER = { type: 'object', properties: { author: text, year: number } }
const BOOK = { type: 'object', required: ['title'], properties: { title: text, pages: number, tags: { type: 'array', items: text } } }
const FIELDS = { type: 'object', required: ['name'], properties: { name: text, age: number, tags: { type: 'array', items: text } } }

/** An API with every way to send something. */
export const LIBRARY: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'Library', version: '1.0.0' },
  servers: [{ url: 'https://library.example/v1' }],
  security: [{ key: [] }],
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  paths: {
    '/books': {
      parameters: [{ name: 'X-Tenant', in: 'header', schema: text }],
      get: operation('listBooks', [
        query('q', text),
        query('page', number),
        query('ids', list),
        query('codes', list, { explode: false }),
        query('spaces', list, { style: 'spaceDelimited', explode: false }),
        query('pipes', list, { style: 'pipeDelimited', explode: false }),
        query('filter', FILTER, { style: 'deepObject', explode: true }),
        query('flat', { type: 'object', properties: { red: number, green: number } }, { style: 'form', explode: true }),
        { name: 'where', in: 'query', content: { 'application/json': { schema: FILTER } } },
        { name: 'session', in: 'cookie', schema: text },
        { name: 'Version', in: 'header', required: true, schema: { type: 'string', enum: ['2024-01'] } },
      ]),
      post: operation('createBook', [], body('application/json', BOOK)),
    },
    '/books/{isbn}': {
      parameters: [pathVariable('isbn')],
      get: operation('getBook', [query('isbn', text)]),
      patch: operation('patchBook', [], body('application/merge-patch+json', BOOK)),
      delete: operation('deleteBook', []),
    },
    '/books/{isbn}/lend': { post: operation('lendBook', [pathVariable('isbn')]) },
    '/shelves/{id}': { get: operation('getShelf', [pathVariable('id', number, { style: 'matrix' })]) },
    '/rooms/{id}': { get: operation('getRoom', [pathVariable('id', number, { style: 'label' })]) },
    '/readers': { post: operation('addReader', [], body('application/x-www-form-urlencoded', FIELDS)) },
    '/covers': {
      post: operation(
        'addCover',
        [],
        body('multipart/form-data', { type: 'object', properties: { name: text, file: { type: 'string', format: 'binary' } } }),
      ),
    },
    '/notes': { put: operation('putNote', [], body('text/plain', text)) },
  },
}
