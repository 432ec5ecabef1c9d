import type { RuleSeverity } from '@naftiko/core'
import { UsageError } from './usage-error.ts'

const HIGHEST_PORT = 65_535

/** A port number; 0 means a free one. */
export function readPort(option: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= HIGHEST_PORT) return port
  throw new UsageError(`${option} needs a port from 0 (a free one) to ${HIGHEST_PORT}, not "${text}"`)
}

/** `--port <namespace>=<n>`, any number of them. */
export function readPorts(pairs: readonly string[]): Readonly<Record<string, number>> {
  return fromPairs('--port', pairs, (text) => readPort('--port', text), '<namespace>=<port>')
}

/** `--base-uri <namespace>=<url>`, any number of them. */
export function readBaseUris(pairs: readonly string[]): Readonly<Record<string, string>> {
  return fromPairs('--base-uri', pairs, readUrl, '<namespace>=<url>')
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text
  throw new UsageError(`--base-uri needs an http or https URL, not "${text}"`)
}

/** `--rule <code>=<severity>`, any number of them. */
export function readRules(pairs: readonly string[]): Readonly<Record<string, RuleSeverity>> {
  return fromPairs('--rule', pairs, readSeverity, '<code>=<severity>')
}

const SEVERITIES: readonly RuleSeverity[] = ['off', 'hint', 'info', 'warning', 'error']

function readSeverity(text: string): RuleSeverity {
  const severity = SEVERITIES.find((one) => one === text)
  if (severity !== undefined) return severity
  throw new UsageError(`--rule needs one of ${SEVERITIES.join(', ')}, not "${text}"`)
}

function fromPairs<T>(option: string, pairs: readonly string[], read: (text: string) => T, form: string): Readonly<Record<string, T>> {
  const entries = pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`${option} has the form ${form}, not "${pair}"`)
    return [pair.slice(0, at), read(pair.slice(at + 1))] as const
  })
  return Object.fromEntries(entries)
}
