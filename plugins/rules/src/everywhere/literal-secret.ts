import { isList, isObject, type JsonObject, type JsonValue, pointerTo, type RuleDocument, type RuleEntry } from '@naftiko/plugin-api'
import type { Rule } from '../rule.ts'

/** Settings of an authentication whose values are secrets, in the spellings that are understood. */
const SETTINGS =
  /^(?:token|value|password|secret|(?:client|consumer|token)_?secret|api_?key|access_?token|secret_?key|secret_?access_?key|signing_?key|private_?key|refresh_?token)$/i

/** Names of inputs whose constants are secrets. */
const INPUTS = /^(?:(?:proxy-)?authorization|(?:x-)?api[_-]?key|(?:x-)?(?:auth|access)[_-]?token|token|password|client[_-]?secret)$/i

/** Keys that tell by their form whose they are: of AI providers, code hosts, clouds, chats, payments; and JSON web tokens. */
const KNOWN =
  /(?:^|[\s"'=:])(?:sk-(?=[\w-]*\d)[\w-]{20,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|(?:AKIA|ASIA)[A-Z\d]{16}|xox[abprs]-[\w-]{10,}|[rs]k_(?:live|test)_\w{16,}|AIza[\w-]{30,}|npm_\w{30,}|hf_\w{30,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+)/

/** `Bearer …` and its like, written out. Words alone are no credential: `Basic information`. */
const SCHEME = /^(?:bearer|basic|token)\s+(?=\S*[\d._+/=-]|\S{20})[\w.~+/-]{3,}=*$/i
/** Keys whose texts are sent. */
const SENT = new Set(['value', 'default', 'token', 'authorization'])

/** A reference: a placeholder, or `$secret`, `env.NAME` and other ways to name a variable. */
const REFERENCE = /\{|^\$|^[A-Za-z][\w-]*\.[A-Za-z_]\w*$|^[A-Z][A-Z\d]*_[A-Z\d_]+$/

type Found = readonly [at: string, name: string]

/** Texts that are secrets, and what each is called. `within` an authentication the names of its settings tell. */
function* secretsIn(value: JsonValue, at: string, key: string, within: boolean): Generator<Found> {
  if (isList(value)) for (const [index, item] of value.entries()) yield* secretsIn(item, pointerTo(at, index), key, within)
  else if (isObject(value)) {
    const { name, value: constant } = value
    const isInput = typeof name === 'string' && INPUTS.test(name) && typeof constant === 'string' && isLiteral(constant)
    if (isInput) yield [pointerTo(at, 'value'), String(name)]
    for (const [member, one] of Object.entries(value))
      if (!isInput || member !== 'value') yield* secretsIn(one, pointerTo(at, member), member, within || member === 'authentication')
  } else if (typeof value === 'string' && (KNOWN.test(value) || (within && isLiteral(value) && SETTINGS.test(key)) || isBearer(key, value)))
    yield [at, key]
}

function isLiteral(text: string): boolean {
  return text.trim() !== '' && !REFERENCE.test(text.trim())
}

function isBearer(key: string, value: string): boolean {
  return SENT.has(key.toLowerCase()) && SCHEME.test(value)
}

/** The only variable that nothing uses: probably the one that belongs there. */
function idleVariable({ binds, used }: RuleDocument): string | undefined {
  const idle = binds.filter(({ imported }) => !imported).flatMap(({ value }) => Object.keys(value.keys).filter((name) => !used.has(name)))
  return idle.length === 1 ? idle[0] : undefined
}

/** Whether the document has a secret in the place of a variable. */
export function hasLiteralSecret(document: RuleDocument): boolean {
  return literalsOf(document).length > 0
}

function literalsOf({ consumes, exposes, aggregates }: RuleDocument): readonly (readonly [RuleEntry<JsonObject>, Found])[] {
  const entries: readonly RuleEntry<JsonObject>[] = [...consumes, ...exposes, ...aggregates]
  return entries
    .filter(({ imported }) => !imported)
    .flatMap((entry) => [...secretsIn(entry.value, '', '', false)].map((found) => [entry, found] as const))
}

/** A document is read by more people than a secret is meant for. What is found is never shown. */
export const literalSecret: Rule = {
  type: 'literal-secret',
  code: 'NAFTIKO_LITERAL_SECRET',
  severity: 'warning',
  check(document, report) {
    const idle = idleVariable(document)
    for (const [entry, [at, name]] of literalsOf(document)) {
      const variable =
        idle ?? `${String(entry.value['namespace'] ?? 'api')}_${name}`.replaceAll(/(?<=[a-z])(?=[A-Z])|[^A-Za-z\d]+/g, '_').toUpperCase()
      const bound = idle === undefined ? `add "${variable}: ${variable}" to the keys of "binds", ` : ''
      report(
        {
          message: `"${name}" is a secret that everybody can read who reads the document`,
          hint: `${bound}write "{{${variable}}}" here, and have the secret changed`,
          at,
          secret: true,
        },
        entry,
      )
    }
  },
}
