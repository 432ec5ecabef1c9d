import type { Problem } from '@naftiko/plugin-api'
import { afterPrefix, type TemplateNames } from './template.ts'

/** A text that sees variables only, with its variables as `{{NAME}}`; and what was read generously. */
export interface VariableText {
  readonly text: string
  readonly problem?: Problem
}

/** `${NAME}` of shells, `${{NAME}}` of workflows, and a text that is `{NAME}` and nothing else. */
const FOREIGN = /\$\{\{\s*([\w.-]+)\s*\}\}|\$\{\s*([\w.-]+)\s*\}|^\s*\{\s*([A-Z\d][A-Z\d_]*)\s*\}\s*$/g

/**
 * Reads the other ways in which documents write a variable where only variables can stand: `env.NAME`, `$env.NAME`,
 * `${NAME}`. Sent as it is, each would be a credential that is none.
 */
export function variableText(text: string, names: TemplateNames): VariableText {
  const whole = text.trim()
  const name = afterPrefix(whole.replace(/^\$/, ''), names.bindNamespaces)
  // The specification itself writes `$env.NAME`.
  if (name !== undefined && /^[\w-]+$/.test(name)) return whole.startsWith('$') ? { text: `{{${whole}}}` } : read(text, `{{${name}}}`)
  const plain = text.replaceAll(FOREIGN, (_, workflow?: string, shell?: string, alone?: string) => `{{${workflow ?? shell ?? alone!}}}`)
  return plain === text ? { text } : read(text, plain)
}

function read(written: string, meant: string): VariableText {
  const message = `"${written}" was read as the variable ${meant}`
  return { text: meant, problem: { severity: 'warning', code: 'NAFTIKO_REFERENCE_FORM', message, hint: `write "${meant}"` } }
}
