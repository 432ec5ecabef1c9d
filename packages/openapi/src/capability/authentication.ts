import type { JsonObject } from '@naftiko/plugin-api'
import type { ApiCredential } from '../api/api.ts'

/** How an entry of `consumes` identifies itself, and the variables that this needs. */
export interface PlannedAuthentication {
  readonly entry: JsonObject
  readonly variables: readonly string[]
}

/** `petstore` and `token` become `PETSTORE_TOKEN`. */
export function variableName(namespace: string, word: string): string {
  const name = `${namespace}_${word}`.toUpperCase().replaceAll(/[^A-Z\d]+/g, '_')
  return /^\d/.test(name) ? `API_${name}` : name
}

/** The credentials of a group as `authentication`, with a variable for every secret; nothing where none is asked for. */
export function authenticationOf(credentials: readonly ApiCredential[], namespace: string): PlannedAuthentication | undefined {
  const [credential, another] = credentials
  if (credential === undefined) return undefined
  return another === undefined ? single(credential, namespace) : severalKeys(credentials, namespace)
}

function single(credential: ApiCredential, namespace: string): PlannedAuthentication {
  const name = (word: string): string => variableName(namespace, word)
  const use = (variable: string): string => `{{${variable}}}`
  const { kind, key, token } = credential
  if (kind === 'apikey') {
    const variable = name(key!.name.toLowerCase() === 'authorization' ? 'authorization' : 'api_key')
    return { entry: { type: 'apikey', key: key!.name, value: use(variable), placement: key!.in }, variables: [variable] }
  }
  if (kind === 'basic' || kind === 'digest') {
    const variables = [name('username'), name('password')] as const
    return { entry: { type: kind, username: use(variables[0]), password: use(variables[1]) }, variables }
  }
  if (kind === 'oauth2') {
    const variables = [name('client_id'), name('client_secret')] as const
    const scopes = token!.scopes.length === 0 ? {} : { scopes: token!.scopes }
    const client = { clientId: use(variables[0]), clientSecret: use(variables[1]) }
    return { entry: { type: 'oauth2', grantType: 'client_credentials', tokenUri: token!.url, ...client, ...scopes }, variables }
  }
  return { entry: { type: 'bearer', token: use(name('token')) }, variables: [name('token')] }
}

function severalKeys(credentials: readonly ApiCredential[], namespace: string): PlannedAuthentication {
  const keys = credentials.map(({ key, id }) => [key!.name, variableName(namespace, id)] as const)
  return {
    entry: { type: 'apikey', headers: Object.fromEntries(keys.map(([name, variable]) => [name, `{{${variable}}}`])) },
    variables: keys.map(([, variable]) => variable),
  }
}

/** Whether a parameter travels where the credential does, so that it is none of the caller's business. */
export function isCredential(credentials: readonly ApiCredential[], place: string, name: string): boolean {
  return credentials.some(({ kind, key }) => {
    if (kind !== 'apikey') return place === 'header' && name.toLowerCase() === 'authorization'
    return key!.in === place && (place === 'header' ? key!.name.toLowerCase() === name.toLowerCase() : key!.name === name)
  })
}

/** Documents that describe their credential as a parameter of every operation, and not as a security scheme. */
export function impliedCredential(parameters: readonly { readonly in: string; readonly name: string }[]): readonly ApiCredential[] {
  const found = parameters.find((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'authorization')
  return found === undefined ? [] : [{ id: 'authorization', kind: 'apikey', key: { name: found.name, in: 'header' } }]
}
