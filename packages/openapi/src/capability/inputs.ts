import type { JsonObject } from '@naftiko/plugin-api'
import type { PlannedInput } from './plan.ts'

/** An input as the consumed API declares it. */
export function consumedInput(input: PlannedInput): JsonObject {
  const { name, in: place, required, constant } = input
  if (constant !== undefined) return { name, in: place, value: constant }
  return { name, in: place, ...shapeOf(input, 'json'), ...(required ? { required } : {}), ...styleOf(input) }
}

/** An input as a route declares it. */
export function routeInput(input: PlannedInput): JsonObject {
  return { name: input.name, in: input.in, ...shapeOf(input), ...(input.required ? { required: true } : {}), ...styleOf(input) }
}

/** An argument of a tool. There, inputs are required that do not say otherwise. */
export function toolInput(input: PlannedInput): JsonObject {
  const optional = input.required && input.shape.default === undefined ? {} : { required: false }
  return { name: input.name, ...shapeOf(input, 'json'), ...optional }
}

/** What a caller can give, under its own name. */
export function withOf(inputs: readonly PlannedInput[], caller: 'rest' | 'tools'): JsonObject | undefined {
  const given = inputs.filter((input) => input.constant === undefined && input.whole !== true)
  return given.length === 0 ? undefined : Object.fromEntries(given.map(({ name }) => [name, `${caller}.${name}`]))
}

function shapeOf({ shape }: PlannedInput, anyType?: string): JsonObject {
  const { type = anyType, ...rest } = shape
  return { ...(type === undefined ? {} : { type }), ...(rest as JsonObject) }
}

function styleOf({ style }: PlannedInput): JsonObject {
  if (style === undefined) return {}
  return style.style === 'form' || style.style === 'json'
    ? { style: style.style, ...(style.style === 'form' ? { explode: style.explode } : {}) }
    : { style: style.style }
}
