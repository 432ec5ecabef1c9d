import type { Problem } from '@naftiko/plugin-api'
import { type Script, titleOf } from '../script.ts'
import { Unusable } from './finding.ts'
import type { ScriptSettings } from './settings.ts'

/** Words that documents use, and the languages they mean. */
const LANGUAGES: Readonly<Record<string, string>> = { javascript: 'javascript', js: 'javascript', python: 'python', groovy: 'groovy' }
const BY_EXTENSION: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  groovy: 'groovy',
}
const TITLES: Readonly<Record<string, string>> = { python: 'Python', groovy: 'Groovy' }

const code = 'NAFTIKO_SCRIPT_LANGUAGE'
const at = '/language'

/** What keeps the script from running because of its language, if anything does. */
export function checkLanguage(script: Script, settings: ScriptSettings, report: (problem: Problem) => void): Unusable | undefined {
  const named = script.language ?? settings.defaultLanguage
  const language = named === undefined ? byExtension(script, report) : lookUp(LANGUAGES, named.toLowerCase())
  if (language === undefined) return named === undefined ? unnamed(script) : unknown(script, named)
  if (settings.allowedLanguages?.includes(language) === false) return notAllowed(script, language, settings.allowedLanguages)
  return language === 'javascript' ? undefined : foreign(script, language)
}

function byExtension(script: Script, report: (problem: Problem) => void): string | undefined {
  const language = lookUp(BY_EXTENSION, /\.([a-z]+)$/i.exec(script.file ?? '')?.[1]?.toLowerCase() ?? '')
  if (language === undefined) return undefined
  const message = `${titleOf(script)} names no language, and was taken for ${language} because of the name of its file`
  report({ severity: 'warning', code, message, hint: `write "language: ${language}"` })
  return language
}

function foreign(script: Script, language: string): Unusable {
  const message = `${titleOf(script)} is written in ${TITLES[language]}, which this engine does not run`
  return new Unusable({ severity: 'warning', code, message, hint: 'rewrite it in JavaScript and set "language: javascript"', at })
}

function notAllowed(script: Script, language: string, allowed: readonly string[]): Unusable {
  const message = `${titleOf(script)} is written in ${language}, which is not among the allowed languages (${allowed.join(', ') || 'none'})`
  return new Unusable({ severity: 'warning', code, message, hint: 'add it to "allowedLanguages" under management.scripting' })
}

function unknown(script: Script, named: string): Unusable {
  const message = `${titleOf(script)} is written in "${named}", a language that nothing here knows`
  return new Unusable({ severity: 'warning', code, message, hint: 'write "language: javascript"' })
}

function unnamed(script: Script): Unusable {
  const message = `${titleOf(script)} names no language`
  return new Unusable({ severity: 'warning', code, message, hint: 'add "language: javascript"' })
}

function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
