// Writes docs/diagnostics.md from the catalogue of codes, the rules and test/broken. Run after `npm run build`; a test fails when the page is out of date.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CODES, ERROR_CODES } from '@naftiko/core'
import { rules } from '@naftiko/rules'
import { diagnosticsExamples } from './diagnostics-examples.js'
import { diagnosticsPage } from './diagnostics-page.js'

const page = diagnosticsPage({
  diagnostics: CODES,
  errors: ERROR_CODES,
  rules: Object.fromEntries(rules().map(({ code, severity }) => [code, severity])),
  examples: diagnosticsExamples(fileURLToPath(new URL('../test/broken', import.meta.url))),
})
writeFileSync(new URL('../docs/diagnostics.md', import.meta.url), page)
