import type { JsonObject } from '@naftiko/plugin-api'

/** What a document of OpenAPI says, as far as a capability is concerned. */
export interface Api {
  readonly title: string
  readonly description?: string
  readonly version?: string
  readonly tags: readonly string[]
  readonly operations: readonly ApiOperation[]
  /** What could not be taken over, for people. */
  readonly warnings: readonly string[]
}

export interface ApiOperation {
  /** Unique, and fit for a tool. */
  readonly name: string
  readonly method: string
  /** As it is written; variables are `{name}`. */
  readonly path: string
  readonly summary?: string
  readonly description?: string
  readonly parameters: readonly ApiParameter[]
  readonly body?: ApiBody
  readonly answer?: ApiAnswer
  readonly server: ApiServer
  /** The credentials of the first alternative that can be presented; none where none is asked for. */
  readonly security: readonly ApiCredential[]
}

export type ApiPlace = 'path' | 'query' | 'header' | 'cookie'

export interface ApiParameter {
  readonly name: string
  readonly in: ApiPlace
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonObject
  /** How a list or an object is written; absent where the usual way is meant. */
  readonly style?: ApiStyle
}

export interface ApiStyle {
  readonly style: string
  readonly explode: boolean
}

export interface ApiBody {
  readonly kind: 'json' | 'form' | 'multipart' | 'other'
  readonly mediaType: string
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonObject
}

export interface ApiAnswer {
  readonly description?: string
  /** Absent where there is nothing in it, or something else than JSON. */
  readonly schema?: JsonObject
  readonly json: boolean
}

export interface ApiServer {
  readonly url: string
  readonly variables: Readonly<Record<string, { readonly value: string; readonly description?: string }>>
}

/** One credential, in the words of a security scheme. */
export interface ApiCredential {
  readonly id: string
  readonly kind: 'bearer' | 'basic' | 'digest' | 'apikey' | 'oauth2'
  /** For `apikey`. */
  readonly key?: { readonly name: string; readonly in: 'header' | 'query' | 'cookie' }
  /** For `oauth2`: where a token is given out for the client's own name. */
  readonly token?: { readonly url: string; readonly scopes: readonly string[] }
}
