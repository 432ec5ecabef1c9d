/**
 * Copies what the page of documentation consists of out of its package. The package itself is no dependency: it has a
 * script that reports installations to somebody, which users of ours did not ask for.
 */
import { copyFile, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'favicon-32x32.png', 'LICENSE', 'NOTICE']

const from = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const to = fileURLToPath(new URL('../dist/docs/files/', import.meta.url))
await mkdir(to, { recursive: true })
await Promise.all(FILES.map((file) => copyFile(path.join(from, file), path.join(to, file))))
