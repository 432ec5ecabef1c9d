import { type CallSpec, isSameName, pointerTo } from '@naftiko/plugin-api'
import type { LinkTools } from './link-tools.ts'
import type { Target } from './targets.ts'

/** What a call passes on, as far as it is known. */
export interface Passed {
  /** Inputs of the called operation that `with` gives a value. */
  readonly given: readonly string[]
  /** Arguments of the caller that values of `with` refer to. */
  readonly referred: readonly string[]
  /** What the caller declares, the variables of its path, and what else has a value under its name. */
  readonly own: readonly string[]
}

/**
 * Reports inputs that the called operation cannot do without, and that nobody passes or declares. Callers are asked for
 * them all the same, so this is a hint; where a declared input goes nowhere, it was probably meant for it.
 */
export function reportUnpassed(call: CallSpec, target: Target, { given, referred, own }: Passed, at: string, tools: LinkTools): void {
  // Who declares nothing and passes nothing leaves it all to the called operation, which is fine.
  if (call.with === undefined && (call.inputParameters ?? []).length === 0) return
  const { parameters } = target.operation.input
  const lacking = parameters.filter(
    ({ name, required, in: place }) => required && place !== 'body' && ![...given, ...own].some((one) => isSameName(one, name)),
  )
  if (lacking.length === 0 || tools.targets.isExplained(target.name)) return
  const names = lacking.map(({ name }) => `"${name}"`).join(', ')
  const idle = (call.inputParameters ?? [])
    .map(({ name }) => String(name))
    .filter((name) => !referred.includes(name) && !parameters.some((one) => isSameName(one.name, name)))
  // A function says itself what it needs, and whatever refers to it asks for that.
  if (idle.length === 0 && target.isFunction === true) return
  const [only] = lacking
  tools.report({
    severity: idle.length === 0 ? 'hint' : 'warning',
    code: 'NAFTIKO_INPUT_UNPASSED',
    message: `nothing passes ${names} to ${target.name}, which needs ${lacking.length === 1 ? 'it' : 'them'}`,
    hint:
      idle.length > 0
        ? `write "${only!.name}: '{{${idle[0]!}}}'" under "with", or rename the input "${idle[0]!}"`
        : `declare ${names} under "inputParameters", or pass ${lacking.length === 1 ? 'it' : 'them'} under "with"`,
    at: pointerTo(at, call.ref === undefined ? 'call' : 'ref'),
  })
}
