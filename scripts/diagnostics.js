// Writes docs/diagnostics.md from the catalogue of codes. Run after `npm run build`; a test fails when the page is out of date.
import { writeFileSync } from 'node:fs'
import { CODES, ERROR_CODES } from '@naftiko/core'
import { diagnosticsPage } from './diagnostics-page.js'

writeFileSync(new URL('../docs/diagnostics.md', import.meta.url), diagnosticsPage({ diagnostics: CODES, errors: ERROR_CODES }))
