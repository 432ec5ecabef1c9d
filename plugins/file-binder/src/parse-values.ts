import { parseEnv } from 'node:util'

/** The values of a file, in the format that its name says: JSON, YAML, or else `NAME=value` lines. */
export async function parseValues(location: string, text: string): Promise<unknown> {
  const ending = /\.([a-z]+)$/i.exec(location)?.[1]?.toLowerCase()
  if (ending === 'json') return JSON.parse(text)
  if (ending !== 'yaml' && ending !== 'yml') return parseEnv(text)
  const { parse } = await import('yaml')
  return parse(text, { prettyErrors: true, maxAliasCount: 100 })
}
