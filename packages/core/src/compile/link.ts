import {
  type CallSpec,
  type Invoke,
  isObject,
  type JsonObject,
  type JsonValue,
  type LinkedCall,
  type LinkOptions,
  parseDuration,
  pointerTo,
} from '@naftiko/plugin-api'
import { compileWith, linkCall } from './call.ts'
import { within } from './flow/deadline.ts'
import { compileFlow } from './flow/flow.ts'
import type { LinkTools } from './link-tools.ts'
import { compileMock, isMock } from './mock.ts'
import { type Caller, mostLike } from './namesakes.ts'
import { reportReferences } from './fitting.ts'
import { type Dead, deadCall, resolveCall, resolveRef } from './resolve.ts'
import type { Target } from './targets.ts'
import { declaredOf } from './with-value.ts'

/** Turns what an exposed operation or a function says it does into one thing to invoke. */
export function link(written: CallSpec, at: string, tools: LinkTools, { like }: LinkOptions = {}): LinkedCall {
  const call = plainCall(written)
  const linked = linkBy(call, at, tools, like)
  const timeout = call.timeout === undefined ? undefined : parseDuration(call.timeout)
  return timeout === undefined ? linked : { ...linked, invoke: withTimeout(timeout, linked.invoke) }
}

/** A stream counts as answered when it begins. */
function withTimeout(timeout: number, invoke: Invoke): Invoke {
  return (invocation) => within(timeout, 'the operation', invocation.signal, (signal) => invoke({ ...invocation, signal }))
}

function linkBy(call: CallSpec, at: string, tools: LinkTools, like: LinkOptions['like']): LinkedCall {
  if (call.ref !== undefined) return linkTo(resolveRef(String(call.ref), pointerTo(at, 'ref'), tools), call, at, tools, like)
  if (call.steps !== undefined && call.steps.length > 0) return compileFlow(call, at, tools, like)
  const caller = { like, description: call.description }
  if (call.call !== undefined) return linkTo(resolveCall(String(call.call), pointerTo(at, 'call'), tools, caller), call, at, tools, like)
  if (isMock(call)) return compileMock(call, at, tools, like)
  return linkTo(inferCall(call, at, tools, caller), call, at, tools, like)
}

/** Some documents write the call as a map of the operation and its `with`. */
function plainCall(spec: CallSpec): CallSpec {
  const call: unknown = spec.call
  if (!isObject(call as JsonValue)) return spec
  const { operation, name, call: target, with: given } = call as JsonObject
  return { ...spec, call: String(operation ?? target ?? name ?? ''), with: { ...spec.with, ...(isObject(given) ? given : {}) } }
}

function linkTo(target: Target | Dead, call: CallSpec, at: string, tools: LinkTools, like?: string): LinkedCall {
  if (!('dead' in target)) return linkCall(call, target, at, tools, { like })
  // What else is wrong with it is told all the same.
  reportReferences(compileWith(call, declaredOf(call.inputParameters), at, tools), call, at, like, tools)
  tools.mapping(call.outputParameters, pointerTo(at, 'outputParameters'))
  return deadCall(target.dead)
}

function inferCall(call: CallSpec, at: string, tools: LinkTools, caller: Caller): Target | Dead {
  const inferred = call.name === undefined ? undefined : mostLike(caller, tools.targets.findConsumed(call.name))
  if (inferred === undefined) {
    const message = `${named(call)} calls nothing`
    tools.report({ severity: 'warning', code: 'NAFTIKO_CALL_MISSING', message, hint: 'add "call: <namespace>.<operation>"', at, key: true })
    return { dead: message }
  }
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_CALL_INFERRED',
    message: `${named(call)} says no call, and was taken to call ${inferred.name}`,
    hint: `write "call: ${inferred.name}"`,
    at,
    key: true,
  })
  return inferred
}

function named(call: CallSpec): string {
  return call.name === undefined ? 'the operation' : `"${call.name}"`
}
