// Writes docs/reference.md from the schema of documents. Run after `npm run build`; a test fails when the page is out of date.
import { writeFileSync } from 'node:fs'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { referencePage } from './reference-page.js'

const schema = createEngine({ plugins: standardPlugins({ env: {} }) }).schema()
writeFileSync(new URL('../docs/reference.md', import.meta.url), referencePage(schema))
