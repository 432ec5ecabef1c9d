import path from 'node:path'
import type { McpServerPlace } from '@naftiko/mcp-consumer'
import type { JsonObject } from '@naftiko/plugin-api'
import { type Io, pathFrom } from '../../io.ts'
import { UsageError } from '../../usage-error.ts'

/** What the command line says about a server. */
export interface GivenServer {
  /** An address alone, or a command and its arguments. */
  readonly words: readonly string[]
  /** The variable that holds a bearer token. */
  readonly tokenVariable: string | undefined
  /** Variables that the process may see. */
  readonly env: readonly string[]
  /** The document that is going to be written. */
  readonly output: string | undefined
}

export interface PlacedServer {
  /** To be asked now, with the values of the variables. */
  readonly where: McpServerPlace
  /** To be written down, with the variables. */
  readonly written: JsonObject
  readonly variables: readonly string[]
}

/** Finds out where a server is. Rejects what would be written down as a secret. */
export function placeOf(io: Io, { words, tokenVariable, env, output }: GivenServer): PlacedServer {
  const [first, ...args] = words
  if (first === undefined) throw new UsageError('name the MCP server: an address, or after -- the command that starts it')
  if (/^https?:\/\//i.test(first)) {
    if (args.length > 0) throw new UsageError('one address is all that is needed; a command follows --')
    return atAddress(io, first, tokenVariable, env)
  }
  if (tokenVariable !== undefined)
    throw new UsageError('--token-variable is for servers at an address; pass variables to a process with --env')
  const values = Object.fromEntries(env.map((name) => [name, valueOf(io, name)]))
  // Where the document will run it.
  const cwd = path.resolve(output === undefined ? io.cwd : path.dirname(pathFrom(io, output)))
  return {
    where: { command: first, args, env: values, cwd },
    written: {
      command: first,
      ...(args.length === 0 ? {} : { args }),
      ...(env.length === 0 ? {} : { env: Object.fromEntries(env.map((name) => [name, `{{${name}}}`])) }),
    },
    variables: env,
  }
}

function atAddress(io: Io, address: string, tokenVariable: string | undefined, env: readonly string[]): PlacedServer {
  if (env.length > 0) throw new UsageError('--env is for servers that are started as a process')
  if (!URL.canParse(address)) throw new UsageError(`"${address}" is no address`)
  const url = new URL(address)
  if (url.username !== '' || url.password !== '')
    throw new UsageError('an address with a credential in it is not written down; use --token-variable')
  if (tokenVariable === undefined) return { where: { url }, written: { baseUri: address }, variables: [] }
  return {
    where: { url, headers: { authorization: `Bearer ${valueOf(io, tokenVariable)}` } },
    written: { baseUri: address, authentication: { type: 'bearer', token: `{{${tokenVariable}}}` } },
    variables: [tokenVariable],
  }
}

function valueOf(io: Io, name: string): string {
  const value = io.env[name]
  if (value === undefined || value === '') throw new UsageError(`the variable ${name} has no value, and the server is asked with it`)
  return value
}
