import { isSameName, isObject } from '@naftiko/plugin-api'
import type { ApiBody, ApiOperation, ApiParameter } from '../api/api.ts'
import { inputShape } from '../schema/input-shape.ts'
import type { PlannedInput, PlannedOperation } from './plan.ts'

/**
 * Gives every input a name of its own. The operations of one path are planned together, because they share its variables.
 */
export function planOperations(operations: readonly ApiOperation[], isTaken: IsTaken): readonly PlannedOperation[] {
  const outside = operations.map((operation) => outsideInputs(operation, isTaken))
  const names = operations.map(({ parameters }) =>
    parameters.flatMap(({ in: place, name }) => (place === 'path' ? [[name, freeName(name, outside.flat())] as const] : [])),
  )
  return operations.map((operation, index) => planned(operation, outside[index]!, new Map(names.flat())))
}

/** Whether something else has this place in every request, such as the credential. */
type IsTaken = (place: string, name: string) => boolean

/** What travels under its own name. */
function outsideInputs(operation: ApiOperation, isTaken: IsTaken): readonly PlannedInput[] {
  const elsewhere = operation.parameters.filter((parameter) => parameter.in !== 'path' && !isTaken(parameter.in, parameter.name))
  const fields = operation.body === undefined ? [] : bodyInputs(operation.body, elsewhere)
  return [...elsewhere.map(parameterInput), ...fields]
}

function planned(operation: ApiOperation, outside: readonly PlannedInput[], names: ReadonlyMap<string, string>): PlannedOperation {
  const variables = operation.parameters.filter((parameter) => parameter.in === 'path')
  return {
    operation,
    path: consumedPath(operation.path, variables, names),
    inputs: [...variables.map((parameter) => ({ ...parameterInput(parameter), name: names.get(parameter.name)! })), ...outside],
  }
}

/** Variables of a path have names that never travel, so they are the ones to give way. */
function freeName(name: string, others: readonly PlannedInput[]): string {
  const isFree = (candidate: string): boolean => !others.some((other) => isSameName(other.name, candidate))
  return isFree(name) ? name : isFree(`path-${name}`) ? `path-${name}` : `path-variable-${name}`
}

const VARIABLE = /\{(\+?)([^{}+]+)(\+?)\}/g

/** The path with its variables renamed, and what styles put before a value. */
function consumedPath(path: string, variables: readonly ApiParameter[], names: ReadonlyMap<string, string>): string {
  return path.replaceAll(VARIABLE, (_, before: string, written: string, after: string) => {
    const style = variables.find(({ name }) => name === written)?.style?.style
    const prefix = style === 'label' ? '.' : style === 'matrix' ? `;${written}=` : ''
    return `${prefix}{${before}${names.get(written) ?? written}${after}}`
  })
}

function parameterInput(parameter: ApiParameter): PlannedInput {
  const { name, in: place, required, schema, description, style } = parameter
  const constant = required && place !== 'path' ? onlyValue(schema['enum']) : undefined
  return {
    name,
    in: place,
    required,
    shape: inputShape(schema, description, required),
    ...(style === undefined || place === 'path' ? {} : { style }),
    ...(constant === undefined ? {} : { constant }),
  }
}

function onlyValue(values: unknown): string | number | boolean | undefined {
  const [value, another] = Array.isArray(values) ? (values as readonly unknown[]) : []
  if (another !== undefined) return undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

/** Names that mean the body as a whole. */
const WHOLE = ['body', 'payload', 'data', 'requestBody', 'request', 'json']

/** A form has an input for each of its fields; any other body is one input. */
function bodyInputs(body: ApiBody, others: readonly ApiParameter[]): readonly PlannedInput[] {
  if (body.kind === 'form' || body.kind === 'multipart') return fieldInputs(body)
  const name = WHOLE.find((candidate) => !others.some((other) => isSameName(other.name, candidate))) ?? 'body'
  const schema = body.kind === 'json' ? body.schema : { type: 'string', ...pick(body.schema, 'description') }
  return [{ name, in: 'body', required: body.required, shape: inputShape(schema, body.description, body.required), whole: true }]
}

function fieldInputs({ schema }: ApiBody): readonly PlannedInput[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  return Object.entries(properties).map(([name, member]) => {
    const { required, ...shape } = isObject(member) ? member : {}
    return { name, in: 'body', required: required === true, shape: inputShape(shape, undefined, required === true) }
  })
}

function pick(schema: ApiBody['schema'], key: string): ApiBody['schema'] {
  return schema[key] === undefined ? {} : { [key]: schema[key] }
}
