import type { JsonObject } from '@naftiko/plugin-api'
import { operationName } from '../names/operation-name.ts'
import { UniqueNames } from '../names/unique.ts'
import type { Api, ApiOperation } from './api.ts'
import { bodyOf } from './body.ts'
import { answerOf } from './answer.ts'
import { parametersOf } from './parameters.ts'
import { securityOf } from './security.ts'
import { serverOf } from './servers.ts'
import { type ApiSource, objectOf, objectsOf, textOf } from './source.ts'

/** The methods that a capability can call. */
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const

/** Reads a document of OpenAPI 3. Parts that cannot be taken over are said in `warnings`, never dropped in silence. */
export function readApi(source: Omit<ApiSource, 'warn'>): Api {
  const warnings = new Set<string>()
  const whole: ApiSource = { ...source, warn: (text) => void warnings.add(text) }
  const info = objectOf(source.document, 'info')
  const names = new UniqueNames()
  const operations = Object.entries(objectOf(source.document, 'paths')).flatMap(([path, written]) =>
    path.startsWith('x-') ? [] : pathOperations(path, source.references.follow(written)?.value ?? {}, names, whole),
  )
  const description = textOf(info, 'description')
  const version = textOf(info, 'version')
  return {
    title: textOf(info, 'title') ?? 'API',
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
    tags: objectsOf(source.document, 'tags', source).flatMap((tag) => textOf(tag, 'name') ?? []),
    operations,
    warnings: [...warnings],
  }
}

function pathOperations(path: string, item: JsonObject, names: UniqueNames, source: ApiSource): readonly ApiOperation[] {
  if (item['trace'] !== undefined) source.warn(`TRACE ${path} is left out: requests of that method cannot be sent`)
  return METHODS.filter((method) => item[method] !== undefined).map((method) => readOperation(method, path, item, names, source))
}

function readOperation(method: string, path: string, item: JsonObject, names: UniqueNames, source: ApiSource): ApiOperation {
  const operation = objectOf(item, method)
  const name = names.take(operationName(operation['operationId'], method, path))
  const summary = textOf(operation, 'summary') ?? textOf(item, 'summary')
  const description = textOf(operation, 'description') ?? textOf(item, 'description')
  const body = bodyOf(operation, name, source)
  const answer = answerOf(operation, source)
  return {
    name,
    method: method.toUpperCase(),
    path,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    parameters: parametersOf(path, item, operation, name, source),
    ...(body === undefined ? {} : { body }),
    ...(answer === undefined ? {} : { answer }),
    server: serverOf([operation, item, source.document], source),
    security: securityOf(operation, source),
  }
}
