import { API_VERSION, type RulePlugin } from '@naftiko/plugin-api'

/** What is special about a rule of this package. */
export type Rule = Pick<RulePlugin, 'type' | 'code' | 'severity' | 'check'>

/** A rule of this package as a plugin. */
export function asPlugin(rule: Rule): RulePlugin {
  return { kind: 'rule', name: '@naftiko/rules', apiVersion: API_VERSION, ...rule }
}
