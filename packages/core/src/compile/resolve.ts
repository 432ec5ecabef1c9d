import type { LinkedCall } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import type { LinkTools } from './link-tools.ts'
import { type Caller, mostLike } from './namesakes.ts'
import type { Target } from './targets.ts'
import { unresolved } from './unresolved.ts'

/** An operation that calls something else than its document says is worse than one that answers with an error. */
export interface Dead {
  readonly dead: string
}

/** The operation or function that a call means; what cannot be found is reported. */
export function resolveCall(call: string, at: string, tools: LinkTools, caller: Caller = {}): Target | Dead {
  const target = mostLike(caller, tools.targets.find(call))
  if (target !== undefined) {
    tools.explain(at, call, 'call', `${target.name}${target.operation.summary === undefined ? '' : ` (${target.operation.summary})`}`)
    return target
  }
  const loosely = mostLike(caller, call.includes('.') ? tools.targets.findLoosely(call) : tools.targets.findByOperation(call))
  if (loosely !== undefined) {
    const understood = `"${call}" was taken to call ${loosely.name}`
    tools.report({ severity: 'warning', code: 'NAFTIKO_CALL_INFERRED', message: understood, hint: `write "${loosely.name}"`, at })
    return loosely
  }
  const message = `no operation "${call}"`
  const meant = tools.targets.nearest(call) ?? nearestNamespace(call, tools)
  // A near name is a slip of the pen. Otherwise what is named is not here at all: published documents often lack a part.
  const severity = meant === undefined ? 'warning' : 'error'
  if (tools.targets.isExplained(call) && (meant === undefined || namespaceOf(meant) !== namespaceOf(call))) return { dead: message }
  tools.report({
    severity,
    code: 'NAFTIKO_UNKNOWN_OPERATION',
    message,
    ...(meant === undefined ? { hint: listNamespaces(tools) } : { meant }),
    at,
  })
  return { dead: message }
}

function namespaceOf(call: string): string {
  return call.split('.')[0]!
}

function nearestNamespace(call: string, tools: LinkTools): string | undefined {
  const meant = tools.targets.hasNamespaceOf(call) ? undefined : nearest(call.split('.')[0]!, tools.targets.namespaces)
  return meant === undefined ? undefined : `${meant}.${call.slice(call.indexOf('.') + 1)}`
}

function listNamespaces(tools: LinkTools): string {
  const names = tools.targets.namespaces
  return names.length === 0
    ? 'the document consumes nothing that could be called'
    : `a call is "<namespace>.<operation>", and the consumed namespaces are ${names.join(', ')}`
}

/** The function that a `ref` means. */
export function resolveRef(ref: string, at: string, tools: LinkTools): Target | Dead {
  const target = tools.targets.find(ref)
  if (target !== undefined) {
    tools.explain(at, ref, 'call', `the function ${target.name}`)
    return target
  }
  const known = tools.targets.functions
  const message = `no function "${ref}"`
  const meant = nearest(ref, known)
  if (meant === undefined && tools.targets.isExplained(ref)) return { dead: message }
  const hint = known.length === 0 ? 'the document has no "aggregates" with functions' : `the functions are ${known.join(', ')}`
  tools.report({ code: 'NAFTIKO_UNKNOWN_FUNCTION', message, ...(meant === undefined ? { hint } : { meant }), at })
  return { dead: message }
}

/** Listed like any other, and answering with a clear error: one dead operation does not take its adapter down. */
export function deadCall(reason: string): LinkedCall {
  return {
    input: { parameters: [], payload: 'none' },
    identity: true,
    targets: [],
    invoke: () => Promise.reject(unresolved(reason)),
  }
}
