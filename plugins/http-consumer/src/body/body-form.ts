import { type CompileContext, isObject, type JsonValue } from '@naftiko/plugin-api'
import { kindOf, WORDS } from './media-types.ts'

/** Where a body stands, and whether its data or inputs fill it. */
export interface FilledPlace {
  readonly at: string
  readonly isFilled: boolean
}

/** Says how a body is understood whose type or data are not as the specification has them. */
export function reportBodyForm(entry: JsonValue | undefined, { at, isFilled }: FilledPlace, context: CompileContext): void {
  if (!isObject(entry) || typeof entry['type'] !== 'string') return
  const { type, data } = entry
  if (!isFilled) return report('the body has no data, so that of the caller passes as it is', 'add "data", or remove "body"', at, context)
  const kind = kindOf(type)
  if (kind === undefined) {
    const sent = typeof data === 'string' ? 'text' : 'json'
    return report(
      `"${type}" is no type of a body, so it is sent as ${sent}`,
      `write one of ${Object.values(WORDS).join(', ')}`,
      `${at}/type`,
      context,
    )
  }
  const proper = WORDS[kind]
  if (!type.includes('/') && type.toLowerCase() !== proper.toLowerCase())
    report(`the type "${type}" was read as "${proper}"`, `write "type: ${proper}"`, `${at}/type`, context)
}

function report(message: string, hint: string, at: string, context: CompileContext): void {
  context.report({ severity: 'warning', code: 'NAFTIKO_BODY_FORM', message, hint, at })
}
