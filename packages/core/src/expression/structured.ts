import { isList, isObject, type JsonValue, type Scope, type Template } from '@naftiko/plugin-api'

/** All texts with placeholders in a value, however deep. */
export function templatesIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return value.includes('{{') ? [value] : []
  if (isList(value)) return value.flatMap(templatesIn)
  return isObject(value) ? Object.values(value).flatMap(templatesIn) : []
}

/** A list or a map with texts that are filled in; what has no value is `null`. */
export function compileStructured(value: JsonValue, template: (text: string) => Template): (scope: Scope) => JsonValue {
  if (typeof value === 'string' && value.includes('{{')) {
    const compiled = template(value)
    return (scope) => compiled.value(scope) ?? null
  }
  if (isList(value)) {
    const elements = value.map((one) => compileStructured(one, template))
    return (scope) => elements.map((element) => element(scope))
  }
  if (!isObject(value)) return () => value
  const members = Object.entries(value).map(([name, one]) => [name, compileStructured(one, template)] as const)
  return (scope) => Object.fromEntries(members.map(([name, member]) => [name, member(scope)]))
}
