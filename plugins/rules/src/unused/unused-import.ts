import type { Rule } from '../rule.ts'
import { hasWord } from './words.ts'

/** What it brings may have been meant by a call that says something else. */
export const unusedImport: Rule = {
  type: 'unused-import',
  code: 'NAFTIKO_UNUSED_IMPORT',
  severity: 'hint',
  check(document, report) {
    // A document without exposers is there to be imported.
    if (document.incomplete || document.exposes.length === 0) return
    const users = [...document.exposes, ...document.aggregates, ...document.consumes].filter(({ imported }) => !imported)
    const text = JSON.stringify(users.map(({ value }) => value))
    for (const entry of document.imports) {
      const name = entry.value['as'] ?? entry.value['namespace'] ?? entry.value['import']
      // Without a name it is a file, whose entry is called as it says itself.
      if (typeof name !== 'string' || /[./\\]/.test(name) || hasWord(text, name)) continue
      const at = `/${['as', 'namespace', 'import'].find((key) => entry.value[key] === name)!}`
      report({ message: `nothing uses the import "${name}"`, hint: `call what it has ("${name}.…"), or remove it`, at }, entry)
    }
  },
}
