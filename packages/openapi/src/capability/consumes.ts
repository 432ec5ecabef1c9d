import type { JsonObject } from '@naftiko/plugin-api'
import { pathWords } from '../names/operation-name.ts'
import { kebab } from '../names/kebab.ts'
import { UniqueNames } from '../names/unique.ts'
import type { ApiBody } from '../api/api.ts'
import type { PlannedAuthentication } from './authentication.ts'
import { groupBy } from './group-by.ts'
import type { Group } from './groups.ts'
import { consumedInput } from './inputs.ts'
import type { PlannedOperation } from './plan.ts'
import { describe } from './text.ts'

/** One entry of `consumes`. */
export function consumesEntry(
  group: Group,
  operations: readonly PlannedOperation[],
  authentication: PlannedAuthentication | undefined,
  description: string,
): JsonObject {
  const names = new UniqueNames()
  const { baseUri, inputParameters } = addressOf(group, operations)
  const constants = [...inputParameters, ...(authentication?.inputParameters ?? [])]
  const resources = [...groupBy(operations, (planned) => withoutFragment(planned.path))].map(([path, ofPath]) => ({
    name: names.take(kebab(pathWords(ofPath[0]!.operation.path))),
    path,
    operations: ofPath.map(consumedOperation),
  }))
  return {
    type: 'http',
    namespace: group.namespace,
    description,
    baseUri,
    ...(authentication === undefined ? {} : { authentication: authentication.entry }),
    ...(constants.length === 0 ? {} : { inputParameters: constants }),
    resources,
  }
}

/** Variables of a server stand beside the address, to be changed there; one that an operation has, too, is written out. */
function addressOf({ server }: Group, operations: readonly PlannedOperation[]): { baseUri: string; inputParameters: JsonObject[] } {
  const used = new Set(operations.flatMap((planned) => planned.inputs.map((input) => input.name)))
  const inputParameters: JsonObject[] = []
  const baseUri = server.url.replaceAll(/\{([^{}]+)\}/g, (placeholder, name: string) => {
    const variable = server.variables[name]
    if (variable === undefined) return placeholder
    if (used.has(name) || /[/:?#]/.test(variable.value)) return variable.value
    if (!inputParameters.some((input) => input['name'] === name)) {
      inputParameters.push({
        name,
        in: 'path',
        ...(variable.description === undefined ? {} : { description: variable.description }),
        value: variable.value,
      })
    }
    return placeholder
  })
  return { baseUri: baseUri.replace(/\/+$/, ''), inputParameters }
}

function consumedOperation({ operation, inputs }: PlannedOperation): JsonObject {
  const description = describe(operation.summary, operation.description)
  return {
    name: operation.name,
    method: operation.method,
    ...(description === undefined ? {} : { description }),
    ...(inputs.length === 0 ? {} : { inputParameters: inputs.map(consumedInput) }),
    ...bodyEntry(operation.body, operation.method),
    ...answerEntry(operation.answer),
  }
}

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS'])

function bodyEntry(body: ApiBody | undefined, method: string): JsonObject {
  if (body === undefined) return WITHOUT_BODY.has(method) ? {} : { body: { type: 'none' } }
  if (body.kind === 'form') return { body: { type: 'formUrlEncoded' } }
  if (body.kind === 'multipart') return { body: { type: 'multipartForm' } }
  return body.mediaType === 'application/json' ? {} : { body: { type: body.mediaType } }
}

function answerEntry(answer: PlannedOperation['operation']['answer']): JsonObject {
  if (answer?.json !== true) return {}
  const schema = answer.schema !== undefined && Object.keys(answer.schema).length > 0 ? { outputSchema: answer.schema } : {}
  return {
    outputRawFormat: 'json',
    ...schema,
    outputParameters: [
      {
        name: 'result',
        type: answerType(answer.schema),
        ...(answer.description === undefined ? {} : { description: answer.description }),
        value: '$.',
      },
    ],
  }
}

/** The type of a JSON answer; what may be several things is called an object, as documents do. */
export function answerType(schema: JsonObject | undefined): string {
  const type = schema?.['type']
  return typeof type === 'string' && type !== 'null' ? type : 'object'
}

/** What follows a `#` tells operations apart in the description, and is never sent. */
export function withoutFragment(path: string): string {
  return path.split('#', 1)[0]!
}
