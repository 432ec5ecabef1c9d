import { PluginError } from '@naftiko/plugin-api'
import { CODES } from '../codes.ts'
import { nearest } from '../nearest.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { RuleSeverity } from '../public.ts'

const SEVERITIES: readonly RuleSeverity[] = ['error', 'warning', 'info', 'hint', 'off']

/** Throws a `PluginError` for a code that neither the engine nor a rule reports, and for a severity that is none: both would be ignored. */
export function checkSettings(settings: Readonly<Record<string, RuleSeverity>>, registry: PluginRegistry): void {
  const codes = [...Object.keys(CODES), ...registry.all().flatMap((plugin) => (plugin.kind === 'rule' ? [plugin.code] : []))]
  for (const [code, severity] of Object.entries(settings)) {
    if (!codes.includes(code)) throw invalid(`there is no code ${code}`, nearest(code, codes))
    if (!SEVERITIES.includes(severity))
      throw invalid(`${code} cannot be "${String(severity)}", but ${SEVERITIES.join(', ')}`, nearest(String(severity), SEVERITIES))
  }
}

function invalid(message: string, meant: string | undefined): PluginError {
  return new PluginError('NAFTIKO_RULE_SETTING', `rules: ${message}${meant === undefined ? '' : `; did you mean ${meant}?`}`)
}
