import type { InputEntry, JsonValue } from '@naftiko/plugin-api'
import { encode } from './encode.ts'
import { headerText } from './header.ts'
import type { PlacedInput } from './inputs.ts'
import { textOf } from './json.ts'
import { compileQueryStyle } from './query-style.ts'
import type { Part, RequestDraft } from './request.ts'

type Write = (draft: RequestDraft, value: JsonValue) => void

/** How inputs get into requests, by place. The others are read by paths, bodies and templates. */
const WRITERS: Readonly<Record<string, (entry: InputEntry) => Write>> = { query: inQuery, header: inHeader, cookie: inCookie }

/** What a query, header or cookie input puts into requests; nothing for inputs that travel elsewhere. */
export function inputPart({ entry, in: place }: PlacedInput): Part | undefined {
  const { name } = entry
  const write = place === undefined ? undefined : WRITERS[place]?.(entry)
  if (write === undefined) return undefined
  return (draft, input) => {
    const value = input[name]
    if (value !== undefined && value !== null) write(draft, value)
  }
}

function inQuery(entry: InputEntry): Write {
  const pairsOf = compileQueryStyle(entry)
  return ({ query }, value) => void query.push(...pairsOf(value))
}

function inHeader({ name }: InputEntry): Write {
  const key = name.toLowerCase()
  return ({ headers, cookies }, value) => {
    const text = headerText(name, value)
    if (text === '') return
    if (key === 'cookie') cookies.push(text)
    else headers[key] = text
  }
}

function inCookie({ name }: InputEntry): Write {
  const key = encodeURIComponent(name)
  return ({ cookies }, value) => void cookies.push(`${key}=${encode(textOf(value), name)}`)
}
