// Writes docs/cli.md from the help of every command. Run after `npm run build`; a test fails when the page is out of date.
import { writeFileSync } from 'node:fs'
import { COMMANDS, commandHelp, programHelp } from 'naftiko'
import { cliPage } from './cli-page.js'

writeFileSync(new URL('../docs/cli.md', import.meta.url), await cliPage({ commands: COMMANDS, commandHelp, programHelp }))
