import type { LinkedRelay, Problem } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import type { Targets } from './targets.ts'
import { unresolved } from './unresolved.ts'

/** The way into a consumed API. Without one of that name the route is served all the same, with a clear error. */
export function linkRelay(namespace: string, at: string, targets: Targets, report: (problem: Problem) => void): LinkedRelay {
  const relay = targets.relayOf(namespace)
  if (relay !== undefined) return { targets: [namespace], relay }
  const isKnown = targets.namespaces.includes(namespace)
  const message = isKnown ? `"${namespace}" is an API that requests cannot be passed on to` : `no consumed API "${namespace}"`
  const meant = isKnown ? undefined : nearest(namespace, targets.namespaces)
  // As with calls: a near name is a slip of the pen, which its author wants to know before anything runs.
  const severity = meant === undefined ? 'warning' : 'error'
  const advice = meant === undefined ? { hint: listRelays(targets) } : { meant }
  report({ severity, code: 'NAFTIKO_FORWARD_TARGET', message, ...advice, at })
  return { targets: [], relay: () => Promise.reject(unresolved(message)) }
}

function listRelays(targets: Targets): string {
  const names = targets.namespaces.filter((name) => targets.relayOf(name) !== undefined)
  return names.length === 0
    ? 'the document consumes no API that requests could be passed on to'
    : `requests can be passed on to ${names.join(', ')}`
}
