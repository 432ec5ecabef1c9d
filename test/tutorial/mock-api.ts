import { readFileSync } from 'node:fs'
import type { JsonValue } from '@naftiko/plugin-api'
import { type Upstream, upstream } from '@naftiko/testing'
import { parse } from 'yaml'

interface Example {
  readonly value: JsonValue
}

interface ApiOperation {
  readonly 'x-microcks-operation'?: { readonly dispatcher: string; readonly dispatcherRules: string }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, Example>> }>> }>
  >
}

/** An API made of the examples of its OpenAPI document, chosen by its dispatch rules: by path variable, by query, or one for all. */
export async function mockApi(file: string): Promise<Upstream> {
  const api = parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, ApiOperation>> }
  const server = await upstream()
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!['get', 'post', 'put', 'delete'].includes(method)) continue
      server.on(`${method.toUpperCase()} ${path}`, (response, request) => {
        const { status, mediaType, value } = answerOf(
          operation,
          path,
          request.path,
          new URLSearchParams(request.query as [string, string][]),
        )
        const body = typeof value === 'string' ? value : JSON.stringify(filled(value, request.text()))
        response.writeHead(status, { 'content-type': mediaType }).end(body)
      })
    }
  }
  return server
}

function answerOf(operation: ApiOperation, template: string, path: string, query: URLSearchParams) {
  const rules = operation['x-microcks-operation']
  const name = rules === undefined ? undefined : exampleName(rules, template, path, query)
  const answers = Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).flatMap(([mediaType, { examples = {} }]) =>
      Object.entries(examples).map(([key, { value }]) => ({ key, status: Number(status), mediaType, value })),
    ),
  )
  const wanted = answers.find(({ key }) => key === name) ?? (name === undefined ? answers[0] : answers.find(({ status }) => status >= 400))
  return wanted ?? { status: 404, mediaType: 'application/json', value: { error: 'not_found' } }
}

interface Rules {
  readonly dispatcher: string
  readonly dispatcherRules: string
  readonly fallback?: string
}

function exampleName(rules: Rules, template: string, path: string, query: URLSearchParams): string | undefined {
  if (rules.dispatcher === 'FALLBACK') {
    const inner = JSON.parse(rules.dispatcherRules) as Rules
    return exampleName(inner, template, path, query) ?? inner.fallback
  }
  if (rules.dispatcher === 'URI_PARAMS') {
    const value = query.get(rules.dispatcherRules)
    return value === null ? undefined : `?${rules.dispatcherRules}=${value}`
  }
  if (rules.dispatcher === 'URI_PARTS') {
    const at = template.split('/').indexOf(`{${rules.dispatcherRules}}`)
    return `/${rules.dispatcherRules}=${decodeURIComponent(path.split('/')[at] ?? '')}`
  }
  return undefined
}

/** `{{ request.body/x }}` in an example is what was sent. */
function filled(value: JsonValue, sent: string): JsonValue {
  const body = sent === '' ? {} : (JSON.parse(sent) as Record<string, JsonValue>)
  return JSON.parse(
    JSON.stringify(value).replaceAll(/\{\{ ?request\.body\/(\w+) ?\}\}/g, (_, name: string) =>
      JSON.stringify(String(body[name])).slice(1, -1),
    ),
  ) as JsonValue
}
