import { isList, isObject, type JsonSchema, type JsonValue, segmentsOf } from '@naftiko/plugin-api'

/** Where else in an entry a key is known, as an advice; nothing where it is known nowhere. */
export function elsewhere(schema: JsonSchema | undefined, key: string, at: string): string | undefined {
  if (schema === undefined) return undefined
  const places = [...placesOf(schema, key, [])]
  const own = segmentsOf(at).filter((segment) => !/^\d+$/.test(segment))
  const above = places.find((place) => place.length < own.length && place.every((name, index) => name === own[index]))
  if (above !== undefined)
    return above.length === 0 ? 'it belongs one level higher: to the entry itself' : `it belongs one level higher: to "${above.at(-1)!}"`
  const below = places.find((place) => place.length > own.length && own.every((name, index) => name === place[index]))
  return below === undefined ? undefined : `it belongs one level lower: into "${below.slice(own.length).join('" › "')}"`
}

function* placesOf(schema: JsonValue | undefined, key: string, path: readonly string[]): Generator<readonly string[]> {
  if (!isObject(schema) || path.length > 6) return
  const properties = schema['properties']
  if (isObject(properties)) {
    if (Object.hasOwn(properties, key)) yield path
    for (const [name, member] of Object.entries(properties)) {
      yield* placesOf(member, key, [...path, name])
      if (isObject(member)) yield* placesOf(member['items'], key, [...path, name])
    }
  }
  for (const branch of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[branch]
    if (isList(branches)) for (const one of branches) yield* placesOf(one, key, path)
  }
}
